[ (builtins.addErrorContext "while doing" 1) (builtins.addErrorContext "while failing" (builtins.tryEval (throw "x")).success) ]
