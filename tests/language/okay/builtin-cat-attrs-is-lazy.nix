builtins.length (builtins.catAttrs "a" [ { a = throw "no"; } { a = 1; } ])
