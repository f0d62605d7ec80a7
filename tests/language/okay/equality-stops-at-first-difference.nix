[ ([ 1 (throw "no") ] == [ 2 3 ]) ([ (throw "no") ] == [ 1 2 ]) ({ a = throw "no"; } == { b = 1; }) ]
