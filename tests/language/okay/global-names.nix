[ (isNull null) (toString 1) (map (x: x) [ 1 ]) (removeAttrs { a = 1; } [ "a" ]) (baseNameOf "a/b") (builtins.typeOf builtins) ]
