"""No depth of a program, of its evaluation or of its values can exhaust the host's stack.

Every case runs in a process whose recursion limit is far too low for anything that recurses, and prints a
value that proves it was computed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LIMIT = 150
"""Host frames above those that a run of the machine needs to begin with."""

SCRIPT = """
import gc, sys
gc.set_threshold(100_000, 50, 1000)
from tests.evaluation import listings, overflow, printed
printed('toString 1')
text = eval(sys.argv[1])
sys.setrecursionlimit(int(sys.argv[3]))
shown = eval(sys.argv[2])
sys.setrecursionlimit(1000)
print(shown[:60], len(shown), end="")
"""


def run(text: str, ask: str = "printed(text)") -> str:
    """What `ask` shows of the text that a Python expression makes: its beginning and its length."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, text, ask, str(LIMIT)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NIX_PATH": ""},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def only(value: str) -> str:
    return f"{value} {len(value)}"


def test_the_limit_is_low_enough_to_catch_recursion() -> None:
    recursive = f"(lambda f: f(f, {LIMIT}))(lambda f, n: n and f(f, n - 1))"
    with pytest.raises(AssertionError, match="RecursionError"):
        run("'1'", ask=recursive)


EVALUATION = {
    "a million calls that are not tail calls": (
        "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 1000000",
        "1000000",
    ),
    "a million thunks that each need the next": (
        "builtins.foldl' (a: b: [ (builtins.head a + 1) ]) [ 0 ] (builtins.genList (x: x) 1000000)",
        "[ 1000000 ]",
    ),
    "lists of a million elements compared": (
        "let l = builtins.genList (x: x) 1000000; in builtins.genList (x: x) 1000000 == l",
        "true",
    ),
    "lists compared to a depth of 100,000": (
        "let d = n: builtins.foldl' (a: _: [ a ]) 1 (builtins.genList (x: x) n); in d 100000 == d 100000",
        "true",
    ),
    "lists ordered to a depth of 1,000": (  # each level compares all that is below for equality first
        "let d = n: builtins.foldl' (a: _: [ a ]) n (builtins.genList (x: x) 1000); in d 1 < d 2",
        "true",
    ),
    "deepSeq of a list 100,000 deep": (
        "builtins.deepSeq (builtins.foldl' (a: _: [ a ]) 1 (builtins.genList (x: x) 100000)) 2",
        "2",
    ),
    "__toString that makes another set 100,000 times": (
        "let f = n: if n == 0 then \"end\" else { __toString = self: f (n - 1); }; in toString (f 100000)",
        '"end"',
    ),
    "__toString that calls toString 100,000 times": (
        'let f = n: if n == 0 then "end" else toString { __toString = self: f (n - 1); }; in f 100000',
        '"end"',
    ),
    "functors of functors": (
        "let f = n: if n == 0 then x: x else { __functor = self: f (n - 1); }; in f 50000 7",
        "7",
    ),
    "a tail loop of 100,000 iterations": (
        "let f = n: if n == 0 then \"end\" else f (n - 1); in f 100000",
        '"end"',
    ),
    "tryEval in tryEval": (
        "let f = n: if n == 0 then throw \"x\" else (builtins.tryEval (f (n - 1))).value; in f 30000",
        "false",
    ),
    "errors that pass 30,000 contexts": (
        (        "let f = n: if n == 0 then throw \"x\" else builtins.addErrorContext \"here\" (f (n - 1)); "
        "in (builtins.tryEval (f 30000)).success"),
        "false",
    ),
    "with in with": (
        "let f = n: if n == 0 then 0 else with { a = 1; }; a + f (n - a); in f 50000",
        "50000",
    ),
    "genericClosure of 20,000 items": (
        (        "builtins.length (builtins.genericClosure { startSet = [ { key = 0; } ]; "
        "operator = x: if x.key == 20000 then [ ] else [ { key = x.key + 1; } ]; })"),
        "20001",
    ),
    "a set 50,000 deep as JSON and back": (
        (        "let d = builtins.foldl' (a: _: { inherit a; }) 1 (builtins.genList (x: x) 50000); "
        "in builtins.fromJSON (builtins.toJSON d) == d"),
        "true",
    ),
    "a list 3,000 deep as XML": (
        (        "let n = builtins.genList (x: x) 3000; "
        "in builtins.stringLength (builtins.toXML (builtins.foldl' (a: _: [ a ]) 1 n))"),
        "18057074",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), EVALUATION.values(), ids=EVALUATION)
