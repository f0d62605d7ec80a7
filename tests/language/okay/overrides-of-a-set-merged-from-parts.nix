{ n = rec { a = 1; b = a; }; n.__overrides = { a = 2; }; }
