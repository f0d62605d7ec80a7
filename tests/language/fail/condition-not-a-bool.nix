let n = 1; in
if n then 2 else 3
