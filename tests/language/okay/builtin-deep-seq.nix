let t = builtins.tryEval; in [ (builtins.deepSeq { a = [ 1 { b = 2; } ]; } 3) (t (builtins.deepSeq [ { a = throw "x"; } ] 1)).success (t (builtins.seq [ { a = throw "x"; } ] 1)).success ]
