"""Random Nix programs: mostly well typed, some on purpose not, all of them ending quickly.

The grammar is a table of templates. `@int` is a hole for an expression of that kind; `@int(a b)` a hole in
which the names a and b may be used as well; `@txt` a hole for characters inside a string literal. A name
always has the same kind (see NAMES), so shadowing never changes a type. A template goes in parentheses when
it fills a hole.

What no two implementations need agree on is kept out by construction: kinds that begin with `lit_` are
closed expressions that never fail. They stand on one side of `>` and `<=`, in all but one piece of an
interpolation, as dynamic keys, and on both sides of an `==` of sets. Products have a small literal factor,
so nothing overflows.

The choices come from a `Draw`, which is either `random.Random` (bulk) or hypothesis (shrinking: choice 0 is
simplest).
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from hypothesis import strategies as st

KINDS = ("int", "string", "bool", "float", "null", "ints", "strings", "set", "list", "fn")
"""`ints` and `strings` are lists of these, `list` is one of anything, `fn` maps an int to an int."""

NAMES = {
    "int": ("a", "b", "c"),
    "string": ("s", "t"),
    "bool": ("p",),
    "float": ("x",),
    "ints": ("l",),
    "strings": ("m",),
    "set": ("n",),
    "fn": ("f",),
}

DEPTH = 4
ILL_TYPED = 55
FAILING = 45
LEAF = 220
"""In thousandths, per hole: a literal of a random kind; an expression that fails; an early end."""

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
    "tiny": ("1", "2", "3", "(-2)", "0"),
    "divisor": ("2", "1", "3", "(-4)", "7"),
    "count": ("0", "1", "2", "3", "5"),
    "key": ("a", "b", "s", "zz", '"a b"', '${"a"}', '"${"b"}"', "or"),
    "txt": (
        "", "a", " b ", "\\n", "\\t", '\\"', "\\\\", "\\${z}", "$ ", "$x", "$$y", "ä€", "''", "#", "/*", "{}",
        "\\q", "'",
    ),
    "itxt": ("", "a", "  b", "''\\n", "'''", "''${z}", "\\n", "$ ", "$x", "ä", '"', "#", "{}", "\\", "$$y"),
    "regex": (
        '"(a)(b)?"', '"a*"', '".*"', '"([a-z]+) *"', '"[[:digit:]]+"', '"x|(y)"', '"(s) (t)"', '"("', '""',
    ),
    "version": ('"1.0"', '"1.2pre3"', '""', '"2-rc.1"', '"a"', '"1.10"', '"1.2"'),
    "drv": ('"hello-1.0"', '"a-b"', '"x-y-2.3-z"', '""', '"q"'),
    "path": ('"/a/b"', '"a"', '"/"', '"a/b/"', '""', "/a/b"),
    "json": (
        '"1"', '"[1, 2.5]"', '"{\\"a\\": null}"', '"\\"x\\""', '"["', '"true"', '" -7 "', '"nul"', '"1e2"',
    ),
    "closure": (
        "[ ]", "[ { key = n.key; } ]",
        "if n.key > 4 then [ ] else [ { key = n.key + 2; } { key = n.key * 2; } ]",
    ),
}
"""Closed expressions; those under `lit_` never fail."""

FAILURES = (
    '(throw "f")', '(builtins.throw "${"g"}")', "(assert false; 1)", '(abort "h")', "(1 / 0)", "({ }.zz)",
    "(builtins.head [ ])", '(1 + "w")', "(let z = z; in z)", "(null 1)", "(builtins.elemAt [ 1 ] 9)",
    "(assert null; 2)", "(with { }; zz)", "(({ a }: a) { })", "({ __functor = 1; } 2)", "<surely-not-there>",
)
# fmt: on

INT = r"""
@int + @int
@int - @int
@int * @tiny
@tiny * @int
@int / @divisor
-@int
@int + @int * @tiny
@int - @int - @int
@int - @int / @divisor * @tiny
builtins.add @int @int
builtins.sub @int @int
builtins.mul @tiny @int
builtins.div @int @divisor
builtins.bitAnd @int @int
builtins.bitOr @lit_int @int
builtins.bitXor @int @lit_int
builtins.length @ints
builtins.length @strings
builtins.length @list
builtins.stringLength @string
builtins.head (@ints ++ [ @int ])
builtins.elemAt [ @int @int @fail ] 1
builtins.elemAt [ @int ] @count
builtins.foldl' (a: b: a + b) @int @ints
builtins.foldl' (a: b: @int(a b)) 0 [ 1 @int ]
builtins.foldl' (c: _: c + 1) @int @list
builtins.ceil @float
builtins.floor @float
builtins.floor @int
builtins.compareVersions @version @version
builtins.compareVersions @string @version
@fn @int
@fn (@fn @int)
@set.a or @int
@set.n.b or @int
(@set // { a = @int; }).a
(rec { a = @int; b = @int(a); }).b
({ a, b ? @int(a), ... }: @int(a b)) (@set // { a = @int; })
({ a ? @int(b), b ? @int }: a + b) { }
(n@{ a, ... }: @int(a n)) { a = @int; b = @fail; }
{ __functor = n: a: @int(n a); a = @int; } @int
builtins.getAttr "a" { a = @int; b = @fail; }
builtins.fromJSON (builtins.toJSON @int)
builtins.fromJSON (toString @int)
let f = a: if a > 3 then a else f (a + 1); in f @lit_int
let f = a: b: @int(a b); in f @int @int
let f = a: @int(a); g = f; in g @int + g 1
builtins.length (builtins.attrNames @set)
builtins.length (builtins.genList (_: @fail) @count)
builtins.length (builtins.filter (a: @bool(a)) @ints)
builtins.length [ @fail @int (@fn 1) ]
builtins.stringLength (toString @ints)
(builtins.listToAttrs [ { name = "a"; value = @int; } { name = "b"; value = @fail; } ]).a
let __sub = a: b: b - 0; in 3
"""

STRING = r"""
@string + @string
"@txt${@string}@txt"
"${@lit_string}@txt${@string}"
"@txt"
''@itxt${@string}@itxt''
''@itxt''
'' @itxt ${@lit_string}''
"${toString @int}@txt"
toString @int
toString @bool
toString @float
toString @ints
toString @strings
toString [ @int @string null true ]
toString { __toString = n: @string; }
"${{ outPath = @string; a = @fail; }}"
{ outPath = @lit_string; } + @string
builtins.concatStringsSep @lit_string @strings
builtins.concatStringsSep "," (map toString @ints)
builtins.substring @count @count @string
builtins.substring 1 (-1) @string
builtins.replaceStrings [ "a" "s" ] [ "b" @lit_string ] @string
builtins.replaceStrings [ @lit_string ] [ "-" ] @string
builtins.head (@strings ++ [ @string ])
builtins.typeOf @any
builtins.toJSON @int
builtins.toJSON @string
builtins.toJSON { b = @ints; a = @bool; }
builtins.toXML @int
builtins.toXML { a = @string; b = @ints; }
builtins.toXML @lit_list
builtins.toXML ({ a, b ? @fail, ... }: a)
builtins.unsafeDiscardStringContext @string
baseNameOf @path
toString (dirOf @path)
@set.s or @string
(@set // { s = @string; }).s
({ s ? @string, ... }: s) @set
builtins.foldl' (s: t: s + t) "" @strings
builtins.foldl' (s: a: s + toString a) @string @ints
builtins.concatStringsSep "." (builtins.splitVersion @version)
(builtins.parseDrvName @drv).name
builtins.getEnv "NIXSTEP_SURELY_NOT_SET"
builtins.addErrorContext "here" @string
(s: t: t + s) @string @lit_string
"""

BOOL = r"""
!@bool
@bool && @bool
@bool || @bool
@bool -> @bool
@bool && @bool || @bool
!@bool || @bool -> @bool
false && @fail
true || @fail
@int == @int
@int != @int
@string == @string
@int == @float
@ints == @ints
@strings != @strings
@lit_any == @lit_any
@lit_set == @lit_set
@lit_list != @lit_list
@int == @lit_any
@int + @int == @int
@int < @int
@int >= @int
@int > @lit_int
@lit_int <= @int
@float < @int
@string < @string
@string > @lit_string
@ints < @ints
@ints >= @ints
@int < @int && @int < @int
builtins.lessThan @int @float
builtins.elem @int @ints
builtins.elem @string @strings
builtins.elem @lit_any @lit_list
builtins.all (a: @bool(a)) @ints
builtins.any (a: @bool(a)) @ints
builtins.any (s: s == @string) @strings
@set ? a
@set ? n.b
@any ? @key
@set ? @key
builtins.hasAttr @lit_string @set
builtins.isInt @any
builtins.isString @any
builtins.isFunction @any
builtins.isList @any
builtins.isAttrs @any
builtins.isNull @any
builtins.isBool @any
builtins.isFloat @any
builtins.isPath @lit_any
(builtins.tryEval @any).success
(builtins.tryEval @fail).success
(builtins.tryEval (builtins.deepSeq @ints 1)).success
@set.p or @bool
let f = a: a; in [ f ] == [ f ]
let f = @fn; in f == f
let f = @fn; in { inherit f; } == { inherit f; }
(let n = @set; in n ? a && n.a == @int)
builtins.match "[a-z]*" @string != null
"""

FLOAT = r"""
@float + @float
@float - @int
@int + @float
@float * @tiny
@float / 2
1.5 * @tiny
@tiny / 0.5
-@float
builtins.add @float @int
builtins.div @float 4
builtins.fromJSON "2.5"
@set.x or @float
"""

NULL = r"""
builtins.match @regex @string
builtins.unsafeGetAttrPos "zz" @set
builtins.fromJSON "null"
if @bool then null else null
"""

INTS = r"""
[ @int ]
[ @int @int ]
[ @int @int @int ]
@ints ++ @ints
map (a: @int(a)) @ints
map @fn @ints
builtins.filter (a: @bool(a)) @ints
builtins.genList (a: @int(a)) @count
builtins.genList @fn @count
builtins.tail ([ @fail ] ++ @ints)
builtins.concatLists [ @ints @ints ]
builtins.concatMap (a: [ a @int(a) ]) @ints
builtins.concatMap (a: if @bool(a) then [ a ] else [ ]) @ints
builtins.sort builtins.lessThan @lit_ints
builtins.sort (a: b: a > b) @lit_ints
(builtins.partition (a: @bool(a)) @ints).right
builtins.catAttrs "a" [ @set { a = @int; } ]
builtins.attrValues { b = @int; a = @int; }
map builtins.stringLength @strings
map (n: n.key) (builtins.genericClosure { startSet = [ { key = 1; } ]; operator = n: @closure; })
@set.l or @ints
builtins.foldl' (l: a: [ a ] ++ l) [ ] @ints
builtins.fromJSON (builtins.toJSON @ints)
map (n: n.a or 0) [ @set @set ]
"""

STRINGS = r"""
[ @string ]
[ @string @string ]
@strings ++ @strings
map (s: @string(s)) @strings
map toString @ints
builtins.attrNames @set
builtins.attrNames { a = @fail; ${"b"} = @fail; }
builtins.filter (s: s != @string) @strings
builtins.sort builtins.lessThan @lit_strings
builtins.splitVersion @version
builtins.filter builtins.isString (builtins.split @regex @string)
map builtins.typeOf @list
builtins.attrValues (builtins.mapAttrs (s: _: @string(s)) @set)
builtins.genList (a: "${toString a}@txt") @count
map (builtins.substring 0 1) @strings
"""

SET = r"""
{ a = @int; }
{ a = @int; s = @string; }
{ b = @int; p = @bool; x = @float; }
{ n = @set; l = @ints; }
{ n.a = @int; n.b = @int; }
{ n = { a = @int; }; n.b = @int; s = @string; }
rec { a = @int; b = @int(a); }
rec { b = @int(a); a = @int; s = @string(a); }
rec { n.a = @int; b = n.a + @int; }
{ ${"a"} = @int; "b" = @int; }
{ ${@lit_string + ""} = @int; }
{ "k${@lit_string}" = @any; a = @int; }
{ ${null} = @fail; a = @int; }
{ a.${"zz" + ""}.b = @int; }
{ "a b" = @int; or = @int; "" = @string; }
{ f = @fn; a = @int; }
@set // @set
@set // { a = @int; } // { b = @int; }
let a = @int; s = @string; in { inherit a s; }
{ inherit ({ a = @int; b = @fail; }) a; }
rec { inherit ({ a = @int; }) a; b = @int(a); }
removeAttrs @set [ "a" @lit_string ]
removeAttrs { a = @fail; b = @int; } [ "a" ]
builtins.intersectAttrs { a = @fail; s = 1; } @set
builtins.mapAttrs (s: a: @int(s a)) { a = @int; b = @int; }
builtins.mapAttrs (s: _: s) @set
builtins.listToAttrs [ { name = @lit_string; value = @int; } { name = "b"; value = @int; } ]
builtins.groupBy (a: if @bool(a) then "a" else "b") @ints
builtins.partition (a: @bool(a)) @ints
builtins.functionArgs ({ a, b ? @int, ... }: a)
builtins.functionArgs @fn
builtins.tryEval @int
builtins.tryEval @any
builtins.parseDrvName @drv
builtins.fromJSON (builtins.toJSON { a = @int; n.s = @string; })
(n@{ a ? 1, ... }: n) @set
let { body = { a = a; }; a = @int; }
builtins.seq @set @set
"""

LIST = r"""
[ @any ]
[ @any @any ]
[ @int @string @bool ]
[ @lit_any @any @lit_any ]
@list ++ @list
@ints ++ @strings
map (a: [ a @any(a) ]) @ints
builtins.split @regex @string
builtins.match "(.)(.*)" @string
builtins.tail [ @fail @any ]
builtins.attrValues @set
builtins.genList (a: { a = a; b = @any(a); }) @count
[ (builtins.tryEval @any) ]
map (n: builtins.tryEval n) [ @any @any ]
[ (builtins.fromJSON @json) ]
builtins.filter (_: true) [ @any ]
"""

FN = r"""
a: @int(a)
b: @int(b)
a: b: @int(a b)
builtins.add @int
builtins.bitAnd @int
let a = @int; in b: @int(a b)
if @bool then @fn else @fn
a: @fn (@fn a)
{ __functor = _: a: @int(a); }
@set.f or @fn
a: assert @bool(a); @int(a)
"""

EVERYWHERE = r"""
if @bool then @K else @K
if @bool then @K else @fail
let a = @int; in @K(a)
let s = @string; b = @int; in @K(s b)
let b = @int(a); a = @int; in @K(a b)
let n = @set; in @K(n)
let l = @ints; m = @strings; in @K(l m)
let f = @fn; p = @bool; in @K(f p)
let x = @float; unused = @fail; in @K(x)
let inherit ({ a = @int; s = @string; }) a s; in @K(a s)
let n.a = @int; n.s = @string; in @K(n)
with { a = @int; s = @string; }; @K(a s)
with { b = @int; }; let b = @int; in @K(b)
with @set; with { c = @int; }; @K(c)
(a: @K(a)) @int
(s: _: @K(s)) @string @fail
(_: @K) @fail
({ a, s ? "d", ... }: @K(a s)) { a = @int; b = @fail; }
({ a ? @int, b ? a }: @K(a b)) { }
(n@{ a, ... }: @K(a n)) { a = @int; s = @string; }
{ __functor = _: a: @K(a); } @int
assert @bool; @K
assert @bool || true; @K
{ a = @K; }.a
{ a.b = @K; b = @fail; }.a.b
{ a = @K; }.a or @fail
{ }.a or @K
{ b = 1; }.b.c or @K
{ ${"a"} = @K; }."a"
{ a = @K; }.${@lit_string} or @K
rec { a = @int; b = @K(a); }.b
let a = @K; in { inherit a; }.a
builtins.head [ @K @fail ]
builtins.elemAt [ @any @K ] 1
builtins.seq @any @K
builtins.deepSeq @ints @K
builtins.trace "t" @K
builtins.addErrorContext "c" @K
let r = builtins.tryEval @K; in if r.success then r.value else @K
let r = builtins.tryEval @fail; in if r.success then @fail else @K
(let in @K)
builtins.getAttr "z" { z = @K; }
"""

HOLE = re.compile(r"@([A-Za-z_]+)(?:\(([a-z ]+)\))?")


@dataclass(frozen=True, slots=True)
class Hole:
    kind: str
    names: tuple[str, ...]


T = TypeVar("T")
Template = tuple["str | Hole", ...]


class Draw(Protocol):
    """Where choices come from."""

    def below(self, bound: int) -> int:
        """A number from 0 (the simplest choice) to bound - 1."""


class RandomDraw:
    """Choices from a seeded generator."""

    def __init__(self, source: random.Random) -> None:
        self._random = source.random

    def below(self, bound: int) -> int:
        return int(self._random() * bound)


class HypothesisDraw:
    """Choices that hypothesis can shrink."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def below(self, bound: int) -> int:
        return self._draw(st.integers(0, bound - 1))


def well_typed(kind: str, depth: int = DEPTH) -> st.SearchStrategy[str]:
    """Source text of a given kind (see KINDS), with no deliberate errors of type."""

    @st.composite
    def texts(draw: st.DrawFn) -> str:
        return _Writer(HypothesisDraw(draw), ill_typed=0, failing=0).write(Hole(kind, ()), frozenset(), depth)

    return texts()


def expressions(depth: int = DEPTH) -> st.SearchStrategy[str]:
    """Source text of any kind, with some deliberate errors."""

    @st.composite
    def texts(draw: st.DrawFn) -> str:
        return _expression(HypothesisDraw(draw), depth)

    return texts()


def generate(seed: int, count: int, depth: int = DEPTH) -> list[str]:
    """`count` distinct expressions, one line each; the same ones for the same seed."""
    draw = RandomDraw(random.Random(seed))
    distinct: dict[str, None] = {}
    while len(distinct) < count:
        distinct[_expression(draw, depth)] = None
    return list(distinct)


def _expression(draw: Draw, depth: int) -> str:
    return _Writer(draw, ILL_TYPED, FAILING).write(Hole("any", ()), frozenset(), depth)


class _Writer:
    """Fills holes. `ill_typed` and `failing` are in thousandths per hole."""

    def __init__(self, draw: Draw, ill_typed: int, failing: int) -> None:
        self.draw = draw
        self.ill_typed = ill_typed
        self.failing = failing

    def write(self, hole: Hole, scope: frozenset[str], depth: int) -> str:
        """Text for a hole: an atom, or something in parentheses."""
        kind = self._kind(hole.kind)
        if kind in LITERALS:
            return self._one_of(LITERALS[kind])
        scope = scope.union(hole.names)
        unusual = self._unusual()
        if unusual is not None:
            return unusual
        if depth <= 0 or self.draw.below(1000) < LEAF:
            return self._leaf(kind, scope)
        return f"({self._fill(self._one_of(TEMPLATES[kind]), scope, depth - 1)})"

    def _kind(self, kind: str) -> str:
        if kind == "any":
            return self._one_of(KINDS)
        if kind == "lit_any":
            return "lit_" + self._one_of(KINDS)
        return kind

    def _unusual(self) -> str | None:
        """Now and then, an expression of the wrong kind or one that fails."""
        choice = 999 - self.draw.below(1000)
        if choice < self.ill_typed:
            return self._one_of(LITERALS["lit_" + self._one_of(KINDS)])
        return self._one_of(FAILURES) if choice < self.ill_typed + self.failing else None

    def _leaf(self, kind: str, scope: frozenset[str]) -> str:
        names = [name for name in NAMES.get(kind, ()) if name in scope]
        if names and self.draw.below(4):
            return self._one_of(names)
        return self._one_of(LITERALS["lit_" + kind])

    def _fill(self, template: Template, scope: frozenset[str], depth: int) -> str:
        return "".join(
            part if isinstance(part, str) else self._fill_hole(part, scope, depth) for part in template
        )

    def _fill_hole(self, hole: Hole, scope: frozenset[str], depth: int) -> str:
        return self._one_of(FAILURES) if hole.kind == "fail" else self.write(hole, scope, depth)

    def _one_of(self, choices: Sequence[T]) -> T:
        return choices[self.draw.below(len(choices))]


def _parse(template: str) -> Template:
    parts: list[str | Hole] = []
    end = 0
    for match in HOLE.finditer(template):
        parts += [template[end : match.start()], Hole(match[1], tuple((match[2] or "").split()))]
        end = match.end()
    return (*parts, template[end:])


def _table(kind: str, own: str) -> tuple[Template, ...]:
    """A kind's own templates, simplest first, then those that any kind has."""
    common = EVERYWHERE.replace("@K", f"@{kind}")
    return tuple(_parse(line) for line in (own + common).splitlines() if line)


TEMPLATES = {
    "int": _table("int", INT * 2),
    "string": _table("string", STRING * 2),
    "bool": _table("bool", BOOL * 2),
    "float": _table("float", FLOAT * 4),
    "null": _table("null", NULL * 4),
    "ints": _table("ints", INTS * 2),
    "strings": _table("strings", STRINGS * 3),
    "set": _table("set", SET * 2),
    "list": _table("list", LIST * 3),
    "fn": _table("fn", FN * 4),
}
"""Own templates count several times, so that the common ones do not crowd them out."""
