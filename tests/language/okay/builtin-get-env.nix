[ (builtins.getEnv "NIXSTEP_SURELY_NOT_SET") (builtins.typeOf (builtins.getEnv "PATH")) ]
