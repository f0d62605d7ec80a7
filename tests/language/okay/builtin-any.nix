let p = x: x > 0; in [ (builtins.any p [ 0 1 (throw "no") ]) (builtins.any p [ 0 ]) (builtins.any p [ ]) ]
