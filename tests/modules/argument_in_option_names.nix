let lib = import <modules>; in
(lib.evalModules {
  modules = [
    ({ prefix, ... }: {
      options = { ${prefix + "name"}.default = "none"; };
    })
    { arguments.prefix = "my"; }
  ];
}).config.myname
