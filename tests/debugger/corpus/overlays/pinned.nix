final: prev: {
  parser = prev.parser // { version = "1.4"; pinned = true; };
}
