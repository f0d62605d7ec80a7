let s = { x = throw "no"; y = 2; }; in { inherit (throw "no") p q; inherit (s) x y; }.y
