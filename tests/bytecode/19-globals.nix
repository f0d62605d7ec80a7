[ true null map (let true = 1; map = 2; in [ true map ]) builtins.map ]
