[
  (builtins.substring 1 2 "hello")
  (builtins.substring 3 100 "hello")
  (builtins.substring 100 1 "hello")
  (builtins.substring 1 (-1) "hello")
  (builtins.substring 5 1 "hello")
  (builtins.substring 0 0 "hello")
  (builtins.substring 0 2 { outPath = "abc"; })
]
