builtins.toPath "not/absolute"
