[
  (baseNameOf (./lib + "/plain.nix"))
  (builtins.typeOf (./lib + "x"))
  (baseNameOf (./lib + "x"))
  (baseNameOf (./lib + ./folder))
]
