# Versions and addresses taken apart with match, text cut with split.
n:
let
  versions = builtins.genList (i: "package-${toString (i / 7)}.${toString i}.${toString (i * 3)}-rc${toString i}") n;
  parsed = map (builtins.match "([a-z]+)-([0-9]+)\\.([0-9]+)\\.([0-9]+)(-rc([0-9]+))?") versions;
  numbers = map (parts: builtins.fromJSON (builtins.elemAt parts 2)) parsed;
  address = text: builtins.match "(https?)://([^/:]+)(:([0-9]+))?(/.*)?" text;
  hosts = builtins.genList (i: builtins.elemAt (address "https://host${toString i}.example:80${toString i}/path") 1) n;
  pieces = builtins.filter builtins.isString (builtins.split "[-.]" (builtins.concatStringsSep "-" versions));
in
[ (builtins.foldl' builtins.add 0 numbers) (builtins.length hosts) (builtins.length pieces) ]
