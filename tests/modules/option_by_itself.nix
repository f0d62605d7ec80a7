let lib = import <modules>; in
(lib.evalModules {
  modules = [
    { options.port.default = 80; }
    ({ config, ... }: { config.port = config.port + 1; })
  ];
}).config.port
