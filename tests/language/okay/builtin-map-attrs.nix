[ (builtins.mapAttrs (n: v: "${n}=${toString v}") { a = 1; b = 2; }) (builtins.attrNames (builtins.mapAttrs (throw "no") { a = 1; })) (builtins.mapAttrs (n: v: v) { b = 1; a.c = 2; }).a.c ]
