let n = 1; in
"n is ${n}"
