let x = "outer"; in { x = "inner"; y = x; }
