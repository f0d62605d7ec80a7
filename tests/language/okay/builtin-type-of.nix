map builtins.typeOf [ 1 1.5 "s" true null [ ] { } (x: x) /p map { __functor = _: x: x; } ]
