[ (builtins.getAttr "a" { a = 1; }) (builtins.getAttr "b" { a = throw "no"; b = 2; }) (map (builtins.getAttr "n") [ { n = 3; } { n = 4; } ]) ]
