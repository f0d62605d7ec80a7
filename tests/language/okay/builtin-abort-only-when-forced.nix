[ (builtins.isFunction abort) (if true then 1 else abort "no") ((x: 2) (abort "no")) ]
