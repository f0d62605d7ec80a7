(builtins.tryEval { a = throw "no"; b = 1; }).value.b
