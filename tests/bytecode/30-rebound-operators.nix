let __sub = a: b: 0; __lessThan = a: b: true; in [ (1 - 2) (-3) (4 >= 5) (4 < 5) ]
