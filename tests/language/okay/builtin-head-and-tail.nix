[ (builtins.head [ 1 (throw "no") ]) (builtins.tail [ (throw "no") 2 3 ]) (builtins.tail [ 1 ]) ]
