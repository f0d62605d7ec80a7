(builtins.tryEval <nixstep-surely-not-there>).success
