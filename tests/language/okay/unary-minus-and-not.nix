let x = 5; in [ (-x) (- x) (-(x + 1)) (!false) (!!true) (3 - -x) (-1.5) ]
