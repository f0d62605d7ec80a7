let a = 1; in
throw "value ${toString a}"
