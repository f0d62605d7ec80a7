({ a = throw "no"; b = 1; } // { a = 2; c = throw "no"; }).a
