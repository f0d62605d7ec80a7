with { x = 1; y = 2; }; rec { y = 3; z = x + y; }
