# A set of packages and three overlays, of which a later one undoes what an earlier one did.
let
  fix = f: let final = f final; in final;
  extend = set: overlay: final: let prev = set final; in prev // overlay final prev;
in
fix (builtins.foldl' extend (import ./packages.nix) [
  (import ./newer.nix)
  (import ./pinned.nix)
  (import ./branded.nix)
])
