"""Origins: when the value under the cursor was pushed, and its thunk created, forced and evaluated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.history.history import History
from debugger.history.past import Point
from debugger.numerals import grouped
from debugger.provenance.whence.hands import Hand, folded, folded_words, in_words
from debugger.provenance.whence.ways import Whence
from debugger.session import hands_of
from debugger.side.options import Option, option_lines
from debugger.text import safe_shown
from debugger.tui.actions.ending import under_cursor
from debugger.tui.actions.travel import GROUP, jump, standing
from debugger.tui.commands import ORIGINS, WHY, command
from debugger.tui.drawing.lines import Line, line, pad
from debugger.tui.panels.holding import HoldingPanel
from debugger.tui.panels.value_stack import ValueStackPanel
from debugger.tui.screens.life import LifeScreen
from debugger.tui.screens.value import ValueScreen, ValueSheet
from debugger.tui.windows.picker import PickerScreen
from debugger.views.snapshot import moment_text
from debugger.views.values.value_text import place
from vm.spans import from_host
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


FORCED = ("forced", "first forced")
"""What is asked about most."""


@command(
    ORIGINS,
    "H",
    "History of the value",
    "When the value under the cursor was pushed, and its thunk created, forced and evaluated; Enter jumps, y "
    "says why there.",
    GROUP,
    "origins",
    ":origins",
)
def origins(app: NixStep, argument: str) -> None:
    panel = app.screen.opened if isinstance(app.screen, ValueScreen) else app.focused_panel
    if isinstance(panel, ValueSheet):
        show(app, panel.node.name, panel.node.value)
        return
    if panel is app.source:
        show(app, *app.named_in_source())
        return
    found = panel.value() if isinstance(panel, HoldingPanel) else None
    if found is None:
        raise DebuggerError("no value under the cursor: focus the source (1), the value stack (4), 5 or 6")
    show(app, *found, panel.index if isinstance(panel, ValueStackPanel) else None)


def show(app: NixStep, name: str, value: ValueView, index: int | None = None) -> None:
    """A menu of the moments in the life of a value; `index` is its place on the value stack."""
    history = standing(app)
    moments = with_cost(moments_of(history, value, index))
    if not moments:
        raise DebuggerError("this value has no history of its own: only thunks and the value stack have")

    def chosen(row: int | None) -> None:
        point = moments[row][1] if row is not None else None
        if row is None or point is None:
            return
        if isinstance(app.screen, ValueScreen):
            app.screen.dismiss(None)
        words = f"{value.called or name} {moments[row][0]}: step {moment_text(*point)}"
        jump(app, point[0], words, point[1])
        if window.asks and not app.runner.running():
            app.show()
            app.command(WHY)

    title = f"{name}  {value.called}" if value.label and value.label != name else name
    first = next((row for row, (what, *_) in enumerate(moments) if what in FORCED), 0)
    window = LifeScreen(title, lines_of(moments, history), first)
    app.push_screen(window, chosen)


Moments = list[tuple[str, "Point | None", str]]
"""What happened, when, and where or why that is not known."""


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
    steps = {what: point[0] for what, point, _ in moments if point is not None}
    forced, evaluated = steps.get("forced", steps.get("last forced")), steps.get("evaluated")
    if forced is None or evaluated is None or evaluated < forced:
        return moments
    cost = evaluated - forced
    took = f"took {grouped(cost)} {'step' if cost == 1 else 'steps'}  "
    return [(what, point, took + where if what == "evaluated" else where) for what, point, where in moments]


def moment(history: History, what: str, text: str) -> tuple[str, Point | None, str]:
    """What, when, and its place or why it has none."""
    try:
        step, tick = history.find(text)
    except DebuggerError as error:
        return what, None, str(error)
    if step == history.edge or step not in history.timeline:
        return what, (step, tick), ""
    code, ip = history.timeline.segment_of(step).instruction_at(
        step - history.timeline.segment_of(step).start
    )
    span = code.chunk.span(ip)
    return what, (step, tick), f"{place(span)}  {safe_shown(one_line(span.beginning(240), 50))}"


def lines_of(moments: Moments, history: History) -> list[Line]:
    """A line for each moment; those later than the step that is looked at say so."""
    width = max(len(what) for what, _, _ in moments)
    times = [moment_text(*point) if point is not None else "" for _, point, _ in moments]
    digits = max(map(len, times), default=1)
    return [
        line(
            (f" {pad(what, width)}  ", "text" if point is not None else "dim"),
            (f"{time:>{digits}}  ", "strong"),
            (where, "dim"),
            ("   (later than here)" if point is not None and point > history.point else "", "faint"),
        )
        for (what, point, where), time in zip(moments, times, strict=True)
    ]


@command(
    "value.whence",
    "W",
    "Whence this value",
    "Its definition, and every hand that it passed through: selections, `//` and which side won, arguments; "
    "Enter jumps to one. `:whence a.b` asks about a name in scope.",
    GROUP,
    "whence",
    ":whence [NAME.A.B]",
)
def whence(app: NixStep, argument: str) -> None:
    standing(app)
    told = app.session.whence()
    if argument:
        title, hands = argument, hands_of(app.session, told, argument)
    elif (inside := value_opened(app)) is not None:
        title, hands = of_part(app, told, inside)
    else:
        found = under_cursor(app)
        if found is None or not found.ref:
            raise DebuggerError("no value under the cursor has a way: focus 4, 5 or 6, or name one")
        title, hands = (
            found.called or found.text,
            app.session.near_hands(told.of(app.session.held(found.ref))),
        )
    if not hands:
        raise DebuggerError(f"{title} is a plain value: nothing is known of its way")
    show_hands(app, title, hands)


def value_opened(app: NixStep) -> ValueSheet | None:
    """The tree of a value of the run that has the focus, with the cursor on a part of it."""
    panel = app.screen.opened if isinstance(app.screen, ValueScreen) else app.focused_panel
    return panel if isinstance(panel, ValueSheet) and panel.looker is app.session and panel.way else None


def of_part(app: NixStep, told: Whence, sheet: ValueSheet) -> tuple[str, list[Hand]]:
    """What is called so in the tree of a value, with its hands."""
    way = [from_host(name[1:-1] if name[:1] == '"' else name) for name in sheet.way]
    root = app.session.held(sheet.nodes[0].value.ref)
    title = ".".join([sheet.nodes[0].name, *sheet.way])
    return title, app.session.near_hands(told.of_attribute(root, way))


def show_hands(
    app: NixStep, title: str, hands: Sequence[Hand], opened: frozenset[int] = frozenset(), cursor: int = 0
) -> None:
    """A menu of hands; what lies in libraries is folded until one opens it."""
    shown: list[tuple[Line, Hand | int]] = []
    for at, members, is_hidden in folded(hands, True):
        if at in opened or not is_hidden:
            shown += [(hand_row(each), each) for each in members]
        else:
            shown.append((line(("  ▸ ", "focus"), (folded_words(members), "dim")), at))

    def chosen(row: int | None) -> None:
        meant = shown[row][1] if row is not None else None
        if isinstance(meant, int) and row is not None:
            show_hands(app, title, hands, opened | {meant}, row)
        elif isinstance(meant, Hand) and meant.step >= 0:
            if isinstance(app.screen, ValueScreen):
                app.screen.dismiss(None)
            jump(app, meant.step, f"whence {title}: step {grouped(meant.step)}")

    rows = [row for row, _ in shown]
    app.push_screen(PickerScreen(f"Whence {safe_shown(title)}", rows, cursor), chosen)


def hand_row(each: Hand) -> Line:
    """One hand: what, where, when, and what for."""
    role = "evaluated-strong" if each.kind in ("defined", "written") else "text" if each.is_own else "dim"
    where = each.place.rsplit("/", 1)[-1]
    step = f"  step {grouped(each.step)}" if each.step >= 0 else ""
    purpose = f"  for {each.landmark}" if each.landmark else ""
    return line(
        ("  " + " " * each.indent, ""),
        (each.text + in_words(each), role),
        (f"  {where}", "dim"),
        (step + purpose, "faint"),
    )


@command(
    "value.options",
    "",
    "Options that were merged",
    "Which options this run has merged, who defined each, and which definition won; Enter goes there.",
    GROUP,
    "options",
    ":options [NAME]",
)
def options(app: NixStep, text: str) -> None:
    standing(app)

    def listed(found: list[Option]) -> None:
        if not found:
            app.say("no option was merged in what is recorded", wrong=True)
            return
        rows: list[tuple[int, str]] = [
            (each.step, app.session.near(text)) for each in found for text in option_lines(each)
        ]
        lines = [line((f" {text}", "text" if not text.startswith(" ") else "dim")) for _, text in rows]
        app.say(f"{grouped(len(found))} options")

        def chosen(row: int | None) -> None:
            if row is not None:
                jump(app, rows[row][0], f"the merge of an option: step {grouped(rows[row][0])}")

        app.push_screen(PickerScreen("Options", lines, 0), chosen)

    app.runner.gather(app.session.options(text), listed)
