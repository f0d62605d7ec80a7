"""Kept breakpoints: they come back and follow their line; what cannot be believed counts as nothing."""

from __future__ import annotations

from pathlib import Path

from debugger.breakpoints.kept import Kept, keep_between_sessions
from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.session import Session

TEXT = "let\n  a = 1 + 1;\n  b = import ./b.nix;\nin a + b\n"


def session(path: Path) -> Session:
    return Session(Program(path=str(path)))


def keep(subject: Session, path: Path) -> Kept:
    kept = Kept(path, "program")
    assert kept.keep(subject.breakpoints.all, subject.sources())
    return kept


def test_they_come_back_with_all_that_belongs_to_them(tmp_path: Path) -> None:
    file, state = tmp_path / "a.nix", tmp_path / "state" / "kept.json"
    file.write_text(TEXT)
    (tmp_path / "b.nix").write_text("2")
    subject = session(file)
    for each in ("a.nix:2 if __depth > 1", "OpAdd ignore 2", 'fn f log "x"'):
        subject.breakpoints.add(each)
    subject.breakpoints.switch(2)
    kept = keep(subject, state)
    again = session(file)
    assert kept.restore(again.breakpoints, again.sources()) == 3
    assert [each.text for each in again.breakpoints.all] == [each.text for each in subject.breakpoints.all]
    assert [each.enabled for each in again.breakpoints.all] == [True, False, True]
    assert kept.restore(again.breakpoints, again.sources()) == 0


def test_they_follow_their_line_also_in_files_that_are_imported_later(tmp_path: Path) -> None:
    file, other, state = tmp_path / "a.nix", tmp_path / "b.nix", tmp_path / "kept.json"
    file.write_text(TEXT)
    other.write_text("let c = 3; in\nc * 2\n")
    subject = session(file)
    subject.run(Continue())
    subject.breakpoints.add("a.nix:2")
    subject.breakpoints.add("b.nix:2")
    kept = keep(subject, state)
    file.write_text("# one\n# two\n" + TEXT)
    other.write_text("# one\nlet c = 3; in\nc * 2\n")
    again = session(file)
    kept.restore(again.breakpoints, again.sources())
    assert [each.where for each in again.breakpoints.all] == ["a.nix:4", "b.nix:2"]
    stops = set()
    while again.run(Continue()) == "stopped":
        stops.add(again.message)
    assert stops == {"breakpoint 1: a.nix:4", "breakpoint 2: b.nix:3"}


def test_what_cannot_be_believed_counts_as_nothing(tmp_path: Path) -> None:
    file, state = tmp_path / "a.nix", tmp_path / "kept.json"
    file.write_text("1")
    subject = session(file)
    empty = '{"format": "nixstep-breakpoints", "version": 1}'
    for text in ("", "[1", '{"format": "else"}', empty, "[" * 9999):
        state.write_text(text)
        assert Kept(state, "").restore(subject.breakpoints, ()) == 0
    state.write_text(
        empty.replace(
            "}", ', "breakpoints": [1, {"text": 1}, {"text": "nowhere"}, {"text": "OpAdd", "line": 5}]}'
        )
    )
    assert Kept(state, "").restore(subject.breakpoints, ()) == 1
    state.chmod(0o666)
    assert Kept(state, "").restore(subject.breakpoints, ()) == 0
    assert not Kept(file / "no", "").keep(subject.breakpoints.all, ())


def test_they_are_kept_whenever_there_are_others(tmp_path: Path) -> None:
    file = tmp_path / "a.nix"
    file.write_text("1 + 1")
    subject = session(file)
    assert keep_between_sessions(subject.breakpoints, str(file), subject.sources) == 0
    subject.breakpoints.add("OpAdd")
    again = session(file)
    assert keep_between_sessions(again.breakpoints, str(file), again.sources) == 1
    again.breakpoints.clear()
    assert keep_between_sessions(session(file).breakpoints, str(file), again.sources) == 0
    assert keep_between_sessions(again.breakpoints, None, again.sources) == 0
