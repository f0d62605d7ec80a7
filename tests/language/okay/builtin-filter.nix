[ (builtins.filter (x: x > 1) [ 1 2 3 1 ]) (builtins.filter (_: throw "no") [ ]) (builtins.length (builtins.filter (_: true) [ (throw "no") ])) ]
