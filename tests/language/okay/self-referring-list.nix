let l = [ 1 (builtins.length l) (builtins.head l + 1) ]; in l
