"""Thunk life: the thunks of the window, and totals of the places that make them for the whole run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from debugger.history.history import History
from debugger.numerals import grouped
from debugger.provenance.thunk_life import looked_for_reads, site_rows
from debugger.provenance.thunk_table import Site, ThunkTable, site_key
from debugger.tui.sheets.table import Model, Table
from debugger.tui.sheets.thunk_rows import FIRST_BIG, SiteModel, ThunkModel
from debugger.tui.windows.window import Window
from debugger.tui.windows.working import Working
from debugger.views.snapshot import moment_text

STEP_OF = {"forced": "forced", "by": "forced", "evaluated": "evaluated", "cost": "evaluated"}
LIFE_OF = {"forced": "force", "evaluated": "evaluation"}
"""What a moment in the life of a thunk is called when it is looked for."""
"""What step a column leads to; the others lead to where the thunk was made."""

OWN = frozenset({"sort", "sort_next", "filter", "show_all", "switch", "count_reads"})
"""Actions that there must be thunks for."""

Jump = Callable[[int, str, int], None]
"""Goes to a step and its tick, and says these words."""


class ThunkView:
    """What is shown and how, kept while the program is loaded."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.table = ThunkTable(history)
        self.thunks = ThunkModel(self.table.row, range(len(self.table)))
        self.widen()
        self.totals = SiteModel(())
        self.is_totals = False
        self.text = ""
        self.site: Site | None = None
        self.cursors = {False: 0, True: 0}
        self.edge = history.edge
        self.filtered_by: tuple[str, Site | None] = ("", None)
        """What the thunks that are shown were chosen by."""
        self.is_old = False
        """Whether the order is that of a table that there is no more."""

    def renew(self) -> None:
        """Bring it up to date with the record, if the run has gone on."""
        timeline = self.history.timeline
        if self.edge == self.history.edge and timeline.recorder is self.table.timeline.recorder:
            return
        self.edge = self.history.edge
        self.table = ThunkTable(self.history)
        self.thunks.row_of, self.thunks.order = self.table.row, range(len(self.table))
        self.widen()
        self.totals.sites = ()
        self.filtered_by = ("", None)
        self.is_old = self.thunks.sort != "thunk" or self.thunks.backwards or self.is_filtered

    def widen(self) -> None:
        """Make room in the columns for the largest numbers that can come."""
        self.thunks.widen(self.table.last_number, self.history.edge)

    @property
    def is_filtered(self) -> bool:
        """Whether rows are left out."""
        return bool(self.text) or self.site is not None

    def arranged(self, among: Sequence[int] | None = None) -> Iterator[Sequence[int] | None]:
        """Work out which thunks are shown, in which order; none but those of `among`, if that is given."""
        found: list[int] | None = None
        if self.is_filtered:
            for found in self.table.matching(self.text, self.site, among):
                if found is None:
                    yield None
        if self.thunks.sort == "thunk" and not self.thunks.backwards:
            yield range(len(self.table)) if found is None else found
        else:
            yield from self.table.ordered(self.thunks.sort, self.thunks.backwards, found)


