(builtins.listToAttrs [ { name = "a"; value = throw "no"; } { name = "b"; value = 1; } ]).b
