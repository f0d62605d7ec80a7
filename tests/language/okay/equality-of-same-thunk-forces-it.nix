let x = [ (x: x) ]; in [ (x == x) ([ x ] == [ x ]) ]
