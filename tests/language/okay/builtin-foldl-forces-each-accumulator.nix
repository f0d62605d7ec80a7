let t = builtins.tryEval; in [ (t (builtins.foldl' (a: b: b) 0 [ (throw "x") 1 ])).success (t (builtins.foldl' (a: b: [ b ]) 0 [ (throw "x") 1 ])).success ]
