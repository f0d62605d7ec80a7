# A set or list that was printed already is not printed again; empty ones are.
let s = { a = 1; }; l = [ 1 2 3 ]; e = { }; in [ s s l l e e [ s ] ]
