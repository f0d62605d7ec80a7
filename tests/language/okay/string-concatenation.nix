[ ("a" + "b") ("a" + "b" + "c") ("" + "x") ("a" + { outPath = "p"; }) ({ outPath = "p"; } + "a") ]
