[ (builtins.stringLength "") (builtins.stringLength "a\nb") (builtins.stringLength { outPath = "four"; }) ]
