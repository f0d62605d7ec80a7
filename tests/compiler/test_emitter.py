"""Chunks: their order, names, labels, marks, and which values become thunks."""

from __future__ import annotations

import pytest

from compiler.compile import compile_source
from compiler.emission.expressions import MOST_ARGUMENTS
from compiler.options import Options
from tests.evaluation import error_at, program
from vm.builtins.registry import declared, global_names
from vm.chunk import ChunkKind, Lambda
from vm.errors import VmBug
from vm.opcodes import OPCODES
from vm.spans import Source


def names(code: Lambda) -> list[str]:
    return [OPCODES[op].name for op in code.ops]


@pytest.mark.parametrize(
    "text",
    [
        "1 + 1",
        "true && false -> true",
        "{ }",
        "{ a = 1; }",
        "rec { }",
        "[ ]",
        "[ 1 ]",
        "{ }.a",
        "(x: x) 1",
        "if true then 1 else 2",
        "assert true; 1",
        "let a = 1; in a",
        "with { }; 1",
        "~/a",
        "<a>",
        '""',
        '"${"a"}"',
        './a/${"b"}',
        "-1",
        "!true",
        "{ } ? a",
        "let { body = 1; }",
        "{ } // { }",
        "[ ] ++ [ ]",
        "1 == 1",
    ],
)
def test_these_become_thunks(text: str) -> None:
    code = program(text).toplevel
    assert names(code) == ["OpConstant", "OpForce"]
    assert type(code.constants[0]).__name__ == "ReadyThunk"
    assert code.constants[0].code.kind is ChunkKind.THUNK


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("1", "OpConstant"),
        ("1.5", "OpConstant"),
        ("a:b", "OpConstant"),
        ("/a", "OpConstant"),
        ("./a", "OpConstant"),
        ('"a"', "OpConstant"),
        ("true", "OpTrue"),
        ("null", "OpNull"),
        ("map", "OpConstant"),
        ("(1)", "OpConstant"),
        ("x: x", "OpConstant"),
        ("true || 1", "OpTrue"),
    ],
)
def test_these_stay_in_place(text: str, first: str) -> None:
    code = program(text).toplevel
    assert names(code) == [first, "OpForce"]
    assert not any(type(constant).__name__ == "ReadyThunk" for constant in code.constants)


def test_inner_chunks_are_finished_and_told_before_outer_ones() -> None:
    told: list[tuple[str, str]] = []

    class Watch:
        def compiled_toplevel(self, code: Lambda) -> None:
            told.append(("toplevel", code.span.text))

        def compiled_lambda(self, code: Lambda) -> None:
            told.append(("lambda", code.span.text))

        def compiled_thunk(self, code: Lambda) -> None:
            told.append(("thunk", code.span.text))

    compile_source(Source.of_expression("x: [ (1 + 1) ]"), Options(global_names(), None, (Watch(),)))
    assert told == [
        ("thunk", "1 + 1"),
        ("thunk", "[ (1 + 1) ]"),
        ("lambda", "x: [ (1 + 1) ]"),
        ("toplevel", "x: [ (1 + 1) ]"),
    ]


def test_an_observer_that_fails_is_a_bug_of_the_tool() -> None:
    class Broken:
        def compiled_toplevel(self, code: Lambda) -> None:
            raise KeyError("oops")

    with pytest.raises(VmBug, match="Broken failed in compiled_toplevel"):
        compile_source(Source.of_expression("1"), Options(global_names(), None, (Broken(),)))


def test_only_let_rec_and_default_slots_give_names() -> None:
    labels = {
        chunk.span.text: chunk.label
        for chunk in program(
            "let a = 1 + 1; in { b = 2 + 2; c = rec { d = 3 + 3; }; e = { f ? 4 + 4 }: f; }"
        ).chunks
    }
    named = {text: label for text, label in labels.items() if label is not None}
    assert named == {"1 + 1": "a", "3 + 3": "d", "4 + 4": "f"}


def test_dead_code_leaves_no_chunk_and_no_constant() -> None:
    subject = program("true || (let f = x: x + 1; in f 2)")
    assert [chunk.kind for chunk in subject.chunks] == [ChunkKind.TOPLEVEL]
    assert subject.toplevel.constants == []


def test_dead_code_must_still_make_sense() -> None:
    assert error_at("false && (x: y) 1") == ("UndefinedVariable", "y")
    assert error_at("true || { a = 1; a = 2; }") == ("DuplicateAttribute", "a")


def test_blueprints_take_their_constant_before_their_instruction() -> None:
    code = program("x: [ (x + 1) (x + 2) ]").chunks[2]
    assert names(code) == [
        "OpThunkSuspended",
        "DataUpvalueIdx",
        "OpThunkSuspended",
        "DataUpvalueIdx",
        "OpList",
    ]
    assert [constant.code.span.text for constant in code.constants] == ["x + 1", "x + 2"]


def test_data_instructions_are_decoded_beside_what_they_belong_to() -> None:
    for chunk in program("let a = b; b = x: a; in with { }; [ a b c ]").chunks:
        owners = {ip for ip, op in enumerate(chunk.ops) if OPCODES[op].name in CAPTURING}
        assert set(chunk.chunk.captures) == owners
        for ip, plan in chunk.chunk.captures.items():
            following = chunk.ops[ip + 1 : ip + 1 + len(plan)]
            assert all(OPCODES[op].is_data for op in following)
            after = chunk.ops[ip + 1 + len(plan)]
            assert not OPCODES[after].is_data


CAPTURING = ("OpClosure", "OpThunkClosure", "OpThunkSuspended")


def test_calls_are_always_tail_calls() -> None:
    subject = program("let f = x: f (f x) 1; in f (f 2) { a = f 3; }")
    used = {name for chunk in subject.chunks for name in names(chunk)}
    assert "OpTailCall" in used
    assert "OpCall" not in used


@pytest.mark.parametrize("text", ["x: x", "{ a, b ? 1 }: [ a b ]", "{ ... }: 1", "a@{ }: a"])
def test_every_lambda_ends_by_closing_its_scope(text: str) -> None:
    for chunk in program(text).chunks:
        if chunk.kind is ChunkKind.LAMBDA:
            assert names(chunk)[-1] == "OpCloseScope"
            slots = 1 + len(chunk.formals.names if chunk.formals is not None else ())
            assert chunk.operands[-1] == slots


def test_marks_stand_where_expressions_begin_evaluating() -> None:
    code = program("x: y: x + (y + 1)").chunks[1]
    assert names(code)[0] == "OpGetUpvalue"
    assert 0 in code.chunk.marks
    assert all(ip < code.end for ip in code.chunk.marks)


def test_every_instruction_has_a_span_inside_its_source() -> None:
    text = 'let f = { a ? 1, ... }@b: with b; "${a}" + c; in f { c = [ 1 ]; } ? d.e || !(f 1).x or true'
    for chunk in program(text).chunks:
        columns = zip(chunk.chunk.starts, chunk.chunk.ends, strict=True)
        assert all(0 <= start < end <= len(text) for start, end in columns)


def test_no_builtin_takes_more_arguments_than_a_direct_call_looks_for() -> None:
    assert max(each.arity for each in declared().values()) == MOST_ARGUMENTS
