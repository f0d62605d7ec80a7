rec { __overrides = { d = 2; }; ${"d" + ""} = 1; }
