let outer = { x = 1; y = 2; }; z = 3; in
let inherit (outer) x y; w = x + y + z; inherit z; in { inherit w x y z; }
