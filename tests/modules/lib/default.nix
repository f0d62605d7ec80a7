# A small module system, for tests: what a library does between two lines of a person's own code.
# A module is a set, a function of arguments, or a file with one of these; it has imports, options and config.
rec {
  evalModules = { modules, specialArgs ? { } }:
    let
      loaded = fallback: module:
        let
          file = if builtins.isPath module then toString module else fallback;
          value = if builtins.isPath module then import module else module;
          body = if builtins.isFunction value then value (arguments file value) else value;
        in
        { inherit file; } // (if body ? config || body ? options then body else { imports = body.imports or [ ]; config = removeAttrs body [ "imports" ]; });

      arguments = file: function: known // builtins.mapAttrs (argument file) (builtins.functionArgs function);
      argument = file: name: _:
        builtins.addErrorContext "while evaluating the argument '${name}' of ${file}"
          (known.${name} or config.arguments.${name});
      known = { inherit config options; } // specialArgs;

      collect = fallback: builtins.concatMap (one fallback);
      one = fallback: module:
        let it = loaded fallback module;
        in [ it ] ++ collect "a module imported by ${it.file}" (it.imports or [ ]);
      all = collect "a module" modules;

      options = builtins.foldl' (sum: each: sum // (each.options or { })) { arguments.default = { }; } all;
      config = builtins.mapAttrs value options;
      value = name: option:
        builtins.addErrorContext "while evaluating the option '${name}'"
          (chosen (option.default or (throw "the option '${name}' has no value")) (definitions name));
      definitions = name: builtins.concatMap (definition name) all;
      definition = name: module:
        let found = module.config or { };
        in if found ? _condition
           then (if found.content ? ${name} && found._condition then [ found.content.${name} ] else [ ])
           else (if found ? ${name} then [ found.${name} ] else [ ]);
      chosen = default: found:
        if found == [ ] then default
        else if builtins.isAttrs (builtins.head found) then builtins.foldl' (a: b: a // b) { } found
        else builtins.head found;
    in
    { inherit config options; };

  mkIf = condition: content: { _condition = condition; inherit content; };
  optionals = condition: list: if condition then list else [ ];
  optionalAttrs = condition: set: if condition then set else { };
  fix = f: let final = f final; in final;
  extends = overlay: base: final: let prev = base final; in prev // overlay final prev;
}
