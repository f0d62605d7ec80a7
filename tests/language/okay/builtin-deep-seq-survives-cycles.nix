let a = { b = [ a ]; c = f: a; }; in builtins.deepSeq a "done"
