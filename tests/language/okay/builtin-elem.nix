[ (builtins.elem 1 [ 3 2 1 ]) (builtins.elem 1 [ ]) (builtins.elem 1.0 [ 1 ]) (builtins.elem [ 1 ] [ [ 1 ] ]) (builtins.elem 1 [ 1 (throw "no") ]) (builtins.elem "a" [ null "a" ]) ]
