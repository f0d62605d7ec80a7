"""Breakpoints: setting, removing and listing them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from debugger.breakpoints.breakpoint import Breakpoint
from debugger.breakpoints.breakpoints import Breakpoints
from debugger.breakpoints.grammar import THEN, usages
from debugger.breakpoints.placed import InstructionBreakpoint
from debugger.errors import DebuggerError
from debugger.text import safe_shown
from debugger.tui.commands import command
from debugger.tui.drawing.lines import Line, line
from debugger.tui.screens.breakpoints import BreakpointsScreen
from debugger.tui.windows.pager import PagerScreen

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

GROUP = "Breakpoints"
HOW = "a breakpoint needs a place: :break OpForce, FILE:LINE, fn NAME, ...; :kinds lists them"


@command(
    "break.toggle",
    "b f9",
    "Breakpoint at the cursor",
    "Sets or removes one at the cursor of Source or Bytecode.",
    GROUP,
    "b",
    ":b",
)
def toggle(app: NixStep, argument: str) -> None:
    if argument:
        add(app, argument)
    elif app.code_panel == "bytecode" and app.bytecode.view is not None:
        toggle_instruction(app, app.bytecode.chunk, app.bytecode.ip)
    elif app.code_panel == "source" and app.source.view is not None:
        toggle_line(app, app.source.path, app.source.line)
    else:
        raise DebuggerError("no cursor to set a breakpoint at: focus Source (1) or Bytecode (2)")


def toggle_instruction(app: NixStep, chunk: str, ip: int) -> None:
    """What `b` in the bytecode does; the chunk by its name, the instruction from 0."""
    added, breakpoint_ = app.session.breakpoints.toggle(f"{chunk}@{ip}")
    app.say(f"breakpoint {breakpoint_.number} {'set' if added else 'removed'}: {chunk}@{ip}")
    app.show_breakpoints()


def toggle_line(app: NixStep, path: str, number: int) -> None:
    """All breakpoints of a 1-based line go, or one comes; DebuggerError if no expression begins there."""
    breakpoints = app.session.breakpoints
    place = f"{path.rsplit('/', 1)[-1]}:{number}"
    there = breakpoints.on_line(path, number)
    if there:
        for each in there:
            breakpoints.remove(each.number)
        app.say(f"breakpoint {', '.join(str(each.number) for each in there)} removed: {place}")
    else:
        made = breakpoints.add(f"{path}:{number}")
        if number not in app.session.breakpoint_lines(path):
            breakpoints.remove(made.number)
            raise DebuggerError(f"no expression begins on line {number}: choose one on which something does")
        app.say(f"breakpoint {made.number} set: {place}")
    app.show_breakpoints()


@command(
    "break.add",
    "",
    "Set a breakpoint",
    "At OpForce, CHUNK@IP, FILE:LINE, `fn NAME`, `attr a.b`, `error`, ... (`:kinds` lists all); after that "
    '`if EXPR`, `ignore N`, `once` or `log "TEXT"`.',
    GROUP,
    "break",
    ":break WHERE",
)
def add(app: NixStep, where: str) -> None:
    if not where:
        raise DebuggerError(HOW)
    made = app.session.breakpoints.add(where)
    app.say(f"breakpoint {made.number} set: {made.text}")
    app.show_breakpoints()


@command(
    "break.kinds",
    "",
    "Kinds of breakpoints",
    "All that can stand after `:break`.",
    GROUP,
    "kinds",
    ":kinds",
)
def kinds(app: NixStep, argument: str) -> None:
    rows = usages()
    width = max(len(usage) for usage, _ in rows)
    lines = [line((f"  {usage:<{width}}  ", "text"), (text, "dim")) for usage, text in rows]
    tail = line((f"  then: {THEN}", "text"))
    app.push_screen(PagerScreen("Breakpoints", [*lines, line(), tail]))


def number_of(text: str, word: str) -> int:
    """The number of a breakpoint or watch; DebuggerError if it is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise DebuggerError(f"{word} which one? {word} N")
    return int(text)


def changed(breakpoints: Breakpoints, id: str, argument: str) -> Breakpoint:
    """Carry out one of the commands that change a breakpoint; DebuggerError if it cannot be."""
    word = id.removeprefix("break.")
    number, _, rest = argument.partition(" ")
    each = breakpoints.get(number_of(number, word))
    if word in ("enable", "disable"):
        breakpoints.switch(each.number, word == "enable")
    elif word == "ignore":
        each.ignore = number_of(rest.strip(), f"ignore {each.number} how often,")
    else:
        each.condition = rest.strip()
        breakpoints.tell()
    return each


