with { a = 1; }; with { b = a; }; x: a + b + x
