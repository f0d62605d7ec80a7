with { map = "mine"; true = "mine"; length = "mine"; }; [ (map (x: x) [ 1 ]) true length ]