def change(id: str, title: str, description: str, usage: str) -> None:
    """Declare a command that changes one breakpoint."""

    @command(id, "", title, description, GROUP, id.removeprefix("break."), usage)
    def act(app: NixStep, argument: str) -> None:
        each = changed(app.session.breakpoints, id, argument)
        app.say(f"breakpoint {each.number}: {each.text}" + ("" if each.enabled else ", disabled"))
        app.show_breakpoints()


@command(
    "break.change",
    "B",
    "Edit a breakpoint",
    "The one at the cursor, with its condition and all else; where there is none, a new one.",
    GROUP,
    "change",
    ":change N WHERE",
)
def edit(app: NixStep, argument: str) -> None:
    breakpoints = app.session.breakpoints
    if not argument:
        app.open_command_line(edited(app))
        return
    number, _, text = argument.partition(" ")
    each = breakpoints.change(number_of(number, "change"), text)
    app.say(f"breakpoint {each.number}: {each.text}")
    app.show_breakpoints()


def edited(app: NixStep) -> str:
    """The beginning of a command that edits what is at the cursor."""
    if app.code_panel == "bytecode" and app.bytecode.view is not None:
        where = f"{app.bytecode.chunk}@{app.bytecode.ip}"
        there = [each for each in app.session.breakpoints.all if each.where == where]
    elif app.source.view is not None:
        where = f"{app.source.path}:{app.source.line}"
        there = app.session.breakpoints.on_line(app.source.path, app.source.line)
    else:
        raise DebuggerError("no cursor to edit a breakpoint at: focus Source (1) or Bytecode (2)")
    return f"change {there[0].number} {there[0].text}" if there else f"break {where} if "


change("break.condition", "Condition of a breakpoint", "An expression, or nothing.", ":condition N EXPR")
change("break.ignore", "Ignore some hits", "How many are passed over.", ":ignore N COUNT")
change("break.enable", "Enable a breakpoint", "By its number.", ":enable N")
change("break.disable", "Disable a breakpoint", "It stays in the list.", ":disable N")


@command(
    "break.delete",
    "",
    "Remove a breakpoint",
    "By its number; `all` removes every one.",
    GROUP,
    "delete",
    ":delete N",
)
def delete(app: NixStep, argument: str) -> None:
    breakpoints = app.session.breakpoints
    if argument == "all":
        count = breakpoints.clear()
        app.say(f"{count} breakpoint{'' if count == 1 else 's'} removed")
    elif argument.isascii() and argument.isdigit() and len(argument) < 10:
        gone = breakpoints.remove(int(argument))
        app.say(f"breakpoint {gone.number} removed: {gone.where}")
    else:
        raise DebuggerError("delete which one? :delete N, or :delete all; :breakpoints lists them")
    app.show_breakpoints()


@command(
    "break.list",
    "",
    "List the breakpoints",
    "All breakpoints with their numbers: Enter goes to one, d disables or enables it, x deletes it.",
    GROUP,
    "breakpoints",
    ":breakpoints",
)
def list_all(app: NixStep, argument: str) -> None:
    listed = app.session.breakpoints.all
    if not listed:
        app.say("no breakpoints: b sets one at the cursor, :break OpForce at every force")
        return

    def act(what: str, row: int) -> list[Line]:
        breakpoints = app.session.breakpoints
        number = listed[row].number
        if what == "switch":
            breakpoints.switch(number)
        else:
            breakpoints.remove(number)
        app.show_breakpoints()
        return lines_of(listed)

    def chosen(row: int | None) -> None:
        if row is None:
            return
        try:
            go_to(app, listed[row])
        except DebuggerError as error:
            app.say(str(error), wrong=True)

    app.push_screen(BreakpointsScreen(lines_of(listed), act), chosen)


def lines_of(listed: Sequence[Breakpoint]) -> list[Line]:
    digits = len(str(listed[-1].number)) if listed else 1
    return [
        line(
            (f"  {each.number:>{digits}}  ", "faint"),
            ("■ ", "break") if each.enabled else ("□ ", "dim"),
            (safe_shown(each.text), "text" if each.enabled else "dim"),
            (f"  hit {each.hits} times" if each.hits > 1 else "  hit once" if each.hits else "", "faint"),
            ("" if each.enabled else "  disabled", "faint"),
        )
        for each in listed
    ]


def go_to(app: NixStep, wanted: Breakpoint) -> None:
    """Show where a breakpoint stands; the machine does not move."""
    if not wanted.has_place:
        raise DebuggerError(f"breakpoint {wanted.number} is at every {wanted.where}, in no one place")
    code, text = app.session.place_of(wanted)
    in_code = isinstance(wanted, InstructionBreakpoint)
    app.focus_panel("bytecode" if in_code else "source")
    app.bytecode.look_at(code)
    app.source.look_at(text)
    app.show_breakpoints()
