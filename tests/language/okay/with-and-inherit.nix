with { a = 1; b = 2; }; { inherit a b; c = let inherit a; in a; }
