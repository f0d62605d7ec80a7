"""What is told about a run that something from outside stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from debugger.views.reports import report
from tests.debugger.in_process import CommandLine

ENDLESS = "let f = n: 1 + g (n + 1);\n g = n: 1 + f (n + 1); in f 0"


def notes(text: str) -> list[str]:
    """The notes of a report."""
    return [line.partition("note: ")[2] for line in text.splitlines() if line.startswith("  note: ")]


def test_a_full_stack_tells_what_repeats(nixstep: CommandLine) -> None:
    nixstep.file("t.nix", ENDLESS)
    found = nixstep("eval", "--max-depth", "1001", str(nixstep.directory / "t.nix"))
    assert found.code == 1
    depth, repeat = notes(found.err)
    assert depth.endswith("steps, 1,001 frames deep")
    assert repeat in {
        "these 2 frames repeat 500 times: t.nix:1, t.nix:2",
        "these 2 frames repeat 500 times: t.nix:2, t.nix:1",
    }


def test_a_limit_of_steps_tells_how_far_it_got(nixstep: CommandLine) -> None:
    found = nixstep("eval", "--max-steps", "1234", "-E", "let f = n: f (n + 1); in f 0")
    assert notes(found.err) == ["after 1,234 steps, 1 frame deep"]


def test_files_that_import_each_other_endlessly_are_named(nixstep: CommandLine) -> None:
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        nixstep.file(f"{one}.nix", f"n: 1 + import ./{other}.nix (n + 1)")
    found = nixstep("eval", "--max-depth", "3000", "-E", f"import {nixstep.directory}/a.nix 0")
    (repeat,) = [note for note in notes(found.err) if "repeat" in note]
    head, _, places = repeat.partition(" times: ")
    assert head.startswith("these 3 frames repeat ")
    assert sorted(places.split(", ")) == ["a.nix:1", "b.nix:1", "c.nix:1"]


def test_a_file_that_is_compiled_again_each_time_counts_as_the_same(nixstep: CommandLine) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        nixstep.file(f"{one}.nix", f"1 + builtins.scopedImport {{ }} ./{other}.nix")
    found = nixstep("eval", "--max-depth", "300", str(nixstep.directory / "a.nix"))
    assert any(note.startswith("these 2 frames repeat 149 times: ") for note in notes(found.err))


def test_own_code_is_named_where_a_library_is_at_work(nixstep: CommandLine) -> None:
    nixstep.file("lib/endless.nix", "f: let go = n: 1 + go (f n); in go 0")
    own = nixstep.file("own.nix", "1 +\n import ./lib/endless.nix (n: n + 1)")
    shown = f"in your code: toplevel at {own}:2:2"
    found = nixstep("eval", "--max-depth", "500", "--skip", "lib", str(own))
    assert any(note.startswith(shown) for note in notes(found.err)), found.err
    without = nixstep("eval", "--max-depth", "500", str(own))
    assert not any(note.startswith("in your code") for note in notes(without.err))


def test_errors_of_the_program_have_no_such_notes(nixstep: CommandLine) -> None:
    assert notes(nixstep("eval", "-E", "throw ''a''").err) == []


def test_a_recorded_limit_tells_it_too(nixstep: CommandLine, tmp_path: Path) -> None:
    options = ["--max-depth", "1001", "-E", ENDLESS, "-o", str(tmp_path / "run.nixstep")]
    found = nixstep("record", *options)
    assert any(note.startswith("these 2 frames repeat 500 times") for note in notes(found.err))
    replayed = nixstep("replay", "--eval", str(tmp_path / "run.nixstep"))
    assert notes(replayed.err) == notes(found.err)


@pytest.mark.parametrize("command", ["eval", "trace", "why"])
def test_ctrl_c_is_told_like_a_limit(
    command: str, nixstep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(self: object, machine: object) -> None:
        if machine.steps > 1000:  # type: ignore[attr-defined]
            raise KeyboardInterrupt

    monkeypatch.setattr("debugger.loading.limits.Limits.check", interrupt)
    found = nixstep(command, "-E", ENDLESS)
    assert found.code == 130
    assert found.err.startswith("error: interrupted [E032]\n  at <expr>:")
    assert any(note.startswith("these 2 frames repeat") for note in notes(found.err))
    assert "Traceback" not in found.err


def test_the_debugger_shows_it_at_the_error() -> None:
    from debugger.loading.limits import Limits
    from debugger.motions import Continue
    from tests.debugger.sessions import session

    subject = session(ENDLESS, limits=Limits(max_steps=2000))
    assert subject.run(Continue()) == "error"
    error = subject.snapshot().error
    assert error is not None
    assert error.notes[0].startswith("after 2,000 steps, ")
    assert error.notes[1].startswith("these 2 frames repeat ")
    assert subject.machine.error is not None
    assert "these 2 frames repeat" in report(subject.machine.error)
