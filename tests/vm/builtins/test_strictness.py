"""For every builtin: strict arguments are forced when the last one arrives, lazy ones never, both for real.

The arguments that the table does not speak of are filled in from VALID; the one under test is a thunk that
throws.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from native.modules import GROUPS
from tests.evaluation import outcome, value
from tests.vm.test_thunks import Traces
from vm.builtins import signatures
from vm.builtins.registry import builtins_set, declared
from vm.builtins.signatures_text import COMPILED, signatures_text
from vm.chunk import NATIVE
from vm.values import Builtin

ATTRIBUTES = '{ name = "a"; system = "b"; builder = "c"; }'
DERIVATION = f"derivation {ATTRIBUTES}"

VALID: dict[str, tuple[str, ...]] = {
    "add": ("1", "2"), "sub": ("1", "2"), "mul": ("1", "2"), "div": ("1", "2"), "lessThan": ("1", "2"),
    "bitAnd": ("1", "2"), "bitOr": ("1", "2"), "bitXor": ("1", "2"), "ceil": ("1",), "floor": ("1",),
    "length": ("[ ]",), "head": ("[ 1 ]",), "tail": ("[ 1 ]",), "elemAt": ("[ 1 ]", "0"),
    "map": ("(x: x)", "[ 1 ]"), "genList": ("(x: x)", "1"), "filter": ("(x: true)", "[ 1 ]"),
    "all": ("(x: true)", "[ 1 ]"), "any": ("(x: true)", "[ 1 ]"), "foldl'": ("(a: b: a)", "0", "[ 1 ]"),
    "elem": ("1", "[ 1 ]"), "concatLists": ("[ [ 1 ] ]",), "concatMap": ("(x: [ x ])", "[ 1 ]"),
    "partition": ("(x: true)", "[ 1 ]"), "groupBy": ('(x: "a")', "[ 1 ]"),
    "sort": ("(a: b: a < b)", "[ 1 2 ]"),
    "genericClosure": ("{ startSet = [ ]; operator = x: [ ]; }",),
    "attrNames": ("{ a = 1; }",), "attrValues": ("{ a = 1; }",), "hasAttr": ('"a"', "{ a = 1; }"),
    "getAttr": ('"a"', "{ a = 1; }"), "removeAttrs": ("{ a = 1; }", '[ "a" ]'), "listToAttrs": ("[ ]",),
    "intersectAttrs": ("{ a = 1; }", "{ a = 1; }"), "catAttrs": ('"a"', "[ { a = 1; } ]"),
    "mapAttrs": ("(n: x: x)", "{ a = 1; }"), "zipAttrsWith": ("(n: x: x)", "[ { a = 1; } ]"),
    "functionArgs": ("(x: x)",), "unsafeGetAttrPos": ('"a"', "{ a = 1; }"),
    "toString": ("1",), "stringLength": ('"a"',), "substring": ("0", "1", '"a"'),
    "concatStringsSep": ('"a"', '[ "b" ]'), "replaceStrings": ('[ "a" ]', '[ "b" ]', '"a"'),
    "unsafeDiscardStringContext": ('"a"',), "hasContext": ('"a"',), "baseNameOf": ('"a"',), "dirOf": ('"a"',),
    "splitVersion": ('"1"',), "compareVersions": ('"1"', '"2"'), "parseDrvName": ('"a"',),
    "match": ('"a"', '"a"'), "split": ('"a"', '"a"'), "fromJSON": ('"1"',), "toJSON": ("1",), "toXML": ("1",),
    "import": ("/surely/not/there",), "readFile": ("/surely/not/there",), "readDir": ("/surely/not/there",),
    "pathExists": ("/surely/not/there",), "toPath": ('"/a"',), "getEnv": ('"A"',), "findFile": ("[ ]", '"a"'),
    "throw": ('"a"',), "abort": ('"a"',), "tryEval": ("1",), "addErrorContext": ('"a"', "1"),
    "seq": ("1", "2"), "deepSeq": ("1", "2"), "trace": ('"a"', "2"), "placeholder": ('"out"',),
    "typeOf": ("1",), "isNull": ("1",), "isBool": ("1",), "isInt": ("1",), "isFloat": ("1",),
    "appendContext": ('"a"', "{ }"), "getContext": ('"a"',), "unsafeDiscardOutputDependency": ('"a"',),
    "addDrvOutputDependencies": (f"({DERIVATION}).drvPath",), "derivation": (ATTRIBUTES,),
    "derivationStrict": (ATTRIBUTES,), "hashString": ('"md5"', '"a"'),
    "hashFile": ('"md5"', "/surely/not/there"),
    "convertHash": (f'{{ hash = "{"0" * 64}"; hashAlgo = "sha256"; toHashFormat = "sri"; }}',),
    "fromTOML": ('""',), "toFile": ('"a"', '"b"'), "storePath": ("/surely/not/there",),
    "filterSource": ("(p: t: true)", "/surely/not/there"), "path": ("{ path = /surely/not/there; }",),
    "fetchurl": ('"/surely/not/there"',), "fetchTarball": ('"/surely/not/there"',),
    "fetchGit": ('"/surely/not/there"',), "fetchMercurial": ('"/surely/not/there"',),
    "scopedImport": ("{ }", "/surely/not/there"), "readFileType": ("/surely/not/there",),
    "warn": ('"a"', "1"), "break": ("1",), "traceVerbose": ('"a"', "1"),
    "fetchTree": ('"path:/surely/not/there"',), "getFlake": ('"path:/surely/not/there"',),
    "parseFlakeRef": ('"nixpkgs"',), "flakeRefToString": ('{ type = "path"; path = "/a"; }',),
    "fetchClosure": ("{ }",),
    "outputOf": (f"(builtins.unsafeDiscardOutputDependency ({DERIVATION}).drvPath)", '"out"'),
    "isString": ("1",), "isPath": ("1",), "isList": ("1",), "isAttrs": ("1",), "isFunction": ("1",),
}  # fmt: skip

STANDS_FOR = {
    ("seq", 1), ("deepSeq", 1), ("trace", 1), ("warn", 1), ("break", 0), ("traceVerbose", 1),
}  # fmt: skip
"""Arguments that take the place of the application."""

LAZY = {
    ("map", 0), ("genList", 0), ("mapAttrs", 0),  # forced when an element is
    ("addErrorContext", 0),  # only in an error
    ("tryEval", 0),  # forced, but its failure is the answer
    ("traceVerbose", 0),  # only with --trace-verbose
    *STANDS_FOR,
}  # fmt: skip

HERE = sorted(declared())
CASES = [(name, index) for name in HERE for index in range(declared()[name].arity)]
PARTIAL = [(name, index) for name, index in CASES if index + 1 < declared()[name].arity]


def answer(text: str) -> tuple[bool, str]:
    """The outcome of an expression that may use every builtin."""
    return outcome(text, experimental=True)


def application(name: str, index: int, argument: str) -> str:
    """The builtin applied to valid arguments but for one."""
    arguments = list(VALID[name])
    arguments[index] = argument
    return f"builtins.{name} {' '.join(arguments)}"


def test_every_builtin_that_is_here_is_in_the_table() -> None:
    assert sorted(VALID) == HERE
    assert all(len(VALID[name]) == declared()[name].arity for name in HERE)


@pytest.mark.parametrize(("name", "index"), CASES)
def test_strict_arguments_are_forced_and_lazy_ones_are_not(name: str, index: int) -> None:
    text = application(name, index, '(throw "forced")')
    shown = answer(f"builtins.seq ({text}) null")
    if (name, index) in LAZY - STANDS_FOR:
        assert shown == (True, "null")
    else:
        assert shown == (False, "Thrown: forced")


@pytest.mark.parametrize("name", ["seq", "deepSeq", "trace"])
def test_what_a_builtin_stands_for_is_forced_only_when_that_is_needed(name: str) -> None:
    assert answer(f'builtins.length [ (builtins.{name} 1 (throw "x")) ]') == (True, "1")


@pytest.mark.parametrize(("name", "index"), PARTIAL)
def test_no_argument_is_forced_before_the_last_one_arrives(name: str, index: int) -> None:
    arguments = list(VALID[name])
    arguments[index] = '(throw "forced")'
    partial = f"builtins.{name} {' '.join(arguments[: index + 1])}"
    assert answer(partial) == (True, "<PRIMOP-APP>")


def test_strict_arguments_are_forced_from_left_to_right_but_an_index_comes_first() -> None:
    said = Traces()
    text = 'with builtins; let t = trace; in add (t "1" 1) (t "2" 2) + elemAt (t "4" [ 5 ]) (t "3" 0)'
    assert value(text, said) == 8
    assert said.lines == ["1", "2", "3", "4"]


def test_all_arguments_are_forced_before_the_first_wrong_one_is_refused() -> None:
    assert answer('builtins.bitAnd "a" (throw "b")')[1].startswith("TypeMismatch")
    assert answer('builtins.bitAnd (throw "a") "b"') == (False, "Thrown: a")


def test_trace_says_its_message_before_it_forces_its_value() -> None:
    said = Traces()
    assert value('builtins.trace "first" (builtins.trace "second" 1)', said) == 1
    assert said.lines == ["first", "second"]


WORDS = {"a list": "1", "a set": "1", "an integer": '"a"', "a string": "1", "a function": "1"}
CHECKED = [
    (name, index, words)
    for name in HERE
    for index, kinds, words in declared()[name].strict
    if kinds is not None
]


@pytest.mark.parametrize(("name", "index", "words"), CHECKED)
def test_a_checked_argument_of_another_type_is_refused_by_naming_both(
    name: str, index: int, words: str
) -> None:
    done, text = answer(application(name, index, WORDS[words]))
    assert not done
    assert text.startswith(f"TypeMismatch: expected {words} but found ")


@pytest.mark.parametrize("name", sorted(declared()))
def test_every_builtin_has_a_lesson_and_names_for_its_parameters(name: str) -> None:
    found = builtins_set(experimental=True)[name]
    assert isinstance(found, Builtin)
    assert found.lesson.endswith((".", "?"))
    assert found.name == name
    assert len(found.parameters) == found.arity > 0
    assert not [parameter for parameter in found.parameters if parameter.endswith("_")]


def test_what_compiled_builtins_take_is_written_down() -> None:
    if not NATIVE:
        assert Path(signatures.__file__).read_text(encoding="utf-8") == signatures_text()
    families = {f"vm/builtins/{family}.py" for family in COMPILED}
    assert families == set(GROUPS["builtins"])
