[ (builtins.stringLength "ä") (builtins.stringLength "€") (builtins.stringLength "") (builtins.stringLength "𝄞") ]
