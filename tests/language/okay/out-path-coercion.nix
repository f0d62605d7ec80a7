let s = { outPath = "/somewhere"; }; t = { outPath = s; }; in [ "${s}/x" (toString t) (s + "/y") (builtins.concatStringsSep ":" [ s t ]) ]
