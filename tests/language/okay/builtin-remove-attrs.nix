[ (removeAttrs { a = 1; b = 2; c = 3; } [ "a" "c" "zzz" ]) (removeAttrs { a = throw "no"; b = 1; } [ "a" ]) (removeAttrs { } [ ]) ]
