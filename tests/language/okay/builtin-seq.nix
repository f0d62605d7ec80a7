let t = builtins.tryEval; in [ (builtins.seq 1 2) (t (builtins.seq (throw "x") 2)).success (builtins.seq { a = throw "no"; } 3) ]
