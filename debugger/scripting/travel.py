"""Jumping in time, in text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from debugger.breakpoints.grammar import parse_log
from debugger.errors import DebuggerError
from debugger.history.history import NO_RECORD, History
from debugger.motions import ToStep
from debugger.scripting.console import Console
from debugger.scripting.verbs import verb
from debugger.tui.actions.events import known_kind
from debugger.tui.actions.times import MOST, limited
from debugger.tui.actions.travel import is_place
from debugger.views.snapshot import moment_text


def recorded(console: Console) -> History:
    """The history; DebuggerError where nothing is recorded."""
    history = console.session.history
    if history.recorder is None:
        raise DebuggerError(NO_RECORD)
    return history


@verb("run.goto")
def goto(console: Console, where: str) -> Iterable[str]:
    if not where:
        raise DebuggerError("go where? goto 40, goto -10, goto error, goto next blackhole, goto mark NAME")
    if is_place(where):
        return log(console, where)
    session = console.session
    session.goto(where)
    wanted = session.motion.step if isinstance(session.motion, ToStep) else 0
    lines = list(console.arrive())
    if session.machine.finished and session.step < wanted:
        raise DebuggerError(session.message)
    return lines


@verb("time.first")
def first(console: Console, argument: str) -> Iterable[str]:
    console.session.travel(0, "the first step")
    return console.arrive()


@verb("time.last")
def last(console: Console, argument: str) -> Iterable[str]:
    console.session.travel(recorded(console).edge, "the live edge")
    return console.arrive()


@verb("time.back")
def jump_back(console: Console, argument: str) -> Iterable[str]:
    console.session.go_back()
    return console.arrive()


@verb("time.forward")
def jump_forward(console: Console, argument: str) -> Iterable[str]:
    console.session.go_forward()
    return console.arrive()


@verb("event.next")
def following(console: Console, kind: str) -> Iterable[str]:
    return seek(console, kind, False)


@verb("event.previous")
def previous(console: Console, kind: str) -> Iterable[str]:
    return seek(console, kind, True)


def seek(console: Console, kind: str, backwards: bool) -> Iterable[str]:
    """Go to the next event of a kind; DebuggerError if the record has none."""
    if not kind:
        raise DebuggerError("of which kind? following error, following call, following blackhole, ...")
    found = known_kind(kind)
    step, tick = recorded(console).event(found, backwards)
    way = "previous" if backwards else "next"
    console.session.travel(step, f"{way} {found}: step {moment_text(step, tick)}", tick=tick)
    return console.arrive()


@verb("time.places")
def places(console: Console, argument: str) -> Iterable[str]:
    recorded(console)
    return [f"step {step}  {place}" for step, place in console.session.places()]


@verb("time.find")
def find(console: Console, text: str) -> Iterator[str]:
    if not text:
        raise DebuggerError("find what? find OpTailCall, find name")
    count = 0
    for found in limited(console.session.sought(text), MOST):
        if found is not None:
            count += 1
            yield f"step {found[0]}  {found[1]}"
    if not count:
        raise DebuggerError(f"'{text}' is in no step that is recorded")


@verb("event.log")
def log(console: Console, argument: str) -> Iterator[str]:
    if not argument:
        raise DebuggerError('log of what? log default.nix:12 "${name}", log fn NAME')
    where, text = parse_log(argument)
    count = 0
    for found in console.session.occurrences(where, text):
        if found is not None:
            count += 1
            yield f"step {found[0]}  {found[1]}"
    if not count:
        raise DebuggerError(f"{where.text} did not run in what is recorded")


@verb("mark.set")
def mark(console: Console, name: str) -> Iterable[str]:
    if not name:
        raise DebuggerError("mark this step as what? mark NAME")
    console.session.mark(name)
    return [f"mark {name}: step {console.session.step}"]


@verb("mark.list")
def marks(console: Console, argument: str) -> Iterable[str]:
    found = sorted(recorded(console).marks.items(), key=lambda each: (each[1], each[0]))
    return [f"{name}: step {step}" for name, step in found] or ["no marks: mark NAME sets one"]


@verb("mark.delete")
def unmark(console: Console, name: str) -> Iterable[str]:
    known = recorded(console).marks
    if name not in known:
        raise DebuggerError(f"there is no mark '{name}': marks lists them")
    del known[name]
    return [f"mark {name} deleted"]


@verb("note.pin")
def note(console: Console, text: str) -> Iterable[str]:
    if not text:
        raise DebuggerError("note what? note here it goes wrong")
    console.session.note(text)
    return [f"noted at step {console.session.step}"]


@verb("note.list")
def notes(console: Console, argument: str) -> Iterable[str]:
    found = sorted(console.session.history.notes)
    return [f"step {step}: {text}" for step, text in found] or ["no notes: note TEXT pins one to this step"]
