# A configuration file read by hand: lines, characters, tokens, keys and values.
n:
let
  text = builtins.concatStringsSep "\n" (builtins.genList (i: if i - (i / 5) * 5 == 0 then "[section ${toString i}]" else "  key${toString i} = value ${toString (i * i)} ; note") n);
  lines = builtins.filter builtins.isString (builtins.split "\n" text);
  characters = line: builtins.genList (i: builtins.substring i 1 line) (builtins.stringLength line);
  isSpace = character: character == " " || character == "\t";
  trimmed = line:
    let
      list = characters line;
      start = i: if i < builtins.length list && isSpace (builtins.elemAt list i) then start (i + 1) else i;
      end = i: if i > 0 && isSpace (builtins.elemAt list (i - 1)) then end (i - 1) else i;
      first = start 0;
    in
    builtins.substring first (end (builtins.length list) - first) line;
  words = line: builtins.foldl' (all: piece: if piece == "" then all else all ++ [ piece ]) [ ] (builtins.filter builtins.isString (builtins.split " +" line));
  read = state: line:
    let plain = trimmed line; first = builtins.substring 0 1 plain; in
    if first == "[" then state // { section = builtins.substring 1 (builtins.stringLength plain - 2) plain; }
    else state // { all = state.all ++ [ { inherit (state) section; words = words plain; } ]; };
  result = builtins.foldl' read { section = ""; all = [ ]; } lines;
in
[ (builtins.length result.all) (builtins.foldl' (sum: each: sum + builtins.length each.words) 0 result.all) result.section ]
