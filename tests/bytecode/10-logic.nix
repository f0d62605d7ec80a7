a: b: a && b == 1 || !b -> a
