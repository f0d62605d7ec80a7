[ (builtins.attrValues { z = 1; a = 2; M = 3; }) (builtins.length (builtins.attrValues { a = throw "no"; })) ]
