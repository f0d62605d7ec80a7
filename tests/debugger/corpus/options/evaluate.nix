# The module system in small: definitions of an option are merged, the one of the highest priority wins.
modules:
let
  evaluated = map (module: module { inherit config force; }) modules;
  options = builtins.foldl' (all: each: all // (each.options or { })) { } evaluated;
  definitions = builtins.concatMap (each: [ (each.config or { }) ]) evaluated;
  force = content: { priority = 50; inherit content; };

  weigh = value: if builtins.isAttrs value && value ? priority then value else { priority = 100; content = value; };
  stronger = best: each: if each.priority < best.priority then each else best;
  merge = name: option:
    let
      here = map (each: weigh each.${name}) (builtins.filter (each: each ? ${name}) definitions);
    in
    (builtins.foldl' stronger { priority = 1500; content = option.default; } here).content;

  config = builtins.mapAttrs merge options;
in
config
