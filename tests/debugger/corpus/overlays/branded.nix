final: prev: {
  title = "our ${prev.title}";
  parser = prev.parser // { vendor = "us"; };
}
