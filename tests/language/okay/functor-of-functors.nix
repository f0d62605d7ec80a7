let f = { __functor = { __functor = _: _: x: x + 1; }; }; in f 41
