let s = { a = throw "no"; b = s.c; c = 1; }; in s.b
