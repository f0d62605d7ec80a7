assert 1 == 1; assert "a" != "b"; let x = 3; in assert x > 2; x
