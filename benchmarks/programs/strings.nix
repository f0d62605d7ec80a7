# Text put together and cut up: interpolation, substrings, replacing, joining.
n:
let
  words = builtins.genList (i: "word-${toString i}") n;
  capital = word: let first = builtins.substring 0 1 word; in
    builtins.replaceStrings [ "w" ] [ "W" ] first
    + builtins.substring 1 (builtins.stringLength word) word;
  line = word: ''
    export ${capital word}="${word}:${builtins.replaceStrings [ "-" "1" ] [ "_" "one" ] word}"
  '';
  script = builtins.concatStringsSep "" (map line words);
  grown = builtins.foldl' (text: word: text + " " + word) "" (builtins.genList (builtins.elemAt words) (n / 10));
in
[ (builtins.stringLength script) (builtins.stringLength grown) (builtins.hashString "sha256" script) ]
