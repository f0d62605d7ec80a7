[ (builtins.tryEval 1) (builtins.tryEval (assert false; 1)) (builtins.tryEval { a = 1; }).value (builtins.tryEval (builtins.tryEval (throw "x"))) ]
