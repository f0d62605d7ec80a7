let x = 1; in
import ./surely-not-there.nix
