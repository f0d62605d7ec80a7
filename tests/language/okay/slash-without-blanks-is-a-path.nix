let a = 8; b = 2; f = builtins.typeOf; in [ (f a/b) (a / b) (f /b) (a/ b) ]
