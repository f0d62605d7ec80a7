(args@{ a ? 1, ... }: [ a (args.a or "not given") (builtins.attrNames args) ]) { x = 1; }
