({ a, ... }: a) { a = 1; b = 2; c = throw "no"; }
