rec { a = b; b = 1; f = x: f b; g = y: b; }
