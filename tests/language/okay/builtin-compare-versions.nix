map (p: builtins.compareVersions (builtins.elemAt p 0) (builtins.elemAt p 1)) [
  [ "1.0" "1.0" ] [ "1.0" "1.1" ] [ "1.10" "1.9" ] [ "1.0pre1" "1.0" ] [ "1.0" "1.0.1" ] [ "1.0a" "1.0b" ] [ "1.0-1" "1.0_1" ] [ "" "1" ] [ "1.0a" "1.01" ] [ "pre" "" ] [ "a" "1" ]
]
