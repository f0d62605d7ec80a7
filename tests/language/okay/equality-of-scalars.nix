[ (1 == 1) (1 == 1.0) (1.5 == 1.5) ("a" == "a") ("a" == "b") (null == null) (true == true) (true == false) (1 != 2) ("1" == 1) (null == false) ]
