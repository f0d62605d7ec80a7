let s = { a.b.c = 1; "d e".f = 2; }; k = "b"; in [ s.a.b.c s."d e".f s.a.${k}.c s."a"."${k}".c (s.a).b.c ]
