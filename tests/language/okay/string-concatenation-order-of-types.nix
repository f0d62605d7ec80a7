# The left operand decides: text stays text, a path stays a path.
map builtins.typeOf [ ("a" + "b") ({ outPath = "a"; } + "b") (/a + "b") (/a + /b) (1 + 1) (1 + 1.0) ]
