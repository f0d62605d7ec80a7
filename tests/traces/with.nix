let n = { a = 1; }; in with n; with { b = a; }; a + b
