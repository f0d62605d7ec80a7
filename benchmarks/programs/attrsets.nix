# Sets made, updated in a fold, mapped, filtered and grouped.
n:
let
  names = builtins.genList (i: "attribute${toString i}") n;
  made = builtins.listToAttrs (map (name: { inherit name; value = { inherit name; size = builtins.stringLength name; }; }) names);
  updated = builtins.foldl' (set: name: set // { ${name} = (set.${name} or { size = 0; }) // { seen = true; }; }) { } (builtins.genList (i: "k${toString (i - (i / 200) * 200)}") n);
  mapped = builtins.mapAttrs (name: value: value // { shown = "${name}=${toString value.size}"; }) made;
  filtered = removeAttrs mapped (builtins.filter (name: mapped.${name}.size < 12) (builtins.attrNames mapped));
  common = builtins.intersectAttrs made filtered;
  grouped = builtins.foldl' (groups: value: let key = toString value.size; in groups // { ${key} = (groups.${key} or 0) + 1; }) { } (builtins.attrValues made);
in
[ (builtins.length (builtins.attrNames updated)) (map (value: value.shown) (builtins.attrValues common)) grouped ]
