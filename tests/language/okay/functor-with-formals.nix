({ __functor = self: { x, y ? self.z }: x + y; z = 10; }) { x = 1; }
