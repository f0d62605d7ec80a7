# Would take 2^60 additions otherwise.
let double = n: x: if n == 0 then x else double (n - 1) (let y = x / 2; in y + y + 1); go = n: if n == 0 then 1 else let p = go (n - 1); in (p + p) / 2; in [ (go 60) (double 3 8) ]
