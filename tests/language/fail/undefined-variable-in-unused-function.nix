let
  f = x: x + y;
in 1
