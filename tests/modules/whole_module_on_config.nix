let lib = import <modules>; in
(lib.evalModules {
  modules = [
    { options.enable.default = true; options.port.default = 80; }
    ({ config, ... }: if config.enable then { port = 8080; } else { })
  ];
}).config.port
