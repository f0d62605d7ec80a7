"""Asking: expressions in the scope of the selected frame, evaluated on the side, and watches."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.session import Session
from debugger.side.evaluation import Outcome, SideEvaluation
from debugger.text import safe, safe_shown
from debugger.tui.actions.breaking import number_of
from debugger.tui.actions.ending import under_cursor
from debugger.tui.commands import command
from debugger.tui.drawing.lines import Line, line
from debugger.tui.panels.values import value_parts
from debugger.tui.screens.reading import ReadingScreen
from debugger.tui.screens.value import value_window
from debugger.tui.windows.pager import PagerScreen
from debugger.tui.windows.picker import PickerScreen
from debugger.views.snapshot import ValueView
from debugger.views.values.handles import SideHandles
from debugger.views.values.heap import Held, graph_of, note_of, summary
from debugger.views.values.reading import printed, read
from debugger.views.values.value_text import value_text
from vm.spans import to_display
from vm.values import Value, with_article

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

GROUP = "Looking around"
MOST_COPIED = 1_000_000
"""Characters; terminals take less and less above that."""
ON_THE_SIDE = "this value was made on the side: it has no history, and cannot be forced"


def ask(app: NixStep, text: str, word: str, then: Callable[[Outcome], None], is_deep: bool = False) -> None:
    """Have an expression evaluated here and `then` do something with what it gives; without one the line is
    opened for it."""
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    if not text:
        app.open_command_line(f"{word} ")
        return

    begin(app, app.session.evaluation(text, is_deep), then)


def begin(
    app: NixStep, evaluation: SideEvaluation | Outcome, then: Callable[[Outcome], None], of: str = ""
) -> None:
    """Carry an evaluation on and `then` do something with what it gives; what fails is said, `of` what."""

    def done(outcome: Outcome) -> None:
        trouble = app.session.trouble(outcome)
        if trouble:
            app.say(f"{of}: {trouble}" if of else trouble, wrong=True)
        else:
            then(outcome)

    app.runner.ask(evaluation, done)


@command(
    "ask.print",
    "e",
    "Evaluate here",
    "Any expression in the scope of the selected frame; the run is afterwards as it was before.",
    GROUP,
    "print",
    ":print EXPR",
)
def print_value(app: NixStep, text: str) -> None:
    ask(app, text, "print", lambda outcome: show_outcome(app, text, outcome))


def show_outcome(app: NixStep, name: str, outcome: Outcome) -> None:
    """A value in the message line, or in a window if there is more to it."""
    handles = SideHandles(outcome.cells)
    value = handles.view(outcome.value)
    if value.ref:
        app.push_screen(value_window(name, value, handles, lambda command: app.say(ON_THE_SIDE)))
    else:
        app.say(f"{name} = {value.text}")


@command(
    "ask.deep",
    "",
    "Evaluate here, deeply",
    "The same with everything in it, as Nix prints it.",
    GROUP,
    "deep",
    ":deep EXPR",
)
def print_deep(app: NixStep, text: str) -> None:
    def show(outcome: Outcome) -> None:
        app.push_screen(ReadingScreen(text, read(outcome.value, outcome.cells.peek)))

    ask(app, text, "deep", show, True)


@command(
    "ask.assert",
    "",
    "Assert",
    "Complains if an expression is not true here; a script ends there.",
    GROUP,
    "assert",
    ":assert EXPR",
)
def assert_true(app: NixStep, text: str) -> None:
    def judge(outcome: Outcome) -> None:
        if outcome.value is True:
            app.say(f"true: {text}")
        else:
            what = "" if outcome.value is False else f" but {with_article(outcome.value)}"
            app.say(f"not true{what}: {text}", wrong=True)

    ask(app, text, "assert", judge)


def value_under_cursor(app: NixStep) -> tuple[str, ValueView]:
    """What the cursor is on, with its name; DebuggerError if it is on none."""
    found = under_cursor(app)
    if found is None:
        raise DebuggerError("no value under the cursor: focus the value stack (4), 5 or 6, or open one")
    return found.called or found.text, found


@command(
    "ask.force",
    "V",
    "Force on the side",
    "What the thunk under the cursor would give; the run stays as it is.",
    GROUP,
    "peek",
    ":peek",
)
def force(app: NixStep, argument: str) -> None:
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    name, view = value_under_cursor(app)
    if not view.ref:
        raise DebuggerError(f"{name} is a plain value")

    forcing = app.session.forcing(app.session.held(view.ref))
    begin(app, forcing, lambda outcome: show_outcome(app, name, outcome), name)


@command(
    "value.copy",
    "Y",
    "Copy the value",
    "The value under the cursor as Nix, evaluated on the side as far as need be; `:copy json` as JSON.",
    GROUP,
    "copy",
    ":copy [json]",
)
def copy(app: NixStep, form: str) -> None:
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    if form not in ("", "nix", "json"):
        raise DebuggerError("copy as what? :copy, or :copy json")
    name, view = value_under_cursor(app)
    if not view.ref:
        put(app, view.text)
        return

    def give(outcome: Outcome) -> None:
        if form == "json":
            text = to_display(outcome.value)
        else:
            reading = printed(outcome.value, outcome.cells.peek)
            while not reading.is_complete and len(reading.text) <= MOST_COPIED:
                reading.advance()
            text = to_display(reading.text)
        put(app, text)

    expression = "builtins.toJSON __it" if form == "json" else "__it"
    begin(app, app.session.about(expression, app.session.held(view.ref), True), give, name)


def put(app: NixStep, text: str) -> None:
    """Give a text to the terminal's clipboard; that works over SSH too (OSC 52)."""
    if len(text) > MOST_COPIED:
        app.say(f"more than {MOST_COPIED:,} characters are not copied", wrong=True)
        return
    app.copy_to_clipboard(text)
    app.say(f"copied {len(text):,} character{'' if len(text) == 1 else 's'}")


