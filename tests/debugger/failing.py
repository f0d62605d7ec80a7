"""The programs of the other tests that fail: all that can be wrong in a program, in one list.

Each fails while it runs; what does not compile, and what has a value, is left out by whoever runs them.
"""

from __future__ import annotations

from pathlib import Path

from debugger.loading.program import Program
from tests.vm.builtins.test_errors import ROWS

TESTS = Path(__file__).parents[1]

AFTER_FORCING = (
    'throw "bad ${"b"}"',
    "builtins.elemAt [ 1 ] (2 + 3)",
    "builtins.head (builtins.tail [ 1 ])",
    'builtins.getAttr ("a" + "b") { c = 1; }',
    'abort ("x" + "y")',
    "builtins.head (builtins.filter (x: x > 1) [ 1 ])",
    "builtins.foldl' (a: b: a + builtins.head b) 0 [ [ 1 ] (builtins.tail [ 2 ]) ]",
    "builtins.sort (a: b: builtins.lessThan a (b + null)) [ 2 1 ]",
    "(map (x: builtins.div x (x - x)) [ 1 ]) == [ 2 ]",
    "builtins.toJSON { a = [ (1 + 1) (x: x) ]; }",
    'builtins.substring (0 - 1) 2 ("a" + "b")',
    'let f = x: "${x}" + "y"; in f { outPath = x: x; }',
    '(x: x + { __toString = s: 3; }) "a"',
    "builtins.head (map builtins.tryEval [ (builtins.elemAt [ ] (0 + 0)) ])",
    "builtins.concatMap (x: x + 1) [ 1 ]",
    "builtins.genericClosure { startSet = [ { key = 1 + 1; } { k = 2; } ]; operator = x: [ ]; }",
    'builtins.seq (1 + 1) (builtins.deepSeq [ (2 + 2) (throw ("a" + "b")) ] 1)',
    "with builtins; length (head (tail [ 1 ]))",
    '{ a = 1 + 1; }.${"b" + "c"}',
    "let f = { a, b ? a + 1 }: a + b; in f { a = builtins.head [ ]; }",
    "[ 1 (1 + 1) ] < [ 1 (x: x) ]",
    "let a = b + 1; b = { x = c; }.x; c = builtins.foldl' (p: q: p + q) 0 [ 1 a ]; in a",
    'builtins.addErrorContext "while ${"w"}" (throw "bad ${"b"}")',
    'builtins.addErrorContext (throw "in the message ${"m"}") (throw "bad ${"b"}")',
    "{ __functor = self: x: x + self.y; } (1 + 1)",
)
"""Errors of builtins and slow paths that come after something was forced."""


def of_builtins() -> list[Program]:
    return [Program(expression=row.application, strict=True) for row in ROWS]


def of_the_language() -> list[Program]:
    files = sorted((TESTS / "language" / "fail").glob("*.nix"))
    return [Program(path=str(path), strict=True) for path in files]


def of_operators() -> list[Program]:
    """The expressions that are compared with Nix; many of them have a value."""
    text = (TESTS / "differential" / "expressions.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [Program(expression=line, strict=True) for line in lines]


def after_forcing() -> list[Program]:
    return [Program(expression=text, strict=True) for text in AFTER_FORCING]
