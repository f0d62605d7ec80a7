# The few functions that everything else here is made of.
let
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    foldl'
    genList
    isString
    length
    listToAttrs
    stringLength
    substring
    ;
in
rec {
  # The least fixed point: `x` stands for its own definition, and laziness makes
  # that harmless as long as nothing needs itself before it is there.
  fix = f: let x = f x; in x;

  # An overlay takes the finished set and the one before it.
  extend = overlay: f: final:
    let
      previous = f final;
    in
    previous // overlay final previous;

  extendAll = overlays: f: foldl' (sofar: overlay: extend overlay sofar) f overlays;

  id = x: x;
  pipe = value: functions: foldl' (x: f: f x) value functions;

  nameValue = name: value: { inherit name value; };

  filterAttrs = keep: set:
    listToAttrs (
      map (name: nameValue name set.${name}) (filter (name: keep name set.${name}) (attrNames set))
    );

  mapToList = f: set: map (name: f name set.${name}) (attrNames set);

  sum = foldl' (a: b: a + b) 0;

  # Recursion in two forms: over a number, and over a list.
  power = base: exponent: if exponent == 0 then 1 else base * power base (exponent - 1);

  minimumBy = score: list:
    let
      go = best: rest:
        if rest == [ ] then
          best
        else
          let
            next = builtins.head rest;
          in
          go (if score next < score best then next else best) (builtins.tail rest);
    in
    assert length list > 0;
    go (builtins.head list) (builtins.tail list);

  repeat = count: text: concatStringsSep "" (genList (_: text) count);

  padRight = width: text:
    if stringLength text >= width then text else text + repeat (width - stringLength text) " ";

  padLeft = width: text:
    if stringLength text >= width then text else repeat (width - stringLength text) " " + text;

  concatLines = lines: concatStringsSep "" (map (line: line + "\n") lines);

  # 350 is shown as 3.50
  showCents = cents:
    let
      euros = cents / 100;
      rest = cents - euros * 100;
      two = text: if stringLength text < 2 then "0" + text else text;
    in
    "${toString euros}.${two (toString rest)}";

  shout = text: if isString text then "${text}!" else throw "only text can be shouted";

  firstWord = text:
    let
      found = builtins.match "([^ ]+).*" text;
    in
    if found == null then "" else builtins.head found;

  initial = text: substring 0 1 text;
}
