let s = { a1 = "one"; a2 = "two"; }; pick = n: s."a${toString n}"; in map pick [ 2 1 ]
