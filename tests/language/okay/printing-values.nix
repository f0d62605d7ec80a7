[ null true false 1 "s" [ ] { } [ [ ] ] { a = { }; } (x: x) map (map 1) builtins.add (builtins.add 1) ]
