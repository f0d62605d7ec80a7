f: with f; let inherit a; inherit f; b = a; in b
