[ (builtins.add 1 2) (builtins.add 1 2.5) (builtins.add 0.5 0.5) (map (builtins.add 10) [ 1 2 ]) ]
