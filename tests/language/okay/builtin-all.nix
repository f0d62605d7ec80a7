let p = x: x > 0; in [ (builtins.all p [ 1 2 ]) (builtins.all p [ 1 0 (throw "no") ]) (builtins.all p [ ]) ]
