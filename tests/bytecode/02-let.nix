let a = 1; b = a + c; c = a; in a * b
