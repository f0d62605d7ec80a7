builtins.throw "imported and evaluated"
