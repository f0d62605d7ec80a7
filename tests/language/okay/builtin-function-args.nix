[ (builtins.functionArgs ({ a, b ? 1, ... }: a)) (builtins.functionArgs (x: x)) (builtins.functionArgs ({ }: 1)) (builtins.functionArgs (x@{ y ? throw "no" }: y)) (builtins.functionArgs map) ]
