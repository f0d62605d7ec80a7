{ __functor = self: x: x + self.a; a = 1; } 2
