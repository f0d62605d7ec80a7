with { a = 1; }; [ (builtins.tryEval (with { a = 2; }; throw "x")).success a ]
