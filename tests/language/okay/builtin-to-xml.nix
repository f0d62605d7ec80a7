builtins.toXML { a = 1; b = [ true null "x<y>&\"'" ]; c.d = 1.5; e = x: x; f = { p, q ? 1, ... }: p; g = r@{ s }: s; }
