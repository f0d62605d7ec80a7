rec { a = b; b = c + 1; c = 1; nested = { d = a; }; f = n: if n == 0 then a else f (n - 1); g = f 3; }.g
