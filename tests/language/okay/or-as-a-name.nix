let or = 1; f = x: x + 1; s = { or = 2; }; in [ s.or (f or) (s.none or 3) ]
