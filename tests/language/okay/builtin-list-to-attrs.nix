builtins.listToAttrs [ { name = "a"; value = 1; } { name = "b c"; value = 2; extra = throw "no"; } { name = "a"; value = 3; } ]
