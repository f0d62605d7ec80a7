[
  (builtins.toJSON { b = [ 1 2.5 null true ]; a = "x"; })
  (builtins.toJSON "q\"b\\n\nt\tc\r/")
  (builtins.toJSON { outPath = "out"; other = 1; })
  (builtins.toJSON { __toString = _: "method"; })
  (builtins.toJSON [ ])
  (builtins.toJSON { })
  (builtins.toJSON "ä€")
  (builtins.toJSON (-0.5))
]
