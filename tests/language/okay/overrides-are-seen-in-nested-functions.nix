rec { __overrides = builtins.seq f { a = 2; }; a = 1; f = let y = 1; in x: a + y; b = f 0; }
