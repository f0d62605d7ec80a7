e: let inherit (e) a b; inherit (f.c) d; f = { c = a; }; in [ a b d ]
