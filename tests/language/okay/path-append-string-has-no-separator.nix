map toString [ (/a + "b") (/a + "/b") (/a + "") (/. + "x") ]
