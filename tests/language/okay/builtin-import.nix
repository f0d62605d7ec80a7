[ (import ./lib/plain.nix).answer (import ./lib/function.nix { x = 1; }) (import ./lib/neighbour.nix) (import (./lib + "/plain.nix")).name ]
