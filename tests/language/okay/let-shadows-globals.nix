let true = "shadowed"; map = 5; builtins = { length = _: "mine"; }; in [ true map (builtins.length [ ]) ]
