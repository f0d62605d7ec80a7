x: y: [ (true || x) (false && (y + 1)) (x || true) ((true) || x) (false || false) (true && true) ]
