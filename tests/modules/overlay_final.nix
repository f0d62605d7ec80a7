let
  lib = import <modules>;
  base = final: { version = "1"; name = "tool-${final.version}"; };
  overlay = final: prev: { version = final.version + ".1"; };
in
(lib.fix (lib.extends overlay base)).name
