rec { __overrides = if a == 1 then { a = 5; old = b; } else { }; a = 1; b = a; c = a; }
