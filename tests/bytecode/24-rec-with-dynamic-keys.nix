k: rec { ${k} = a; a = b; inherit (c) d; c = k; b = 1; }
