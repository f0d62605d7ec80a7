[
  (builtins.split "," "a,b,,c")
  (builtins.split "(b)(c)?" "abcab")
  (builtins.split "x" "abc")
  (builtins.split "" "ab")
  (builtins.split "a*" "baac")
  (builtins.split "(^a)|b" "aab")
]
