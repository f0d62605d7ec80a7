let
  s = { a.b = 1; };
  t = s.a.c.d; in
t
