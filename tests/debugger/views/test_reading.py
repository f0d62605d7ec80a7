"""Readings: texts come in pieces, are searched as far as they go, and are whole in the end."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from debugger.errors import DebuggerError
from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.session import Session
from debugger.views.values import reading
from debugger.views.values.reading import Reading, folds_case
from tests.debugger.sessions import session
from vm.text.printer import print_value


def read_all(subject: Reading) -> str:
    while not subject.is_complete:
        subject.advance()
    return subject.text


def strict(text: str) -> Session:
    made = session(text, program=Program(strict=True))
    made.run(Continue())
    return made


def test_the_result_is_printed_as_nix_prints_it() -> None:
    subject = strict(
        'rec { a = [ 1 "two" { } ]; b = a; self = { inherit a; }; f = x: x; s = "l\\n${"$"}{x}"; }'
    )
    text = read_all(subject.result())
    assert text == print_value(subject.machine.result)
    assert "\xc2\xabrepeated\xc2\xbb" in text


def test_a_result_that_is_a_string_is_read_by_its_lines() -> None:
    reading = strict('"a" + "\\n" + "b"').result()
    assert (reading.kind, read_all(reading)) == ("string", "a\nb")


def test_a_cyclic_value_is_printed_to_its_end() -> None:
    subject = strict("let a = { name = 1; inner = [ a a a ]; }; in a")
    assert read_all(subject.result()).endswith("; name = 1; }")


def test_reading_the_result_forces_nothing() -> None:
    subject = session('{ a = throw "forced"; b = [ (throw "forced") ]; }')
    subject.run(Continue())
    assert read_all(subject.result()) == "{ a = <CODE>; b = <CODE>; }"
    assert subject.status == "finished"


def test_there_is_no_result_before_the_end_nor_after_a_failure() -> None:
    subject = session('1 + throw "no"')
    with pytest.raises(DebuggerError, match="no value yet"):
        subject.result()
    while not subject.ended:
        subject.run(Continue())
    with pytest.raises(DebuggerError, match="no value"):
        subject.result()


def test_a_value_of_the_past_is_printed_as_it_was() -> None:
    subject = Session(Program(expression="let a = { x = 1 + 1; }; in builtins.seq a.x [ a ]"), history=1000)
    subject.run(Continue())
    assert subject.status == "finished"
    steps = subject.history.edge
    texts = set()
    for step in range(steps):
        subject.history.look_at(step)
        for entry in subject.snapshot().stack:
            if entry.value.ref and entry.value.kind == "set":
                texts.add(read_all(subject.reading(entry.value.ref)))
    assert "{ x = <CODE>; }" in texts


def test_strings_and_paths_are_read_themselves() -> None:
    subject = strict(
        '{ s = "line\\nand ${"another"}, with more of it\\n"; p = /a/path/that/is/rather/long; }'
    )
    shown = subject.snapshot()
    assert shown.result is not None
    views = dict(subject.open(shown.result.ref))
    string, path = subject.reading(views["s"].ref), subject.reading(views["p"].ref)
    assert (string.kind, string.text, string.line_count) == (
        "string",
        "line\nand another, with more of it\n",
        2,
    )
    assert (path.kind, path.text) == ("path", "/a/path/that/is/rather/long")


def test_a_large_value_comes_in_parts() -> None:
    subject = strict("builtins.genList (n: n) 100000")
    text = subject.result()
    text.advance()
    assert text.known < 10_000
    sizes = set()
    while not text.is_complete:
        text.advance()
        sizes.add(len(text.text))
    assert text.text == print_value(subject.machine.result)
    assert len(sizes) < 20


def pieces_of(dice: random.Random) -> list[str]:
    return [
        "".join(dice.choice("abA\n") for _ in range(dice.randrange(4))) for _ in range(dice.randrange(12))
    ]


def expected(text: str, needle: str, start: int, backwards: bool) -> int:
    places = [at for at in range(len(text)) if text.startswith(needle, at)]
    if backwards:
        return ([at for at in places if at < start] or places or [-1])[-1]
    return ([at for at in places if at >= start] or places or [-1])[0]


@pytest.mark.parametrize("window", [1 << 21, 3, 5])
def test_searching_finds_what_is_next_and_goes_round(window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WINDOW", window)
    monkeypatch.setattr(reading, "PIECES", 2)
    monkeypatch.setattr(reading, "FIRST", 2)
    dice = random.Random(window)
    for _ in range(3000):
        pieces, backwards = pieces_of(dice), dice.random() < 0.5
        subject = Reading("string", iter(pieces))
        for _ in range(dice.randrange(5)):
            subject.advance()
        needle = "".join(dice.choice("abA") for _ in range(dice.randrange(1, 4)))
        start = dice.randrange(max(len(subject.text) - len(needle), 0) + 1)
        text = "".join(pieces).lower() if folds_case(needle) else "".join(pieces)
        found = [at for at in subject.search(needle, start, backwards) if at is not None]
        assert found == [expected(text, needle, start, backwards)]


def endless() -> Iterator[str]:
    while True:
        yield "crumbs "


def test_searching_a_text_that_does_not_end_can_be_given_up() -> None:
    search = Reading("printed", endless()).search("bread", 0)
    assert [next(search) for _ in range(200)] == [None] * 200
