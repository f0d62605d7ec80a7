let lib = import <modules>; in
(lib.evalModules {
  modules = [
    { options.enable.default = true; options.port.default = 80; }
    ({ config, ... }: {
      config = lib.optionalAttrs config.enable { port = 8080; };
    })
  ];
}).config.port
