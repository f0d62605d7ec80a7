[
  (builtins.match "a(b*)c" "abbc")
  (builtins.match "ab" "abc")
  (builtins.match "a.c" "abc")
  (builtins.match "(x)?(y)?" "y")
  (builtins.match "" "")
  (builtins.match "([a-z]+)-([0-9]+)" "abc-123")
  (builtins.match "[[:space:]]*([^[:space:]]+)[[:space:]]*" "  word ")
  (builtins.match "(a|ab)(c|bcd)(d*)" "abcd")
  (builtins.match "a{2,3}" "aaa")
  (builtins.match "a{2}" "aaa")
]
