[ (builtins.readFile ./lib/lines.txt) (builtins.readFile ./lib/folder/empty.txt) (builtins.fromJSON (builtins.readFile ./lib/data.json)) ]
