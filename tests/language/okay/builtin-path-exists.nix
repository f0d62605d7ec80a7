map builtins.pathExists [ ./lib/plain.nix ./lib/none.nix ./lib ./lib/folder/inner/link ./lib/folder/nothing/x ]
