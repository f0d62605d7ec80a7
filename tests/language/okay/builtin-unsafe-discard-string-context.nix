[ (builtins.unsafeDiscardStringContext "plain") (builtins.unsafeDiscardStringContext { outPath = "o"; }) ]
