let s = { a.b = 1; n = null; }; in [ (s.a.b or 2) (s.a.c or 2) (s.x.y.z or 3) (s.a.b.c or 4) (s.n.x or 5) (s.a.b or (throw "no")) (s.x or s.y or 6) ]
