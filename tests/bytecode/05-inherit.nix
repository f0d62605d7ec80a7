x: y: { inherit x; b = 1; inherit (y) p q; }
