# Unary minus, -, *, / and < call whatever is in scope under these names.
let __sub = a: b: "sub"; __mul = a: b: "mul"; __div = a: b: "div"; __lessThan = a: b: true; in [ (1 - 2) (-1) (1 * 2) (1 / 2) (2 < 1) (1 + 2) ]
