# Imports its neighbour, relative to itself.
(import ./plain.nix).answer + 1
