builtins.readDir ./surely-not-there
