"""Thunk life: the thunks of the window, and totals of the places that make them for the whole run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from debugger.history.history import History
from debugger.provenance.thunk_life import looked_for_reads, site_rows
from debugger.provenance.thunk_table import Site, ThunkTable, site_key
from debugger.tui.drawing.lines import grouped
from debugger.tui.panels.table import Model, Table
from debugger.tui.panels.thunk_rows import FIRST_BIG, SiteModel, ThunkModel
from debugger.tui.windows.working import WorkingWindow

STEP_OF = {"forced": "forced", "by": "forced", "evaluated": "evaluated", "cost": "evaluated"}
"""What step a column leads to; the others lead to where the thunk was made."""

Jump = Callable[[int, str], None]


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
        last = self.table.thunks[-1].number if self.table.thunks else 0
        self.thunks.widen(last, self.history.edge)

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


class ThunksScreen(WorkingWindow):
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(number), f"sort({number})", "Sort", show=False, id=f"thunks.sort-{number}")
            for number in range(1, 10)
        ),
        Binding("s", "sort_next", "Sort by the next column", show=False, id="thunks.sort-next"),
        Binding("slash", "filter", "Filter", show=False, id="thunks.filter"),
        Binding("backspace", "show_all", "Show all again", show=False, id="thunks.all"),
        Binding("tab", "switch", "Totals by place", show=False, id="thunks.switch"),
        Binding("r", "count_reads", "How often it was read", show=False, id="thunks.reads"),
        Binding("L", "close", "Close", show=False, id="thunks.close"),
    ]

    def __init__(self, view: ThunkView, jump: Jump) -> None:
        self.view = view
        self.table = Table("Thunks", view.thunks)
        super().__init__(self.table)
        self.jump = jump
        self.said = ""
        """What became of the last key."""

    def on_mount(self) -> None:
        super().on_mount()
        self.show_model()
        if self.view.is_old:
            self.rearrange()

    def on_unmount(self) -> None:
        self.view.cursors[self.view.is_totals] = self.table.cursor

    def wanted_width(self, width: int) -> int:
        return width if width < 110 else width - 6

    def wanted_height(self) -> int:
        return self.app.size.height

    # What is shown.

    def show_model(self) -> None:
        """Show thunks or totals, whichever is chosen; totals are made at the first look."""
        view = self.view
        if view.is_totals and not view.totals.sites:
            view.totals.sites = site_rows(view.history.window.recorder)
            view.totals.arrange(view.text)
        self.table.heading = "Thunks by place" if view.is_totals else "Thunks"
        model: Model = view.totals if view.is_totals else view.thunks
        self.table.model = model
        self.table.cursor = view.cursors[view.is_totals]
        self.table.keep_visible()
        self.worked()

    def worked(self) -> None:
        self.table.note = self.note()
        self.table.keys = self.keys()
        self.table.redraw()

    def note(self) -> str:
        """How many rows there are, of how many, and why."""
        view = self.view
        if self.work is not None:
            return self.so_far(self.said)
        shown, everything = self.table.count(), len(view.totals.sites if view.is_totals else view.table)
        words = [grouped(shown) if shown == everything else f"{grouped(shown)} of {grouped(everything)}"]
        if view.text:
            words.append(f"with '{view.text}'")
        if view.site is not None and not view.is_totals:
            _, path, line, column = view.site
            words.append(f"made at {path.rsplit('/', 1)[-1]}:{line}:{column}")
        if self.said:
            words.append(self.said)
        return "  ".join(words)

    def keys(self) -> tuple[str, ...]:
        """What can be done, the most important first."""
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
            self.table.move_to(0)
            self.worked()
            return

        def done(order: Sequence[int]) -> None:
            view.thunks.order = order
            view.filtered_by = (view.text, view.site)
            view.is_old = False
            view.thunks.empty = "No thunk here is like that: Backspace shows all again."
            self.said = ""
            self.table.cursor = 0
            self.table.keep_visible()

        self.said = words
        self.begin_work(view.arranged(among), done)

    def cancelled(self) -> None:
        self.said = "cancelled"

    # What the person asks for.

    def action_sort(self, number: int) -> None:
        columns = self.table.model.columns
        if number <= len(columns):
            self.sort_by(columns[number - 1].name)

    def action_sort_next(self) -> None:
        names = self.table.names()
        at = names.index(self.table.model.sort) if self.table.model.sort in names else -1
        self.sort_by(names[(at + 1) % len(names)])

    def on_table_sorted(self, event: Table.Sorted) -> None:
        self.sort_by(event.column)

    def sort_by(self, name: str) -> None:
        """By a column, and the other way round if that is so already."""
        model = self.table.model
        again = model.sort == name
        biggest_first = name == "cost" or (self.view.is_totals and name in FIRST_BIG)
        model.backwards = not model.backwards if again else biggest_first
        model.sort = name
        self.rearrange()

    def action_filter(self) -> None:
        self.table.text = self.view.text
        self.table.redraw()

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
        view.cursors[view.is_totals] = self.table.cursor
        view.is_totals = not view.is_totals
        if view.is_totals:
            view.totals.arrange(view.text)
        self.show_model()
        if not view.is_totals and view.filtered_by != (view.text, view.site):
            self.rearrange("looking")

    def choose(self) -> None:
        view = self.view
        if view.is_totals:
            view.site, view.text = site_key(view.totals.order[self.table.cursor]), ""
            self.action_switch()
            return
        row = view.thunks.row(self.table.cursor)
        what = STEP_OF.get(view.thunks.chosen, "made")
        step = {"forced": row.forced, "evaluated": row.evaluated, "made": row.made}[what]
        if step < 0:
            self.said = f"{row.called} was not {what}" if what != "made" else "the step is not known"
            self.worked()
            return
        self.dismiss(None)
        self.jump(step, f"{row.called} {what}: step {grouped(step)}")

    def action_count_reads(self) -> None:
        view = self.view
        if view.is_totals or not self.table.count():
            return
        row = view.thunks.row(self.table.cursor)

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


def reads_text(label: str, steps: Sequence[int]) -> str:
    """How often a thunk was read, in words; `steps` are those of the ops that did."""
    if not steps:
        return f"no OpForce read {label}"
    if len(steps) == 1:
        return f"{label} was read once, at step {grouped(steps[0])}"
    return (
        f"{label} was read {grouped(len(steps))} times, at steps {grouped(steps[0])} to {grouped(steps[-1])}"
    )
