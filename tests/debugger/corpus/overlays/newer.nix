final: prev: {
  parser = prev.parser // { version = "2.0"; };
}