class ThunksSheet(Working, Table):
    """Sorts and chooses, and goes to the steps in the life of a thunk."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(number), f"sort({number})", "Sort", show=False, id=f"thunks.sort-{number}")
            for number in range(1, 10)
        ),
        Binding("s", "sort_next", "Sort by the next column", show=False, id="thunks.sort-next"),
        Binding("slash", "filter", "Filter", show=False, priority=True, id="thunks.filter"),
        Binding("backspace", "show_all", "Show all again", show=False, id="thunks.all"),
        Binding("tab", "switch", "Totals by place", show=False, id="thunks.switch"),
        Binding("r", "count_reads", "How often it was read", show=False, id="thunks.reads"),
    ]

    def __init__(self, view: ThunkView | None, jump: Jump, *, id: str = "sheet") -> None:
        super().__init__("Thunks", view.thunks if view is not None else SiteModel(()), id=id)
        self.view_of: ThunkView | None = view
        self.jump = jump
        self.said = ""
        """What became of the last key."""

    @property
    def view(self) -> ThunkView:
        assert self.view_of is not None
        return self.view_of

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On the desk digits, `s` and Tab are what they are everywhere; a click on a title sorts."""
        if action in OWN and (self.view_of is None or self.stale):
            return False
        if self.is_docked and action in ("sort", "sort_next", "switch"):
            return False
        return super().check_action(action, parameters)

    def look(self, view: ThunkView) -> None:
        """Show thunks or totals as they were left, in their order."""
        if self.is_docked and self.view_of is view:
            self.keep_place()
        self.view_of = view
        self.show_model()
        if view.is_old:
            self.rearrange()

    def show_nothing(self, why: str) -> None:
        """There are no thunks to show, and why not."""
        self.work, self.view_of = None, None
        self.model = SiteModel(())
        self.model.empty = why
        self.note, self.keys, self.stale = "", (), False
        self.redraw()

    def look_for(self, number: int) -> None:
        """The cursor goes to a thunk, where they stand in the order of their making."""
        view = self.view_of
        if view is None or view.is_totals or view.is_old or not isinstance(view.thunks.order, range):
            return
        at = view.table.place_of_thunk(number)
        if at is not None:
            self.cursor = at
            self.keep_visible()
            self.redraw()

    def keep_place(self) -> None:
        """The window closes: it will be opened where it was left."""
        self.view.cursors[self.view.is_totals] = self.cursor

    # What is shown.

    def show_model(self) -> None:
        """Show thunks or totals, whichever is chosen; totals are made at the first look."""
        view = self.view
        if view.is_totals and not view.totals.sites:
            view.totals.sites = site_rows(view.history.window.recorder)
            view.totals.arrange(view.text)
        self.heading = "Thunks by place" if view.is_totals else "Thunks"
        model: Model = view.totals if view.is_totals else view.thunks
        self.model = model
        self.cursor = view.cursors[view.is_totals]
        self.keep_visible()
        self.worked()

    def worked(self) -> None:
        if self.view_of is not None:
            self.note = self.note_now()
            self.keys = self.keys_now()
        self.stale = self.is_docked and self.is_working
        self.redraw()

    def note_now(self) -> str:
        """How many rows there are, of how many, and why."""
        view = self.view
        if self.work is not None:
            return self.so_far(self.said)
        shown, everything = self.count(), len(view.totals.sites if view.is_totals else view.table)
        words = [grouped(shown) if shown == everything else f"{grouped(shown)} of {grouped(everything)}"]
        if view.text:
            words.append(f"with '{view.text}'")
        if view.site is not None and not view.is_totals:
            _, path, line, column = view.site
            words.append(f"made at {path.rsplit('/', 1)[-1]}:{line}:{column}")
        if self.said:
            words.append(self.said)
        return "  ".join(words)

    def keys_now(self) -> tuple[str, ...]:
        """What can be done, the most important first."""
        if self.is_docked:
            everything = ("⌫ all",) if self.view.is_filtered else ()
            return ("Enter jumps", "/ filter", *everything, "L large: sort, places", "r reads")
        if self.view.is_totals:
            return ("Enter its thunks", "s sort", "/ filter", "Tab thunks", "Esc closes")
        everything = ("⌫ all",) if self.view.is_filtered else ()
        return ("Enter jumps", "s sort", "/ filter", *everything, "r reads", "Tab places", "Esc closes")

    def rearrange(self, words: str = "sorting", among: Sequence[int] | None = None) -> None:
        """Filter and sort anew; the cursor goes to the first row."""
        view = self.view
        if view.is_totals:
            view.totals.arrange(view.text)
            self.said = ""
            self.move_to(0)
            self.worked()
            return

        def done(order: Sequence[int]) -> None:
            view.thunks.order = order
            view.filtered_by = (view.text, view.site)
            view.is_old = False
            view.thunks.empty = "No thunk here is like that: Backspace shows all again."
            self.said = ""
            self.cursor = 0
            self.keep_visible()

        self.said = words
        self.begin_work(view.arranged(among), done)

    def cancelled(self) -> None:
        self.said = "cancelled"

    # What the person asks for.

    def action_sort(self, number: int) -> None:
        columns = self.model.columns
        if number <= len(columns):
            self.sort_by(columns[number - 1].name)

    def action_sort_next(self) -> None:
        names = self.names()
        at = names.index(self.model.sort) if self.model.sort in names else -1
        self.sort_by(names[(at + 1) % len(names)])

    def on_table_sorted(self, event: Table.Sorted) -> None:
        if self.view_of is not None:
            self.sort_by(event.column)

    def sort_by(self, name: str) -> None:
        """By a column, and the other way round if that is so already."""
        model = self.model
        again = model.sort == name
        biggest_first = name == "cost" or (self.view.is_totals and name in FIRST_BIG)
        model.backwards = not model.backwards if again else biggest_first
        model.sort = name
        self.rearrange()

    def action_filter(self) -> None:
        self.text = self.view.text
        self.redraw()

    def on_table_typed(self, event: Table.Typed) -> None:
        longer = self.work is None and event.text.startswith(self.view.text)
        self.view.text = event.text
        self.rearrange("looking", sorted(self.view.thunks.order) if longer else None)

    def action_show_all(self) -> None:
        self.view.text, self.view.site = "", None
        self.rearrange("looking")

    def action_switch(self) -> None:
        view = self.view
        self.work, self.said = None, ""
        view.cursors[view.is_totals] = self.cursor
        view.is_totals = not view.is_totals
        if view.is_totals:
            view.totals.arrange(view.text)
        self.show_model()
        if not view.is_totals and view.filtered_by != (view.text, view.site):
            self.rearrange("looking")

    def activate(self) -> None:
        view = self.view_of
        if view is None or self.stale or not self.count():
            return
        if view.is_totals:
            view.site, view.text = site_key(view.totals.order[self.cursor]), ""
            self.action_switch()
            return
        row = view.thunks.row(self.cursor)
        what = STEP_OF.get(view.thunks.chosen, "made")
        step = {"forced": row.forced, "evaluated": row.evaluated, "made": row.made}[what]
        if step < 0:
            self.said = f"{row.called} was not {what}" if what != "made" else "the step is not known"
            self.worked()
            return
        self.leave()
        tick = view.history.life_tick(LIFE_OF.get(what, what), row.number, step)
        self.jump(step, f"{row.called} {what}: step {moment_text(step, tick)}", tick)

    def action_count_reads(self) -> None:
        view = self.view
        if view.is_totals or not self.count():
            return
        row = view.thunks.row(self.cursor)

        def counting() -> Iterator[str | None]:
            steps: list[int] = []
            for step in looked_for_reads(row.number, view.history):
                if step is None:
                    yield None
                else:
                    steps.append(step)
            yield reads_text(row.called, steps)

        def done(text: str) -> None:
            self.said = text

        self.said = f"counting how often {row.called} was read"
        self.begin_work(counting(), done)


class ThunksScreen(Window):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("L", "close", "Close", show=False, id="thunks.close"),
    ]

    def __init__(self, view: ThunkView, jump: Jump) -> None:
        self.table = ThunksSheet(view, jump)
        super().__init__(self.table)
        self.view = view

    def on_mount(self) -> None:
        super().on_mount()
        self.table.look(self.view)

    def on_unmount(self) -> None:
        self.table.keep_place()

    def wanted_width(self, width: int) -> int:
        return width if width < 110 else width - 6

    def wanted_height(self) -> int:
        return self.app.size.height


def reads_text(label: str, steps: Sequence[int]) -> str:
    """How often a thunk was read, in words; `steps` are those of the ops that did."""
    if not steps:
        return f"no OpForce read {label}"
    if len(steps) == 1:
        return f"{label} was read once, at step {grouped(steps[0])}"
    return (
        f"{label} was read {grouped(len(steps))} times, at steps {grouped(steps[0])} to {grouped(steps[-1])}"
    )
