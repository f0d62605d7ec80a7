map (x: (builtins.tryEval x).success) [ 1 (throw "t") ]
