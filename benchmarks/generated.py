"""Nix code as it is found in package collections, written by chance: texts of any size.

The same seed and size give the same text. It parses and evaluates; what it evaluates to is of no interest.
"""

from __future__ import annotations

import random
from collections.abc import Callable

WORDS = (
    "alpha amber basic cargo cipher delta echo fetch forge gamma graph hash index json kernel lambda ledger "
    "matrix meta micro nova object parser patch pixel query queue reader relay schema signal socket stream "
    "table tensor token vector widget window xml yaml zip"
).split()
LICENCES = ("mit", "asl20", "gpl3", "bsd3", "lgpl21", "mpl20")
PLATFORMS = ("linux", "darwin", "unix", "all")

Writer = Callable[[random.Random, str], str]


def nix_text(size: int, seed: int = 1) -> str:
    """A file of at least so many bytes: a function that gives a set of packages."""
    chance = random.Random(seed)
    parts = [HEAD]
    written, number = len(HEAD), 0
    while written < size:
        name = f"{word(chance)}-{word(chance)}-{number}"
        part = chance.choice(KINDS)(chance, name)
        parts.append(part)
        written += len(part) + 1
        number += 1
    return "\n".join([*parts, "}\n"])


def word(chance: random.Random) -> str:
    return chance.choice(WORDS)


def some(chance: random.Random, least: int, most: int) -> list[str]:
    return [word(chance) for _ in range(chance.randint(least, most))]


def version(chance: random.Random) -> str:
    return ".".join(str(chance.randint(0, 30)) for _ in range(chance.randint(2, 4)))


def package(chance: random.Random, name: str) -> str:
    """What builds something: the most frequent kind."""
    inputs = sorted(set(some(chance, 2, 8)))
    digest = "".join(chance.choices("0123456789abcdfghijklmnpqrsvwxyz", k=52))
    return f"""
  # {" ".join(some(chance, 4, 12))}
  {name} = callPackage ({{ stdenv, fetchurl, {", ".join(inputs)}, enable{word(chance).title()} ? true }}:
    stdenv.mkDerivation rec {{
      pname = "{name}";
      version = "{version(chance)}";

      src = fetchurl {{
        url = "https://{word(chance)}.example.org/releases/${{pname}}/${{pname}}-${{version}}.tar.gz";
        sha256 = "{digest}";
      }};

      buildInputs = [ {" ".join(inputs)} ] ++ lib.optionals stdenv.isLinux [ {inputs[0]} ];
      patches = [ ./{word(chance)}/{word(chance)}.patch ];
      configureFlags = [
        "--with-{word(chance)}=${{{inputs[0]}}}/lib"
        (if {inputs[-1]} != null then "--enable-{word(chance)}" else "--disable-{word(chance)}")
      ];

      postInstall = ''
        mkdir -p $out/share/${{pname}}
        for file in {" ".join(some(chance, 2, 6))}; do
          substituteInPlace "$file" --replace /usr/bin ${{{inputs[0]}}}/bin
        done
        install -Dm644 {word(chance)}.conf $out/etc/''${{name}}.conf
      '';

      meta = with lib; {{
        description = "{" ".join(some(chance, 4, 10))}";
        homepage = https://{word(chance)}.example.org/{word(chance)};
        license = licenses.{chance.choice(LICENCES)};
        platforms = platforms.{chance.choice(PLATFORMS)};
        maintainers = [ maintainers.{word(chance)} maintainers.{word(chance)} ];
      }};
    }}) {{ }};"""


def module(chance: random.Random, name: str) -> str:
    """Options and what follows from them."""
    option, other = word(chance), word(chance)
    return f"""
  {name} = {{ config, lib, pkgs, ... }}@args:
    let
      cfg = config.services.{option};
      port = if cfg.port or null == null then {chance.randint(1024, 60000)} else cfg.port;
      inherit (lib) mkOption mkIf types;
      inherit (args.pkgs) {other};
    in
    {{
      options.services.{option} = {{
        enable = mkOption {{ type = types.bool; default = false; description = "Whether to run {option}."; }};
        port = mkOption {{ type = types.int; default = {chance.randint(1, 9999)}; }};
        "extra-{other}" = mkOption {{ type = types.listOf types.str; default = [ ]; }};
      }};
      config = mkIf (cfg.enable && port > 1023 || cfg ? force) {{
        systemd.services.{option} = {{
          wantedBy = [ "multi-user.target" ];
          serviceConfig.ExecStart = "${{pkgs.{other}}}/bin/{option} --port ${{toString port}}";
        }};
        environment.etc."{option}/{other}.conf".text = ''
          listen = ${{toString (port + {chance.randint(1, 9)})}}
          path = /var/lib/{option}
        '';
      }};
    }};"""


def function(chance: random.Random, name: str) -> str:
    """Library code: recursion, folds, operators."""
    first, second = word(chance), word(chance) + "s"
    return f"""
  /* {" ".join(some(chance, 6, 20))}.

     Example: {name} {chance.randint(1, 99)} [ 1 2 3 ] */
  {name} = {first}: {second}:
    let
      go = index: total:
        if index >= builtins.length {second} then total
        else if builtins.elemAt {second} index == {first} && !(total < 0) then go (index + 1) (total * 2 - 1)
        else go (index + 1) (total + (builtins.elemAt {second} index) / {chance.randint(1, 9)});
      merged = builtins.foldl' (all: each: all // {{ ${{toString each}} = each; }}) {{ }} {second};
      names = map (name: "${{name}}-{word(chance)}") (builtins.attrNames merged);
    in
    assert builtins.isList {second} -> {second} != [ ];
    {{
      inherit merged names;
      total = go 0 {chance.randint(0, 99)} * {chance.randint(1, 9)}.5;
      last = merged.x.y or null;
    }};"""


def settings(chance: random.Random, name: str) -> str:
    """Plain data."""
    rows = "\n".join(
        f'    {word(chance)}{index} = {{ id = {chance.randint(0, 10**6)}; name = "{word(chance)}"; '
        f"tags = [ {' '.join(repr_of(each) for each in some(chance, 0, 5))} ]; }};"
        for index in range(chance.randint(3, 15))
    )
    return f"\n  {name} = {{\n{rows}\n  }};"


def repr_of(text: str) -> str:
    return f'"{text}"'


KINDS: tuple[Writer, ...] = (package, package, package, module, function, settings)
HEAD = """# Written by chance, in the manner of a collection of packages.
{ lib ? { }, callPackage ? f: f, pkgs ? { }, ... }:

with lib;

rec {"""
