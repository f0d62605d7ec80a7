# Values written as JSON, read again, changed, and written again.
n:
let
  record = i: {
    id = i;
    name = "record \"${toString i}\"\n";
    tags = [ "a" "b${toString i}" null true ];
    nested = { ratio = i * 0.25; children = builtins.genList (k: { inherit k; }) 5; };
  };
  text = builtins.toJSON (builtins.genList record n);
  again = builtins.fromJSON text;
  changed = map (each: each // { tags = builtins.filter builtins.isString each.tags; total = builtins.length each.nested.children; }) again;
in
[ (builtins.stringLength text) (builtins.hashString "md5" (builtins.toJSON changed)) (again == builtins.fromJSON text) ]
