map (n: if n < 0 then "negative" else if n == 0 then "zero" else if n < 10 then "small" else "large") [ (-1) 0 5 50 ]
