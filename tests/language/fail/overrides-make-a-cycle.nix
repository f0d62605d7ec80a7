rec { __overrides = { b = a; }; a = b; b = 5; }
