let
  s = { a = 1;
        b.c = 2; };
  p = builtins.unsafeGetAttrPos "b" s;
in
{ inherit (p) line column; file = baseNameOf p.file; missing = builtins.unsafeGetAttrPos "zzz" s; }
