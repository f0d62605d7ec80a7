rec { inherit (src) a b; src = { a = 1; b = src.a + 1; }; }
