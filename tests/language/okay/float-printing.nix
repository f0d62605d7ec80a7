# Six significant digits, trailing zeros dropped.
[ 1.0 (1.0 / 3) (2.0 / 3) 1.0e100 123456.0 1234567.0 0.000123456789 (-0.0) (-2.5) 1.0e-5 ]