def test_evaluation_does_not_recurse_on_the_host(text: str, expected: str) -> None:
    assert run(repr(text)) == only(expected)


PROGRAMS = {
    "10,000 nested parentheses": ("'(' * 10000 + '1' + ')' * 10000", "1"),
    "10,000 nested lists": ("'[ ' * 10000 + ']' * 10000 + ' == [ ]'", "false"),
    "10,000 nested sets": ("'{ a = ' * 10000 + '1' + '; }' * 10000 + ' ? a'", "true"),
    "10,000 nested lets": ("'let a = 1; in ' * 10000 + 'a'", "1"),
    "10,000 lambdas": ("'(x: ' * 10000 + 'x' + ')' * 10000 + ' 1 2'", "<LAMBDA>"),
    "10,000 nested calls": ("'toString (' * 10000 + '1' + ')' * 10000", '"1"'),
    "10,000 nested conditions": ("'if false then 1 else ' * 10000 + '2'", "2"),
    "10,000 nested strings": ("'\"${' * 10000 + '\"a\"' + '}\"' * 10000", '"a"'),
    "2,000 nested withs": ("'with { a = 1; }; ' * 2000 + 'a'", "1"),
    "a list of 100,000 literals": ("'builtins.length [ ' + '1 ' * 100000 + ']'", "100000"),
    "a set of 100,000 attributes": (
        "'builtins.length (builtins.attrNames { ' + ''.join(f'a{n} = {n}; ' for n in range(100000)) + '})'",
        "100000",
    ),
    "a chain of 20,000 ++": ("' ++ '.join(['[ 1 ]'] * 20000) + ' != [ ]'", "true"),
    "a chain of 20,000 +": ("' + '.join(['1'] * 20000)", "20000"),
    "a chain of 20,000 ->": ("' -> '.join(['true'] * 20000)", "true"),
    "a chain of 20,000 selects": ("'let a = { inherit a; }; in a' + '.a' * 20000 + ' ? a'", "true"),
    "10,000 arguments": ("'let f = x: f; in f' + ' 1' * 10000", "<LAMBDA>"),
    "10,000 signs": ("'- ' * 10000 + '1'", "1"),
    "a path of 10,000 attributes": ("'{ ' + '.'.join(['a'] * 10000) + ' = 1; } ? a'", "true"),
    "10,000 nested dead code": ("'true || (' * 10000 + '1' + ')' * 10000", "true"),
}


@pytest.mark.parametrize(("text", "expected"), PROGRAMS.values(), ids=PROGRAMS)
def test_no_program_is_too_deep_to_parse_compile_and_run(text: str, expected: str) -> None:
    assert run(text) == only(expected)


def test_deep_values_are_printed() -> None:
    text = "builtins.foldl' (a: _: { b = [ a ]; }) 1 (builtins.genList (x: x) 50000)"
    assert run(repr(text)) == ("{ b = [ " * 8)[:60] + f" {50000 * len('{ b = [  ]; }') + 1}"


def test_all_chunks_of_a_deep_program_are_listed() -> None:
    shown = run("'[ ' * 2000 + ']' * 2000", ask="listings(text)")
    assert shown.startswith("<expr>:1:3999  thunk, 0 captures\n     0  OpList 0")


OVERFLOWING = {
    "calls": "let f = n: 1 + f (n + 1); in f 0",
    "thunks": "let f = n: { a = 1 + (f (n + 1)).a; }; in (f 0).a",
    "builtins": "let f = n: builtins.head (map (x: 1 + f x) [ n ]); in f 0",
    "functors": "let s = { __functor = self: x: 1 + self x; }; in s 1",
    "coercions": 'let f = n: "a" + toString { __toString = self: f n; }; in f 0',
    "comparisons": "let f = n: [ 1 (f n) ] == [ 1 true ]; in f 0",
    "tryEval": "let f = n: (builtins.tryEval (1 + f n)).value; in f 0",
    "with": "let f = n: with { a = 1 + f n; }; a; in f 0",
    "a cycle as JSON": "builtins.toJSON (let s = { a = 1; inherit s; }; in s)",
    "a cycle as XML, whose lines get longer": "builtins.toXML (let s = { a = 1; inherit s; }; in s)",
}


@pytest.mark.parametrize("text", OVERFLOWING.values(), ids=OVERFLOWING)
def test_unbounded_depth_ends_in_a_stack_overflow(text: str) -> None:
    assert run(repr(text), ask="overflow(text, 5000)") == only("StackOverflow at a span")
