let __overrides = { a = 2; }; in rec { inherit __overrides; a = 1; b = a; }
