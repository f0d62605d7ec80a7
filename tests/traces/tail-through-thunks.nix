let f = n: if n == 0 then n else f (n - 1); in f 2
