rec { __overrides = { bar = "qux"; }; bar = "x"; foo = bar; }
