rec {
  a = "x${a}";
}.a
