x: if x < 1 then "neg" else x
