let here = __curPos; in { inherit (here) line column; file = baseNameOf here.file; names = builtins.attrNames here; }
