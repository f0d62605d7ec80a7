let x = 1; f = x: x * 2; g = x: (x: x + 1) (x * 10); in [ (f 5) (g 2) x ]
