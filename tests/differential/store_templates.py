"""Templates about the store: derivations, strings with contexts, paths that are copied.

Fixed outputs come in every notation of every kind of hash; these are computed here by our own code, so a
notation that we write wrongly is one that Nix cannot read.
"""

from __future__ import annotations

from itertools import product

from vm.store.store_paths import SIZES, Hash, digest


def hashes() -> list[tuple[str, str]]:
    """Kind and text of a hash of each kind in each notation."""
    found = []
    for algorithm in SIZES:
        value = Hash(algorithm, digest(algorithm, b"fixed"))
        forms = [value.formatted(form) for form in ("base16", "nix32", "base64", "sri")]
        padded = (forms[3].rstrip("="), f"{forms[3].rstrip('=')}=?")
        found += [
            (algorithm, text) for text in (*forms, *padded, value.prefixed, f"{algorithm}:{forms[1]}", "")
        ]
    return found


def fixed_outputs() -> tuple[str, ...]:
    """Attributes that fix an output; some leave out what must not be left out, or say what does not fit."""
    good = [
        f'outputHash = "{text}"; outputHashAlgo = "{algorithm}"; outputHashMode = "{mode}";'
        for (algorithm, text), mode in product(hashes(), ("flat", "recursive"))
    ]
    bare = [f'outputHash = "{text}";' for _, text in hashes()]
    other = [
        'outputHash = "00"; outputHashAlgo = "sha256";',
        f'outputHash = "{"0" * 64}"; outputHashAlgo = "sha256"; outputHashMode = "neither";',
        f'outputHash = "{"0" * 64}"; outputHashAlgo = "md4";',
        f'outputHash = "{"0" * 64}"; outputHashAlgo = "sha256"; outputs = [ "out" "dev" ];',
        f'outputHash = "{"z" * 52}"; outputHashAlgo = "sha256";',
        f'outputHash = "sha1-{"A" * 27}="; outputHashAlgo = "sha256";',
        f'outputHash = "{"0" * 64}"; outputHashAlgo = "";',
    ]
    return (*good, *bare, *other)


# fmt: off
STORE_LITERALS: dict[str, tuple[str, ...]] = {
    "fixed": fixed_outputs(),
    "sha256": tuple(text for algorithm, text in hashes() if algorithm == "sha256"),
    "dname": (
        '"n"', '"a-1.0"', '"x_y+z?=.q"', '"long-name-2.3pre4"', '"n"', '"m"', '"b.drv"', '".dot"', '"a b"', '""',
        f'"{"l" * 200}"', f'"{"l" * 210}"', '"0"',
    ),
    "pathname": ('"n"', '".dot"', '"."', '"..-a"', '"a b"', '""', '"x=1"', f'"{"l" * 211}"', f'"{"l" * 212}"'),
    "system": ('"x86_64-linux"', '"aarch64-darwin"', '"s"', '"s"', '""', "builtins.currentSystem"),
    "outs": (
        '[ "out" ]', '[ "out" "dev" ]', '[ "lib" "out" "doc" ]', '[ "a" "b" "c" ]', "[ ]", '[ "out" "out" ]', '"out"',
        '[ "drv" ]', '[ "a b" ]', "[ 1 ]", '[ "bin" ]', '[ "dev" ] ++ [ "out" ]',
    ),
}
# fmt: on

DRV = r"""
derivation { name = @dname; system = @system; builder = "/b"; }
derivation { name = "n"; system = "x"; builder = @string; }
derivation { name = @dname; system = "x"; builder = @cstring; @env = @coercible; }
derivation { name = "n"; system = "x"; builder = "/b"; args = [ @coercible @cstring ]; }
derivation { name = "n"; system = "x"; builder = "/b"; args = @list; @env = @any; }
derivation { name = "n"; system = "x"; builder = "/b"; outputs = @outs; @env = @coercible; }
derivation { name = @dname; system = "x"; builder = "/b"; @fixed }
derivation { name = "f"; system = "x"; builder = @cstring; @fixed @env = @cstring; }
derivation { name = "f"; system = "x"; builder = @cstring; @fixed }
derivation { name = "n"; system = "x"; builder = "/b"; src = @path; @env = @drv; }
derivation { name = "n"; system = "x"; builder = "/b"; inputs = [ @drv @drv @cstring ]; }
derivation { name = "n"; system = "x"; builder = "${@drv}/bin"; @env = @lit_cstring; args = @strings; }
derivation { name = "n"; system = "x"; builder = "/b"; d = (@drv).drvPath; }
derivation { name = "n"; system = "x"; builder = "/b"; d = builtins.unsafeDiscardOutputDependency (@drv).drvPath; }
derivation { name = "n"; system = "x"; builder = "/b"; __ignoreNulls = @bool; a = null; b = @any; }
derivation { name = "n"; system = "x"; builder = "/b"; __structuredAttrs = true; a = @any; n = @set; args = @strings; }
derivation { name = "n"; system = "x"; builder = @cstring; __structuredAttrs = @bool; outputs = @outs; a = @coercible; }
derivation { name = "n"; system = "x"; builder = "/b"; __structuredAttrs = true; __ignoreNulls = true; a = null; q = @path; }
derivation { name = "n"; system = "x"; builder = "/b"; __structuredAttrs = true; @fixed }
derivation { name = "n"; system = "x"; builder = "/b"; passAsFile = [ "text" ]; text = @string; a = @drv; }
derivation { name = "n"; system = "x"; builder = "/b"; out = @string; dev = placeholder "dev"; outputs = [ "out" "dev" ]; }
derivation { name = "n"; system = "x"; builder = "/b"; env = "@txt${@string}@txt"; }
derivation ({ name = "n"; system = "x"; builder = "/b"; } // @set)
derivation (@set // { name = "n"; system = "x"; builder = "/b"; a = @drv; })
derivation ({ builder = "/b"; system = "x"; } // { name = @string; })
derivation { inherit (@set) a; name = "n"; builder = "/b"; system = "x"; }
let d = @drv; in derivation { name = "n"; system = "x"; builder = d; args = [ d.outPath (d.dev or d) d.drvPath ]; }
let d = derivation { name = "n"; system = "x"; builder = "/b"; outputs = @outs; }; in d.dev or d.b or d
builtins.elemAt (@drv).all 0
(@drv).out or @drv
@drv // { a = @any; }
@drv // { outPath = @string; }
"""

