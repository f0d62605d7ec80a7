"""What fills a hole without holes of its own: names, closed expressions, pieces of text, failures."""

from __future__ import annotations

from tests.differential.tree import TREE

KINDS = (
    "int", "string", "bool", "float", "null", "ints", "strings", "set", "list", "fn", "cstring", "drv", "path",
)  # fmt: skip
"""`ints` and `strings` are lists of these, `list` is one of anything, `fn` maps an int to an int, a
`cstring` has a context most of the time."""

GROUPS = {
    "any": KINDS,
    "coercible": ("int", "string", "bool", "float", "null", "ints", "strings", "cstring", "drv", "path"),
}
"""Holes of these kinds are of one of several kinds."""

NAMES = {
    "int": ("a", "b", "c"),
    "string": ("s", "t"),
    "bool": ("p",),
    "float": ("x",),
    "ints": ("l",),
    "strings": ("m",),
    "set": ("n",),
    "fn": ("f",),
    "drv": ("d",),
    "path": ("q",),
}

SIMPLE = 'derivation { name = "k"; system = "x"; builder = "/b"; }'

# fmt: off
LITERALS: dict[str, tuple[str, ...]] = {
    "lit_int": ("0", "1", "2", "3", "7", "10", "42", "(-1)", "(-5)", "007"),
    "lit_string": ('""', '"a"', '"b"', '"s t"', '"ä"', '"\\n"', '"${"q"}"', "''z''", '"10"', '"\\${"', "a:b"),
    "lit_bool": ("true", "false"),
    "lit_float": ("0.5", "1.0", "2.25", ".75", "(-1.5)", "3.0e1", "12.5"),
    "lit_null": ("null",),
    "lit_ints": ("[ ]", "[ 1 ]", "[ 1 2 ]", "[ 3 1 2 ]", "[ (-1) 0 ]"),
    "lit_strings": ("[ ]", '[ "a" ]', '[ "b" "a" ]', '[ "" "x" "" ]'),
    "lit_set": ("{ }", "{ a = 1; }", '{ a = 1; s = "s"; }', "{ n = { a = 2; }; }", "rec { a = b; b = 3; }"),
    "lit_list": ("[ ]", "[ null ]", '[ 1 "a" ]', "[ [ 1 ] [ ] ]", "[ { a = 1; } 1.5 ]", "[ true (a: a) ]"),
    "lit_fn": ("(a: a)", "(a: a + 1)", "(b: b * 2)", "(builtins.add 1)", "(a: 0)"),
    "lit_cstring": (
        '(builtins.toFile "n" "x")', f"({SIMPLE}).outPath", f'"<${{{SIMPLE}}}>"', f"({SIMPLE}).drvPath",
        f'"${{{TREE}/a.txt}}"', '(builtins.toFile "ref" "${builtins.toFile "n" "x"}")',
    ),
    "lit_drv": (f"({SIMPLE})", '(derivation { name = "j"; system = "x"; builder = "/b"; outputs = [ "o" "p" ]; })'),
    "lit_path": ("/a/b", f"{TREE}/a.txt", f"{TREE}/sub", "/."),
    "tiny": ("1", "2", "3", "(-2)", "0"),
    "divisor": ("2", "1", "3", "(-4)", "7"),
    "count": ("0", "1", "2", "3", "5"),
    "key": ("a", "b", "s", "zz", '"a b"', '${"a"}', '"${"b"}"', "or"),
    "txt": (
        "", "a", " b ", "\\n", "\\t", '\\"', "\\\\", "\\${z}", "$ ", "$x", "$$y", "ä€", "''", "#", "/*", "{}",
        "\\q", "'", "\\r", "<&>",
    ),
    "itxt": ("", "a", "  b", "''\\n", "'''", "''${z}", "\\n", "$ ", "$x", "ä", '"', "#", "{}", "\\", "$$y"),
    "regex": (
        '"(a)(b)?"', '"a*"', '".*"', '"([a-z]+) *"', '"[[:digit:]]+"', '"x|(y)"', '"(s) (t)"', '"("', '""',
        '"[^a-z]"', '"a{1,2}"', '"(a|ab)(c|bcd)*"', '"[]a]"', '"^.|.$"', '"([[:space:]]|b)+"', '"\\\\."', '"[/-]"',
        '"*a"', '"a**"', '"(()|a)+"', '"[z-a]"',
    ),
    "version": ('"1.0"', '"1.2pre3"', '""', '"2-rc.1"', '"a"', '"1.10"', '"1.2"', '"00.1"', '"1..2-a"', '"20pre"'),
    "pname": ('"hello-1.0"', '"a-b"', '"x-y-2.3-z"', '""', '"q"', '"-1"', '"a-"', '"n--2"'),
    "pathtext": ('"/a/b"', '"a"', '"/"', '"a/b/"', '""', "/a/b", '"/a//"', '"a//b"'),
    "json": (
        '"1"', '"[1, 2.5]"', '"{\\"a\\": null}"', '"\\"x\\""', '"["', '"true"', '" -7 "', '"nul"', '"1e2"',
        '"{\\"a\\": 1, \\"a\\": 2}"', '"[[],{}]"', '"\\"\\\\u00e4\\\\ud834\\\\udd1e\\""', '"-0"', '"-0.0"', '"01"',
        '"[1,]"', '"\\"\\\\t\\\\/\\""', '""', '"1 2"', '"0.1e-3"', '"\\"\\\\ud800\\""', '"{\\"\\": [{}]}"',
    ),
    "toml": (
        '"a = 1"', '"a = 1.5\\nb = true"', '"[a]\\nb = [1, 2]\\n[a.c]\\nd = \'x\'"', '"a = "', '"[[t]]\\nx = 1\\n[[t]]"',
        '"a = {b = 1, c = \\"d\\"}"', '"a.b.c = 0x10"', '"a = 1\\na = 2"', '"a = 1_000"', '"x = \'\'\'q\'\'\'"', '""',
        '"# only a comment"', '"\\"a b\\" = [\'x\', \'y\']"', '"s = \\"\\\\u00e4\\\\n\\""', '"a = -0.5e1"', '"d = 1979-05-27"',
    ),
    "closure": (
        "[ ]", "[ { key = n.key; } ]",
        "if n.key > 4 then [ ] else [ { key = n.key + 2; } { key = n.key * 2; } ]",
    ),
    "algo": ('"md5"', '"sha1"', '"sha256"', '"sha512"'),
    "fname": ('"n"', '"a.txt"', '"x-1.0"', '"q_=?+"'),
    "order": ("builtins.lessThan", "(a: b: a > b)", "(a: b: a < b)", "(a: b: false)", "(_: throw \"o\")"),
    "env": ("A", "b", "NAME_2", "PATH", '"a-b"', "_x"),
    "file": tuple(f"{TREE}/{name}" for name in (
        "a.txt", "empty", "bytes", "run.sh", "link", "sub/up", "sub/b.txt", "value.nix", "broken", "nowhere",
    )),
    "place": tuple(f"{TREE}{name}" for name in ("", "/a.txt", "/sub", "/link", "/run.sh", "/sub/deep", "/nowhere")),
    "spelled": tuple(f"{TREE}{name}{ending}" for name in (
        "", "/a.txt", "/sub", "/link", "/broken", "/nowhere", "/sub/../a.txt", "/nowhere/../sub", "/a.txt/../sub",
    ) for ending in ("", "/", "/.", "//", "/..")),
    "dir": tuple(f"{TREE}{name}" for name in ("", "/sub", "/sub/deep", "/sub/../sub", "/a.txt")),
    "filter": (
        "(_: _: true)", "(_: _: false)", '(_: k: k == "regular")', '(_: k: k != "symlink")',
        '(q: _: baseNameOf q != "sub")', '(q: k: k == "directory" || builtins.match ".*[.]txt" q != null)',
        '(q: k: builtins.trace (baseNameOf q) (k != "directory"))', "(_: 1)",
    ),
    "module": tuple(f"{TREE}/{name}" for name in ("sub", "deeper.nix", "throws.nix", "broken.nix", "nowhere.nix")),
}
"""Closed expressions; those under `lit_` never fail."""

FAILURES = (
    '(throw "f")', '(builtins.throw "${"g"}")', "(assert false; 1)", '(abort "h")', "(1 / 0)", "({ }.zz)",
    "(builtins.head [ ])", '(1 + "w")', "(let z = z; in z)", "(null 1)", "(builtins.elemAt [ 1 ] 9)",
    "(assert null; 2)", "(with { }; zz)", "(({ a }: a) { })", "({ __functor = 1; } 2)", "<surely-not-there>",
)
# fmt: on
