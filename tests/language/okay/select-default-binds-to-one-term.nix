let f = x: x + 1; s = { }; in [ (s.a or f 1) (s.a or 3 + 4) ]
