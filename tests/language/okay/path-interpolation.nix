let dir = "lib"; ext = "nix"; in
[ (baseNameOf ./${dir}/plain.${ext}) (builtins.pathExists ./${dir}/plain.${ext}) (builtins.typeOf ./${dir}) ]
