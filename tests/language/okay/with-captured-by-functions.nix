let
  add = with { base = 10; }; x: base + x;
  inner = with { base = 20; }; add 1;
in
[ inner (with { base = 30; }; add 2) ]
