{ a = 1; ${null} = throw "no"; ${if true then null else "x"} = 2; ${if true then "y" else null} = 3; }
