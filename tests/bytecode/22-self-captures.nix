let f = x: let g = y: g x; in g; in f
