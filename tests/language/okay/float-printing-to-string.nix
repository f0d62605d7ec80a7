# toString always prints six decimals.
map toString [ 1.0 0.5 1.0e-7 123456789.125 (-0.25) ]
