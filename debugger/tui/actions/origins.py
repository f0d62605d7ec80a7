"""Origins: when the value under the cursor was pushed, and its thunk created, forced and evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.history.history import History
from debugger.text import safe_shown
from debugger.tui.actions.travel import GROUP, jump, standing
from debugger.tui.commands import ORIGINS, command
from debugger.tui.drawing.lines import Line, grouped, line, pad
from debugger.tui.panels.holding import HoldingPanel
from debugger.tui.panels.value_stack import ValueStackPanel
from debugger.tui.screens.value import ValueScreen, ValueSheet
from debugger.tui.windows.picker import PickerScreen
from debugger.views.value_text import place
from vm.text.disassembler import one_line

if TYPE_CHECKING:
    from debugger.tui.app import NixStep
    from debugger.views.snapshot import ValueView

PLACES = (
    ("created", "creation of {}"),
    ("first forced", "first force of {}"),
    ("last forced", "last force of {}"),
    ("evaluated", "last evaluation of {}"),
)


@command(
    ORIGINS,
    "H",
    "History of the value",
    "When the value under the cursor was pushed, and its thunk created, forced and evaluated; Enter jumps.",
    GROUP,
    "origins",
    ":origins",
)
def origins(app: NixStep, argument: str) -> None:
    panel = app.screen.opened if isinstance(app.screen, ValueScreen) else app.focused_panel
    if isinstance(panel, ValueSheet):
        show(app, panel.node.name, panel.node.value)
        return
    found = panel.value() if isinstance(panel, HoldingPanel) else None
    if found is None:
        raise DebuggerError("no value under the cursor: focus the value stack (4), 5 or 6")
    show(app, *found, panel.index if isinstance(panel, ValueStackPanel) else None)


def show(app: NixStep, name: str, value: ValueView, index: int | None = None) -> None:
    """A menu of the moments in the life of a value; `index` is its place on the value stack."""
    history = standing(app)
    moments = with_cost(moments_of(history, value, index))
    if not moments:
        raise DebuggerError("this value has no history of its own: only thunks and the value stack have")

    def chosen(row: int | None) -> None:
        step = moments[row][1] if row is not None else None
        if row is None or step is None:
            return
        if isinstance(app.screen, ValueScreen):
            app.screen.dismiss(None)
        jump(app, step, f"{value.label or name} {moments[row][0]}: step {grouped(step)}")

    title = f"{name}  {value.label}" if value.label and value.label != name else name
    app.push_screen(PickerScreen(title, lines_of(moments, history)), chosen)


Moments = list[tuple[str, "int | None", str]]
"""What happened, at which step, and where or why that is not known."""


def moments_of(history: History, value: ValueView, index: int | None) -> Moments:
    """Everything that is known, in the order of a thunk's life."""
    wanted = [(what, text.format(value.label)) for what, text in PLACES] if value.label else []
    moments = [moment(history, what, text) for what, text in wanted]
    if len(moments) == len(PLACES) and moments[1][1] == moments[2][1]:
        moments[1:3] = [("forced", *moments[1][1:])]
    if index is not None:
        moments.append(moment(history, "pushed", f"push of {index}"))
    return moments


def with_cost(moments: Moments) -> Moments:
    """The evaluation says how many steps it took since the force."""
    steps = {what: step for what, step, _ in moments if step is not None}
    forced, evaluated = steps.get("forced", steps.get("last forced")), steps.get("evaluated")
    if forced is None or evaluated is None or evaluated < forced:
        return moments
    cost = evaluated - forced
    took = f"took {grouped(cost)} {'step' if cost == 1 else 'steps'}  "
    return [(what, step, took + where if what == "evaluated" else where) for what, step, where in moments]


def moment(history: History, what: str, text: str) -> tuple[str, int | None, str]:
    """What, its step, and its place or why it has none."""
    try:
        step = history.find(text)
    except DebuggerError as error:
        return what, None, str(error)
    if step == history.edge or step not in history.timeline:
        return what, step, ""
    frame = history.timeline.state_at(step).frame
    span = frame.code.chunk.span(frame.ip)
    return what, step, f"{place(span)}  {safe_shown(one_line(span.beginning(240), 50))}"


def lines_of(moments: Moments, history: History) -> list[Line]:
    """A line for each moment; those later than the step that is looked at say so."""
    width = max(len(what) for what, _, _ in moments)
    digits = max((len(grouped(step)) for _, step, _ in moments if step is not None), default=1)
    return [
        line(
            (f" {pad(what, width)}  ", "text" if step is not None else "dim"),
            (f"{grouped(step):>{digits}}  " if step is not None else " " * (digits + 2), "strong"),
            (where, "dim"),
            ("   (later than here)" if step is not None and step > history.step else "", "faint"),
        )
        for what, step, where in moments
    ]
