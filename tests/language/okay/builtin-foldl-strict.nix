[ (builtins.foldl' (a: b: a - b) 10 [ 1 2 3 ]) (builtins.foldl' (a: b: [ b ] ++ a) [ ] [ 1 2 3 ]) (builtins.foldl' (_: _: throw "no") 1 [ ]) ]
