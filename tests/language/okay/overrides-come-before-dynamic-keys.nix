rec { __overrides = { a = "k"; }; a = "j"; ${a + "1"} = a; ${a + "2"} = b; b = a; }
