let lib = import <modules>; in
(lib.evalModules {
  modules = [
    { options.extra.default = { }; options.port.default = 80; }
    ({ config, ... }: {
      config = { port = 8080; } // config.extra;
    })
  ];
}).config.port
