[ (dirOf "/a/b") (dirOf "a/b") (dirOf "a") (dirOf "/") (dirOf "/a") (dirOf "a/b/") (toString (dirOf /a/b)) (builtins.typeOf (dirOf /a/b)) ]
