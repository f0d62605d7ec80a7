[ (builtins.attrNames { z = throw "no"; a = 1; M = 2; }) (builtins.attrNames { }) (builtins.attrNames rec { b = a; a = 1; }) ]
