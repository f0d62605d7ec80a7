[ http://example.org/x?y=1&z=2 mailto:someone a:b (builtins.typeOf x:x) ]
