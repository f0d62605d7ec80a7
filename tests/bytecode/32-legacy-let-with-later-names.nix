f: let { body = a + x; a = 1; inherit (f) x; }
