let k = "a"; s = { a = 1; }; in
{ inherit (s) ${k}; }
