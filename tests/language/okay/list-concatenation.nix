[ ([ 1 2 ] ++ [ 3 ]) ([ ] ++ [ ]) ([ ] ++ [ 1 ] ++ [ [ 2 ] ]) (builtins.length ([ (throw "no") ] ++ [ (throw "no") ])) ]
