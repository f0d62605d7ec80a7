[ (if true then 1 else throw "no") (if false then throw "no" else 2) (if 1 < 2 then if false then 3 else 4 else 5) ]
