"""Chunks as text and as data."""

from __future__ import annotations

import json

from tests.evaluation import program
from vm.opcodes import OPCODES
from vm.text.disassembler import (
    chunk_data,
    constant_text,
    heading,
    instruction_text,
    listing,
    one_line,
    operand_text,
)
from vm.values import UnresolvedPath


def test_a_listing_has_a_heading_constants_and_instructions() -> None:
    chunk = program("let fac = n: fac; in 1").chunk("fac")
    assert list(listing(chunk)) == [
        "<expr>:1:11  lambda 'fac', 1 capture",
        "     0  OpGetUpvalue 0               ; fac",
        "     1  OpCloseScope 1               ; n: fac",
    ]


def test_headings_count_captures() -> None:
    assert [heading(chunk) for chunk in program("x: y: x + y").chunks] == [
        "thunk, 2 captures",
        "lambda, 1 capture",
        "lambda, 0 captures",
        "toplevel",
    ]


def test_jumps_show_their_target_and_other_instructions_what_their_operand_means() -> None:
    chunk = program("x: if x then 1 else 2").chunks[0]
    texts = {instruction_text(chunk, ip): operand_text(chunk, ip) for ip in range(chunk.end)}
    assert texts["OpJumpIfFalse 3 -> 6"] == "-> 6"
    assert texts["OpGetUpvalue 0"] == "x"
    assert texts["OpConstant 0"] == "1"
    assert texts["OpPop"] == ""


def test_slots_are_named() -> None:
    chunk = program("let a = 1; b = x: b; in a").chunks[1]
    assert [operand_text(chunk, ip) for ip in range(chunk.end)][-3:] == ["b", "a", ""]


def test_constants_say_what_they_are() -> None:
    (first, *_), code = program("[ (x: x) (1 + 1) builtins map ]").chunks, program("[ (x: x) ]").toplevel
    assert first.name == "<expr>:1:4"
    texts = [constant_text(value) for value in program("[ (x: x) (1 + 1) builtins map ]").chunks[2].constants]
    assert texts == ["closure <expr>:1:4", "thunk <expr>:1:11", "<builtins>", "<builtin map>"]
    assert constant_text(UnresolvedPath("a\xc3\xa4")) == "unresolved aä"
    assert constant_text(code.constants[0]).startswith("thunk ")


def test_source_text_is_put_on_one_line_and_cut() -> None:
    assert one_line("a\n   b") == "a b"
    assert one_line("a" * 100, 10) == "aaaaaaaa..."
    assert one_line("\x1b[31m") == "\\u{1b}[31m"


def test_no_line_of_a_listing_has_control_characters() -> None:
    shown = program('"\x07\x1b[2J" + "\n\n${toString 1}"').listings
    assert all(char == "\n" or char.isprintable() for char in shown)


def test_data_is_plain_and_complete() -> None:
    subject = program("{ a, b ? 1, ... }: if a then b else [ ]")
    for chunk in subject.chunks:
        data = json.loads(json.dumps(chunk_data(chunk)))
        assert len(data["ops"]) == chunk.end
        assert [op["op"] for op in data["ops"]] == [OPCODES[number].name for number in chunk.ops]
        assert all(len(op["span"]) == 4 for op in data["ops"])
    formals = [chunk_data(chunk)["formals"] for chunk in subject.chunks]
    assert {"names": {"a": False, "b": True}, "ellipsis": True} in formals


def test_chunk_names_are_unique_in_a_run() -> None:
    chunks = program("((1 + 1) + (1 + 1)) + (x: x) 1").chunks
    assert len({chunk.name for chunk in chunks}) == len(chunks)
