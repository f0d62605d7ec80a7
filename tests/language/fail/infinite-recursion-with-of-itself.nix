let s = with s; if x then { } else { }; in s
