"""Looking around, in text: what the panels show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from debugger.errors import DebuggerError
from debugger.provenance.demand import chain_text
from debugger.provenance.thunk_life import COLUMNS, thunk_rows
from debugger.provenance.whence.hands import hand_lines
from debugger.scripting.console import Console
from debugger.scripting.verbs import verb
from debugger.session import hands_of
from debugger.side.options import option_lines
from debugger.text import safe_lines, safe_shown, source_name
from debugger.tui.actions.explaining import card, page_of
from debugger.tui.actions.looking import file_and_line
from debugger.views.reports import report
from debugger.views.told import (
    continuation_lines,
    frame_lines,
    numbered,
    stack_lines,
    upvalue_lines,
    with_lines,
)

MOST = 50
"""Rows of what may be long."""


@verb("panel.frames")
def frames(console: Console, argument: str) -> Iterable[str]:
    return frame_lines(console.session.snapshot()) or ["there are no frames"]


@verb("panel.stack")
def stack(console: Console, argument: str) -> Iterable[str]:
    return stack_lines(console.session.snapshot()) or ["the value stack is empty"]


@verb("panel.withs")
def withs(console: Console, argument: str) -> Iterable[str]:
    return with_lines(console.session.snapshot()) or ["no `with` is open"]


@verb("panel.upvalues")
def upvalues(console: Console, argument: str) -> Iterable[str]:
    return upvalue_lines(console.session.snapshot()) or ["this code has captured nothing"]


@verb("panel.continuations")
def continuations(console: Console, argument: str) -> Iterable[str]:
    return continuation_lines(console.session.snapshot()) or ["nothing is pending"]


@verb("panel.output")
def output(console: Console, argument: str) -> Iterable[str]:
    return [f"step {each.step}  {each.kind}: {each.text}" for each in console.session.output] or [
        "the program has said nothing"
    ]


@verb("panel.source")
def source(console: Console, argument: str) -> Iterator[str]:
    view = console.session.snapshot().source
    if view is None:
        raise DebuggerError("there is no source to be shown here")
    yield view.path
    yield from numbered(view.text, view.line)


@verb("panel.bytecode")
def bytecode(console: Console, argument: str) -> Iterator[str]:
    view = console.session.snapshot().bytecode
    if view is None:
        raise DebuggerError("no frame runs here")
    yield f"{view.chunk}  {view.title}"
    for each in view.instructions:
        mark = ">" if each.ip <= view.current < each.end else " "
        yield f"{mark} {each.ip:>4}  {each.op:<20} {each.operand}".rstrip()


@verb("look.frame")
def frame(console: Console, argument: str) -> Iterable[str]:
    depth = console.session.state.depth
    if not (argument.isascii() and argument.isdigit() and len(argument) < 12 and 1 <= int(argument) <= depth):
        raise DebuggerError(f"frames are numbered from 1 to {depth}" if depth else "there are no frames")
    return select(console, int(argument))


@verb("frame.caller")
def up(console: Console, argument: str) -> Iterable[str]:
    return select(console, (console.session.selected or console.session.state.depth) - 1)


@verb("frame.callee")
def down(console: Console, argument: str) -> Iterable[str]:
    return select(console, (console.session.selected or console.session.state.depth) + 1)


@verb("frame.own_caller")
def own(console: Console, argument: str) -> Iterable[str]:
    return select(console, console.session.own_frame(True) or 0)


@verb("frame.own_callee")
def own_callee(console: Console, argument: str) -> Iterable[str]:
    return select(console, console.session.own_frame(False) or 0)


def select(console: Console, number: int) -> Iterator[str]:
    """Select a frame; DebuggerError if there is none of that number."""
    if not 1 <= number <= console.session.state.depth:
        raise DebuggerError("there is no further frame in that direction")
    console.session.selected = number
    shown = console.session.snapshot()
    yield console.place(shown)
    yield from console.source(shown)


@verb("look.why")
def why(console: Console, argument: str) -> Iterable[str]:
    if not console.session.is_anything_due:
        raise DebuggerError("nothing is under way here")
    return chain_text(console.session.why(), True)


@verb("value.whence")
def whence(console: Console, text: str) -> Iterable[str]:
    if not text:
        raise DebuggerError("whence what? whence NAME, or whence NAME.A.B")
    hands = hands_of(console.session, console.session.whence(), text)
    if not hands:
        raise DebuggerError(f"{text} is a plain value: nothing is known of its way")
    return hand_lines(hands, True)


@verb("value.options")
def options(console: Console, text: str) -> Iterator[str]:
    count = 0
    for each in console.session.options(text):
        if each is not None:
            count += 1
            yield from map(console.session.near, option_lines(each))
    if not count:
        raise DebuggerError(f"no option{' of that name' if text else ''} was merged in what is recorded")


@verb("look.explain")
def explain(console: Console, topic: str) -> Iterable[str]:
    rows = page_of(topic).split("\n") if topic else card(console.session.snapshot())
    if not rows:
        raise DebuggerError("no instruction is due here: explain TOPIC tells about anything")
    return [each for each in rows if not each.startswith("```")]


@verb("look.thunks")
def thunks(console: Console, argument: str) -> Iterator[str]:
    session = console.session
    if session.history.recorder is None:
        raise DebuggerError("the steps are not recorded (--history 0)")
    yield "  ".join(COLUMNS)
    count = 0
    for row in thunk_rows(session.history):
        values = (getattr(row, each) for each in COLUMNS)
        text = "  ".join("" if value in (None, -1) else str(value) for value in values)
        if argument in text:
            count += 1
            if count > MOST:
                yield f"... (the first {MOST}; `nixstep thunks` prints them all)"
                return
            yield text


@verb("look.result")
def result(console: Console, argument: str) -> Iterable[str]:
    reading = console.session.result()
    while not reading.is_complete:
        reading.advance()
    return safe_lines(reading.text).split("\n")


@verb("look.error")
def error(console: Console, argument: str) -> Iterable[str]:
    found = console.error()
    if found is None:
        raise DebuggerError("there is no error")
    return report(found, full=True).split("\n")


@verb("look.files")
def files(console: Console, argument: str) -> Iterable[str]:
    return [safe_shown(source_name(each)) for each in console.session.sources()]


@verb("look.file")
def open_named(console: Console, argument: str) -> Iterator[str]:
    if not argument:
        raise DebuggerError("which file? files lists them")
    name, line = file_and_line(console.session.sources(), argument)
    text = console.session.source_text(name)
    if text is not None:
        yield safe_shown(name)
        yield from numbered(text, max(1, min(line, text.line_count)))


@verb("look.chunks")
def chunks(console: Console, argument: str) -> Iterable[str]:
    return [f"{name}  {size}  {title}" for name, title, size in console.session.chunk_list()]


@verb("look.chunk")
def chunk(console: Console, name: str) -> Iterator[str]:
    if not name:
        raise DebuggerError("which chunk? chunks lists them")
    view = console.session.chunk(name)
    yield f"{view.chunk}  {view.title}"
    for each in view.instructions:
        yield f"  {each.ip:>4}  {each.op:<20} {each.operand}".rstrip()
