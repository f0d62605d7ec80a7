let addTen = builtins.add 10; fold = builtins.foldl' builtins.add; in [ (addTen 1) (fold 0 [ 1 2 3 ]) (map (builtins.substring 0 1) [ "ab" "cd" ]) ]
