builtins.fromJSON ''{ "a": [1, -2, 2.5, 1e2, 1E-2], "b": { "c": null, "d": true, "e": false }, "": "empty", "s": "x\ny\u00e9\"\\\/\t", "p": "\ud834\udd1e" }''
