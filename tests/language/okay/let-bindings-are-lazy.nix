let unused = throw "no"; alsoUnused = 1 / 0; x = 1; in x
