let f = x: x + 1 * 2; g = { a }: if a then 1 else 2; in [ (f 1) (g { a = false; }) ((a: b: [ a b ]) 1 2) ]
