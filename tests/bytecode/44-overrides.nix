x: rec { __overrides = { a = 2; }; inherit x; a = 1; b = a; c = y: [ a y ]; ${x} = c; }
