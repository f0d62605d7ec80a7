[ (builtins.readDir ./lib/folder) (builtins.readDir ./lib/folder/inner) ]
