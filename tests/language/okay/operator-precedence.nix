[
  (1 + 1 == 2 && 2 < 3)
  (!true || true)
  (!(true || true))
  (true || false && false)
  (false -> false -> false)
  ([ 1 ] ++ [ 2 ] == [ 1 2 ])
  ({ a = 1; } // (if { b = 2; } ? b then { c = 3; } else { }))
  (-1 + 3)
  (!{ a = 1; } ? a)
]
