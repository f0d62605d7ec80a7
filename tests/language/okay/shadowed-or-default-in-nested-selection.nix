let s = { a = { b = { c = 7; }; }; }; in [ (s.a.b.c or 0) (s.a.x.c or s.a.b.c) ((s.x or { y = 8; }).y) ]
