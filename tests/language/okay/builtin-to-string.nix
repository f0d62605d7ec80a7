map toString [ 1 (-1) "s" true false null [ ] [ 1 [ 2 "x" ] null true ] /p 1.5 [ "" "a" "" ] [ [ ] [ ] 1 ] ]
