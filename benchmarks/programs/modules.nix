# Options declared and defined by modules, merged by type, priority and condition, with the result fed back.
n:
let
  mkIf = condition: content: { _kind = "if"; inherit condition content; };
  mkForce = content: { _kind = "override"; priority = 50; inherit content; };
  mkDefault = content: { _kind = "override"; priority = 1000; inherit content; };
  kind = value: if builtins.isAttrs value then value._kind or "" else "";
  discharge = value:
    if kind value == "if" then (if value.condition then discharge value.content else [ ])
    else if kind value == "override" then map (each: each // { inherit (value) priority; }) (discharge value.content)
    else [ { priority = 100; inherit value; } ];
  strongest = all:
    let least = builtins.foldl' (low: each: if each.priority < low then each.priority else low) 9999 all; in
    map (each: each.value) (builtins.filter (each: each.priority == least) all);
  types = {
    int = builtins.foldl' (sum: value: sum + value) 0;
    text = builtins.concatStringsSep " ";
    list = builtins.concatLists;
    flag = builtins.any (value: value);
  };
  evaluate = modules:
    let
      called = map (module: module { inherit config; }) modules;
      options = builtins.foldl' (all: module: all // (module.options or { })) { } called;
      defined = name: builtins.concatMap (module: if (module.config or { }) ? ${name} then discharge module.config.${name} else [ ]) called;
      config = builtins.mapAttrs (name: type: types.${type} (strongest (defined name))) options;
    in
    config;
  service = i: { config }: {
    options = { "port${toString i}" = "int"; "name${toString i}" = "text"; "open${toString i}" = "flag"; };
    config = {
      "port${toString i}" = mkDefault (8000 + i);
      "name${toString i}" = if i == 0 then "first" else mkIf config."open${toString (i - 1)}" "after ${config."name${toString (i - 1)}"}";
      "open${toString i}" = mkIf (config."port${toString i}" > 8001) true;
      ports = [ config."port${toString i}" ];
    };
  };
  top = { config }: { options.ports = "list"; config.port1 = mkForce 9001; };
  whole = count: evaluate ([ top ] ++ builtins.genList service count);
in
builtins.genList (i: (whole (4 + i - (i / 6) * 6)).ports) n
