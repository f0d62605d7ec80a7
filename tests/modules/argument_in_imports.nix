let lib = import <modules>; in
(lib.evalModules {
  modules = [
    { options.name.default = "none"; }
    ({ pkgs, ... }: {
      imports = [ pkgs.module ];
    })
    { arguments.pkgs = { module = { name = "found"; }; }; }
  ];
}).config.name