CSTRING = r"""
"${@drv}"
"@txt${@drv}@txt"
"${@lit_cstring}@txt${@drv}"
(@drv).drvPath
(@drv).outPath
toString @drv
toString [ @drv @cstring @int ]
toString @path
"${@path}"
"${@place}"
"@txt${@place}"
(builtins.substring 0 99 @cstring) + @string
(builtins.substring 0 99 @string) + @cstring
(builtins.substring 0 99 @string) + @path
@cstring + "${@path}"
builtins.toFile @fname @string
builtins.toFile @fname @cstring
builtins.toFile @pathname @lit_string
builtins.toFile @fname (builtins.unsafeDiscardOutputDependency @cstring)
builtins.toFile "r" "${@lit_cstring}@txt${builtins.toFile "n" @string}"
builtins.unsafeDiscardStringContext (builtins.readFile (builtins.toFile "r" @cstring))
builtins.toJSON { a = @cstring; b = @drv; c = @path; }
builtins.toJSON @drv
builtins.toXML [ @cstring @drv ]
builtins.toXML { a = @drv; b = { type = "derivation"; drvPath = @string; }; }
builtins.substring @count @count @cstring
builtins.substring 0 0 @cstring
builtins.replaceStrings [ "/" "n" ] [ @lit_cstring "-" ] @cstring
builtins.replaceStrings [ @string ] [ @lit_cstring ] @string
builtins.concatStringsSep @cstring @strings
builtins.concatStringsSep @lit_string [ @cstring @cstring @drv ]
builtins.unsafeDiscardStringContext @cstring
builtins.unsafeDiscardOutputDependency @cstring
builtins.unsafeDiscardOutputDependency (@drv).drvPath
builtins.appendContext @string (builtins.getContext @cstring)
builtins.appendContext @cstring (builtins.mapAttrs (_: n: n // { path = @bool; }) (builtins.getContext @cstring))
builtins.appendContext "x" (builtins.mapAttrs (_: _: { outputs = map (s: "o" + s) @strings; }) (builtins.getContext @cstring))
builtins.appendContext "x" { ${builtins.unsafeDiscardStringContext (@drv).drvPath} = { allOutputs = @bool; }; }
builtins.appendContext @string { "/nowhere" = { path = true; }; }
builtins.appendContext @string @set
builtins.storePath @cstring
builtins.storePath (builtins.toFile @fname @string)
baseNameOf @cstring
dirOf @cstring
builtins.filterSource @filter @dir
builtins.filterSource @filter @place
builtins.path { path = @place; }
builtins.path { path = @place; name = @pathname; }
builtins.path { path = @dir; filter = @filter; }
builtins.path { path = @place; recursive = false; name = "p"; }
builtins.path { path = @place; sha256 = "@sha256"; }
builtins.path { path = @dir; name = "p"; filter = @filter; recursive = @bool; }
builtins.hashString "sha256" @cstring
builtins.placeholder "out"
builtins.elemAt (builtins.split "(-)" @cstring) 0
builtins.addErrorContext "c" @cstring
builtins.trace @cstring @cstring
import (builtins.toFile "e.nix" "builtins.toFile \"x\" \"y\"")
let s = @cstring; in "${s}@txt" + s
{ outPath = @cstring; a = @fail; }.outPath
(@drv // { outPath = @cstring; }).outPath
"${{ __toString = _: @cstring; }}"
"${{ outPath = @drv; }}"
builtins.getAttr "outPath" @drv
builtins.toString (builtins.getAttr "all" @drv)
"""

PATH = r"""
(@path + "") + @string
@path + "/x"
(@path + "") + @cstring
/. + @string
@dir + "/sub"
dirOf @path
/a + "/${@lit_string}"
/a/${@string}/b
if builtins.pathExists @path then @path else @path
"""
