with { a = 1; b = 2; }; with { b = 3; c = 4; }; [ a b c ]
