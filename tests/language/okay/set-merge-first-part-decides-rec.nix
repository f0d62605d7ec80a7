# A later `rec` is not one any more, and a plain set that joins a recursive one sees its names.
let x = "outer"; in [
  { a = rec { x = "inner"; y = x; }; a = { z = x; }; }
  { a = { x = "inner"; y = x; }; a = rec { z = x; }; }
]
