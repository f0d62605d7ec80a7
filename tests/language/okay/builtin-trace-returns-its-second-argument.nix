[ (builtins.trace "seen" 1) (builtins.trace { a = throw "no"; } 2) (builtins.trace (x: x) 3) ]
