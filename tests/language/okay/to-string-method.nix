let p = { x = 1; __toString = self: "point ${toString self.x}"; }; in [ "${p}" (toString p) ("a " + p) (toString [ p p ]) ]
