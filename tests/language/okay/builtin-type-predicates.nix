let
  values = [ 1 1.5 "s" true null [ ] { } (x: x) /p map ];
  ask = name: map builtins.${name} values;
in
map ask [ "isInt" "isFloat" "isString" "isBool" "isNull" "isList" "isAttrs" "isFunction" "isPath" ]
