let const = a: _: a; in [ (const 1 (throw "no")) ((_: 2) (1 / 0)) (({ a, b }: a) { a = 3; b = throw "no"; }) ]
