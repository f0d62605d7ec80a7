let k = "key"; in { a.${k} = 1; b."${k}2".c = 2; ${k}.${k} = 3; }
