let lib = import <modules>; in
(lib.evalModules {
  modules = [
    { options.port.default = 80; }
    ./asks_for_an_argument.nix
  ];
}).config.port
