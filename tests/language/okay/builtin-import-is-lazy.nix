let unused = import ./lib/throws.nix; s = { a = import ./lib/does-not-exist.nix; b = 1; }; in s.b
