[ (builtins.sub 1 2) (builtins.sub 1.5 1) (builtins.sub 0 0) ]
