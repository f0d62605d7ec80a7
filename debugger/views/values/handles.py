"""Handles: how values that are shown can be opened later. What a handle stands for is kept here."""

from __future__ import annotations

from abc import ABC, abstractmethod

from debugger.names import called_now
from debugger.views.changes import identity
from debugger.views.snapshot import ValueView
from debugger.views.values.inside import Chosen, Fact, Group, Inside, find, inside_of
from debugger.views.values.reading import Reading, read
from debugger.views.values.value_text import is_openable, kind_of, size_of, value_text
from vm.spans import from_host
from vm.thunks import STATE_NAMES, Cells, Thunk
from vm.values import Value, context_of, is_string


class Handles(ABC):
    """Values by their handles, and what is in them. A subclass says how cells look."""

    def __init__(self) -> None:
        self.refs: list[Value | Group] = [None]
        self.insides: dict[int, Inside] = {}
        """What was opened, by handle."""

    @property
    @abstractmethod
    def cells(self) -> Cells:
        """How the cells look."""

    def forget(self) -> None:
        """No handle is good any more."""
        self.refs, self.insides = [None], {}

    def reading(self, ref: int) -> Reading:
        """The text of a string or path; of another value, as Nix prints it."""
        return read(self.cells.peek(self.held(ref)), self.cells.peek)

    def view(self, value: Value | Fact) -> ValueView:
        """A value on one line, with a handle to open it."""
        if isinstance(value, Fact):
            return ValueView(value.text, "fact")
        cells = self.cells
        ref = self.hold(value) if is_openable(cells.peek(value)) else 0
        return value_view(value, cells, ref)

    def hold(self, value: Value | Group) -> int:
        """A handle by which something can be opened, as long as this snapshot is the latest."""
        self.refs.append(value)
        return len(self.refs) - 1

    def held(self, ref: int) -> Value | Group:
        """What a handle stands for; None if for nothing."""
        return self.refs[ref] if 0 < ref < len(self.refs) else None

    def group(self, ref: int) -> Group:
        """Everything that a handle opens into. The order of a set is found once."""
        held = self.held(ref)
        if isinstance(held, Group):
            return held
        if ref not in self.insides:
            cells = self.cells
            self.insides[ref] = inside_of(cells.peek(held), cells)
        inside = self.insides[ref]
        return Group(inside, 0, len(inside))

    def open(self, ref: int) -> list[tuple[str, ValueView]]:
        """What is inside a value of the latest snapshot, by name; many children come in groups."""
        group = self.group(ref)
        groups = group.groups()
        if groups:
            return [(each.name, self.group_view(each)) for each in groups]
        inside = group.inside
        return [(inside.name(at), self.view(inside.value(at))) for at in range(group.first, group.end)]

    def group_view(self, group: Group) -> ValueView:
        size = group.end - group.first
        return ValueView(group.names(), "group", ref=self.hold(group), size=size, first=group.first)

    def find(self, ref: int, text: str) -> int:
        """Which child of a value `[52000]` or a name means; DebuggerError if none."""
        return find(self.group(ref).inside, text)

    def narrow(self, ref: int, text: str) -> ValueView:
        """Those children of a value whose names have a text in them, to be opened instead of all."""
        inside = self.group(ref).inside
        chosen = Chosen(inside, inside.like(from_host(text)))
        return self.group_view(Group(chosen, 0, len(chosen)))


class SideHandles(Handles):
    """Those of a value that is no part of a snapshot."""

    def __init__(self, cells: Cells) -> None:
        super().__init__()
        self.known = cells

    @property
    def cells(self) -> Cells:
        return self.known


def value_view(value: Value, cells: Cells, ref: int = 0) -> ValueView:
    """A value on one line, as it looks by those cells."""
    plain = cells.peek(value)
    label = state = called = ""
    if type(value) is Thunk:
        label, state = f"thunk#{value.number}", STATE_NAMES[cells.state(value)]
        called = called_now(value, cells)
    return ValueView(
        value_text(value, cells),
        kind_of(plain),
        state,
        label,
        ref,
        identity(value, cells),
        size_of(plain),
        called=called,
        refers=len(context_of(plain)) if is_string(plain) else 0,
    )
