# A system of nine modules: each declares or defines options, and each sees what all of them come to.
let
  modules = map import [
    ./web.nix
    ./database.nix
    ./firewall.nix
    ./users.nix
    ./monitoring.nix
    ./defaults.nix
    ./site.nix
    ./hardening.nix
  ];
in
import ./evaluate.nix modules
