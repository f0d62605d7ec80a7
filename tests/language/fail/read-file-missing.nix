builtins.readFile ./surely-not-there.txt
