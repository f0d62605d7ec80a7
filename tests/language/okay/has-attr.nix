let s = { a.b = 1; n = null; f = x: x; }; k = "a"; in
[ (s ? a) (s ? b) (s ? a.b) (s ? a.c) (s ? a.b.c) (s ? n.x) (s ? f.x) (s ? ${k}) (s ? "a".${"b"}) (1 ? a) ([ ] ? a) (null ? a) ]
