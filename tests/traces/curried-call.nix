(x: y: x - y) 5 3
