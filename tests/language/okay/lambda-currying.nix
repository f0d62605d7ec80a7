let add3 = a: b: c: a + b + c; add12 = add3 1 2; in [ (add12 3) (add12 4) ((x: y: x) 1 2) ]
