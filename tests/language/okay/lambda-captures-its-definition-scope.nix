let n = 1; f = x: x + n; in let n = 100; in f 10
