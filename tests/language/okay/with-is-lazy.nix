[ (with throw "no"; 1) (let x = 2; in with throw "no"; x) (with { a = throw "no"; b = 3; }; b) ]
