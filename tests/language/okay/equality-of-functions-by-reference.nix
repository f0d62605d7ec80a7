# Two functions are never equal, but the same stored reference inside a list or a set is.
let
  f = x: x;
  id = x: x;
  s = { inherit f; };
in
[ (f == f) ([ f ] == [ f ]) ([ f ] == [ (id f) ]) (s == s) ({ inherit f; } == { inherit f; }) ([ map ] == [ map ]) (map == map) ]
