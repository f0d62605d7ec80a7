let check = x: assert x > 0; x * 2; in [ (check 1) (builtins.tryEval (check 0)).success ]
