let one = 1; in
one + "a"
