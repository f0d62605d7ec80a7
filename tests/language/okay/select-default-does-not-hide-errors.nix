(builtins.tryEval ({ a = throw "inside"; }.a or 1)).success
