[ (builtins ? builtins) (builtins.builtins.builtins.add 1 1) (builtins.true) (builtins.null) (builtins.map == 1) ]
