"""Everything that shows something, at every error: as it happens, looked back at, in a replay, and where the
beginning has left the window."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from debugger.errors import DebuggerError
from debugger.history.happenings import KINDS
from debugger.history.segments import PACE
from debugger.loading.program import Program, load, make_host
from debugger.motions import Backwards, Continue, Finish, Into, Motion, Over, SourceOver, SourceStep
from debugger.provenance.call_tree import CallNode, children, root
from debugger.provenance.demand import chain_text
from debugger.provenance.thunk_life import reads, site_rows, thunk_rows
from debugger.provenance.thunk_table import ThunkTable
from debugger.recordings.journal import Journal, JournalingHost, ReplayingHost
from debugger.session import Session
from debugger.views.snapshot import Snapshot, ValueView
from debugger.views.step_trace import StepTrace
from tests.debugger import failing
from vm.errors import NixError

MOTIONS: tuple[Callable[[], Motion], ...] = (Into, SourceStep, Over, SourceOver, Finish, Continue)
SOURCES = (failing.of_builtins, failing.of_the_language, failing.of_operators, failing.after_forcing)
COLUMNS = ("thunk", "name", "made", "forced", "by", "evaluated", "cost", "state", "place")
DEEPEST = 3

Open = Callable[[Program], "Session | None"]


@pytest.fixture(autouse=True)
def empty_search_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIX_PATH", "")


def live(program: Program) -> Session | None:
    """A session that stands at the error a program ends in; None for one without."""
    try:
        made = Session(program, history=100_000)
    except NixError:
        return None
    return at_error(made)


def at_error(made: Session) -> Session | None:
    while made.run(Continue()) == "stopped":
        pass
    return made if made.status == "error" else None


def unrecorded(program: Program) -> Session | None:
    try:
        return at_error(Session(program))
    except NixError:
        return None


def failed(program: Program) -> Session | None:
    """One that has unwound, and looks back at the step that failed."""
    made = live(program)
    if made is None:
        return None
    step = made.step
    made.run_to_end()
    made.goto(str(step))
    return made


def replayed(program: Program) -> Session | None:
    journal = Journal()
    try:
        first = load(program, (), JournalingHost(make_host(program), journal)).machine
    except NixError:
        return None
    while not first.finished:
        first.tick()
    return at_error(Session(program, host=lambda: ReplayingHost(journal), history=100_000))


WAYS = {"unrecorded": unrecorded, "live": live, "past": failed, "replayed": replayed}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
@pytest.mark.parametrize("way", WAYS)
def test_every_view_answers_at_every_error(source: Callable[[], list[Program]], way: str) -> None:
    count = 0
    for program in source():
        subject = WAYS[way](program)
        if subject is not None:
            count += 1
            with Told(program):
                look(subject)
    assert count >= 20


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
def test_every_view_answers_where_the_window_has_overflowed(
    source: Callable[[], list[Program]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PACE, "segment", 6)
    monkeypatch.setattr(PACE, "keyframe", 4)
    overflowed = 0
    for program in source():
        try:
            subject = at_error(Session(program, history=1))
        except NixError:
            continue
        if subject is not None:
            overflowed += subject.history.start > 0
            with Told(program):
                look(subject)
    assert overflowed >= 15


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
def test_every_motion_goes_on_from_every_error(source: Callable[[], list[Program]]) -> None:
    for program in source():
        for index, motion in enumerate(MOTIONS):
            subject = (live, failed)[index % 2](program)
            if subject is None:
                break
            with Told(program):
                step = subject.step
                subject.run(Backwards(motion()))
                look_at(subject)
                assert subject.step < step + (motion is Finish)
                go(subject, str(step))
                look_at(subject)
                assert subject.snapshot().error is not None
                subject.run(motion())
                look_at(subject)
                subject.run(Into())
                subject.tick()
                look_at(subject)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
def test_the_step_of_an_error_and_its_chain_are_the_same_later(source: Callable[[], list[Program]]) -> None:
    for program in source():
        subject = live(program)
        if subject is None:
            continue
        with Told(program):
            assert subject.history.timeline.error_at(subject.step) is subject.machine.error
            before, chain = subject.snapshot(), list(chain_text(subject.why()))
            other = failed(program)
            assert other is not None
            after = other.snapshot()
            assert (after.step, list(chain_text(other.why()))) == (before.step, chain)
            assert place(after) == place(before)


def place(snapshot: Snapshot) -> object:
    return snapshot.opcode, snapshot.depth, [(each.chunk, each.ip) for each in snapshot.frames]


class Told:
    """Says at which program something went wrong."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None:
            error.add_note(f"at the error of {self.program.expression or self.program.path}")


def go(subject: Session, text: str) -> None:
    subject.goto(text)
    while subject.motion is not None:
        subject.advance(1)


def look(subject: Session) -> None:
    """At everything there is to see, and from every frame."""
    for number in range(1, subject.state.depth + 1):
        subject.selected = number
        subject.snapshot()
    subject.selected = None
    look_at(subject)
    if subject.history.recorder is None:
        return
    history = subject.history
    table = ThunkTable(history)
    for column in COLUMNS:
        list(table.ordered(column, False, list(range(len(table)))))
    for row in thunk_rows(history):
        assert row.label
        list(reads(row.number, history))
    site_rows(history.window.recorder)
    walk_calls(subject, root(history.timeline), DEEPEST)
    for kind in KINDS:
        for backwards in (False, True):
            try:
                history.event(kind, backwards)
            except DebuggerError:
                pass


def walk_calls(subject: Session, node: CallNode, depth: int) -> None:
    for inner in children(subject.history.timeline, node) if depth else ():
        assert inner.title
        walk_calls(subject, inner, depth - 1)


def look_at(subject: Session) -> None:
    """At the moment itself: the picture, what is in its values, their origins, and the chain of demand."""
    snapshot = subject.snapshot()
    assert snapshot.explanation or snapshot.status == "stopped"
    links = subject.why()
    assert links or not snapshot.frame_count
    frames = [link.frame for link in links if link.frame]
    assert frames == sorted(frames, reverse=True)
    list(chain_text(links))
    for entry in snapshot.stack:
        subject.origin(entry.value.ref, entry.index)
        open_all(subject, entry.value, DEEPEST)
    for value in [each.value for each in snapshot.upvalues] + [each.value for each in snapshot.withs]:
        subject.origin(value.ref)
        open_all(subject, value, DEEPEST)
    if snapshot.result is not None:
        open_all(subject, snapshot.result, DEEPEST)


def open_all(subject: Session, value: ValueView, depth: int) -> None:
    for _, inner in subject.open(value.ref) if depth and value.ref else ():
        open_all(subject, inner, depth - 1)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
def test_the_step_trace_ends_with_the_step_that_failed(source: Callable[[], list[Program]]) -> None:
    for program in source():
        subject = live(program)
        if subject is None:
            continue
        lines: list[str] = []
        trace = StepTrace(lines.append)
        machine = load(program, (trace,)).machine
        trace.machine = machine
        while machine.error is None:
            machine.run(1_000)
        assert int(lines[-1].split()[0]) == subject.step
