[
  (builtins.replaceStrings [ "a" "b" ] [ "b" "a" ] "aabb")
  (builtins.replaceStrings [ "ab" "a" ] [ "1" "2" ] "abac")
  (builtins.replaceStrings [ "a" "ab" ] [ "1" "2" ] "abac")
  (builtins.replaceStrings [ "" ] [ "-" ] "abc")
  (builtins.replaceStrings [ "b" "" ] [ "B" "." ] "abc")
  (builtins.replaceStrings [ ] [ ] "abc")
  (builtins.replaceStrings [ "x" ] [ "yy" ] "")
  (builtins.replaceStrings [ "" ] [ "-" ] "")
]
