[ (builtins.hasAttr "a" { a = throw "no"; }) (builtins.hasAttr "a.b" { a.b = 1; }) (builtins.hasAttr "" { "" = 1; }) ]
