[ (map (x: x + 1) [ 1 2 ]) (map (_: throw "no") [ ]) (builtins.length (map (_: throw "no") [ 1 2 ])) (builtins.elemAt (map (x: 10 / x) [ 0 5 ]) 1) ]
