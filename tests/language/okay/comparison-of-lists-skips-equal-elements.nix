# Elements that are equal are not compared, so they need not be ordered at all.
[ ([ null 1 ] < [ null 2 ]) ([ { a = 1; } "a" ] < [ { a = 1; } "b" ]) ]
