let a-b = 1; a' = 2; _c = 3; a-1 = 4; d'-e'' = 5; in [ a-b a' _c a-1 d'-e'' ]
