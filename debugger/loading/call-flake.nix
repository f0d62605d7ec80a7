# Ties the knot between the flakes of one evaluation, after Nix's own call-flake.nix.
#
# `nodes` has one set for each: where it is from (`sourceInfo`), its file there, whether it is a flake at all,
# and which nodes its inputs are.
nodes: root:

let
  all = builtins.mapAttrs (
    key: node:
    let
      inherit (node) sourceInfo;
      inputs = builtins.mapAttrs (name: input: all.${input}) node.inputs;
      flake = import (sourceInfo.outPath + node.file);
      outputs = flake.outputs (inputs // { self = result; });
      result = outputs // sourceInfo // {
        inherit inputs outputs sourceInfo;
        _type = "flake";
      };
    in
    if node.isFlake then result else sourceInfo
  ) nodes;
in
all.${root}