@command(
    "ask.scope",
    "",
    "What is in scope",
    "The variables of the selected frame, and the sets of its `with`s.",
    GROUP,
    "scope locals",
    ":scope",
)
def scope(app: NixStep, argument: str) -> None:
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    found, cells = app.session.scope(""), app.session.state.cells
    rows = [
        line((f"  {safe(name)}", "text"), " = ", (value_text(value, cells), "dim"))
        for name, value in found.variables()
    ]
    rows += [line(("  with ", "text"), (value_text(value, cells), "dim")) for value in reversed(found.withs)]
    app.push_screen(PagerScreen("In scope", rows or [line(("  nothing is in scope here", "dim"))]))


@command(
    "watch.add",
    "w",
    "Watch an expression",
    "Its value is shown at every stop, and whether it has changed.",
    GROUP,
    "watch",
    ":watch EXPR",
)
def watch(app: NixStep, text: str) -> None:
    if not text:
        app.open_command_line("watch ")
        return
    made = app.session.watches.add(text)
    app.show()
    app.say(f"watch {made.number}: {made.view.text} = {made.view.value.text}")


@command(
    "watch.pin",
    "",
    "Pin a value as a watch",
    "Shows at every stop what becomes of the value under the cursor, or of a thunk by its number.",
    GROUP,
    "pin",
    ":pin [thunk#N]",
)
def pin(app: NixStep, text: str) -> None:
    if text:
        made = app.session.pin_thunk(thunk_number(text), text)
    else:
        name, view = value_under_cursor(app)
        if not view.ref:
            raise DebuggerError(f"{name} is a plain value: nothing becomes of it")
        made = app.session.pin(app.session.held(view.ref), name)
    app.show()
    app.say(f"watch {made.number}: {made.view.text} = {made.view.value.text}")


def thunk_number(text: str) -> int:
    """The number that `thunk#17` or `17` means; DebuggerError for anything else."""
    digits = text.removeprefix("thunk").removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        raise DebuggerError("pin what? a thunk by its number: pin thunk#17")
    return int(digits)


@command(
    "value.holds",
    "",
    "What a value holds on to",
    "A graph of what the value under the cursor, or a name in scope, keeps alive; what is shared is drawn "
    "once.",
    GROUP,
    "holds",
    ":holds [NAME]",
)
def holds(app: NixStep, text: str) -> None:
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    if text:
        name, value = text, variable(app.session, text)
    else:
        name, view = value_under_cursor(app)
        if not view.ref:
            raise DebuggerError(f"{name} is a plain value: it holds nothing")
        value = app.session.held(view.ref)
    cells = app.session.state.cells
    graph = graph_of(value, cells)
    handles = SideHandles(cells)
    rows = [held_row(each, handles) for each in graph.rows]

    def chosen(row: int | None) -> None:
        if row is not None and not graph.rows[row].left_out:
            each = graph.rows[row]
            view = handles.view(each.value)
            if view.ref:
                title = each.name or name
                app.push_screen(value_window(title, view, handles, lambda command: app.say(ON_THE_SIDE)))

    app.push_screen(PickerScreen(f"{safe_shown(name)} {summary(graph)}", rows, 0), chosen)


def variable(session: Session, name: str) -> Value:
    """The value of a name in scope; DebuggerError if there is none."""
    names = session.scope(name).names
    if name not in names:
        hint = session.where_names_are or ": :scope lists what is"
        raise DebuggerError(f"{safe_shown(name)} is not in scope here{hint}")
    return names[name]


def held_row(each: Held, handles: SideHandles) -> Line:
    """One thing that is held, under what holds it."""
    indent = "  " * each.depth + "  "
    if each.left_out:
        return line((f"{indent}… {each.left_out:,} more", "faint"))
    note = note_of(each)
    name = f"{each.name}  " if each.name else ""
    return line((indent + name, "text"), *value_parts(handles.view(each.value)), (f"   {note}", "focus"))


@command("watch.delete", "", "Remove a watch", "By its number.", GROUP, "unwatch", ":unwatch N")
def unwatch(app: NixStep, argument: str) -> None:
    gone = app.session.watches.remove(number_of(argument, "unwatch"))
    app.show()
    app.say(f"watch {gone.number} removed: {gone.text}")


@command("watch.list", "", "List the watches", "All with their values here.", GROUP, "watches", ":watches")
def watches(app: NixStep, argument: str) -> None:
    found = app.session.look_at_watches()
    if not found:
        app.say("no watches: w adds one")
        return
    rows = [
        line(
            (f"  {each.number}  ", "faint"),
            (each.text, "text"),
            " = ",
            (each.value.text, "changed-strong" if each.changed else "dim"),
            (f"  was {each.before}" if each.changed else "", "faint"),
        )
        for each in found
    ]
    app.push_screen(PagerScreen("Watches", rows))
