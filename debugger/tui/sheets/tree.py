"""The tree of a value: opened level by level as the person asks for it; looking never forces.

Nothing is left out in silence: many children come in groups, which are nodes like others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from debugger.errors import DebuggerError
from debugger.numerals import grouped
from debugger.text import safe_shown
from debugger.tui.drawing.lines import Line, Part, cells, fit, pad
from debugger.tui.panels.panel import stretch
from debugger.tui.panels.values import STATE_WORDS, value_parts
from debugger.tui.sheets.asking import AskingSheet
from debugger.views.snapshot import ValueView

NAME_WIDTH = 24
OPENED_AT_ONCE = 20_000
"""Parts of a value up to which it is opened without being asked to."""
KEPT = 50
"""Values of which it is remembered what was open."""
PATIENCE = 500
"""Rows looked at between two chances for somebody else."""
UNITS = {"list": "element", "set": "attribute", "string": "byte", "group": "member"}


class Opener(Protocol):
    """Knows what is in a value, by its handle."""

    def open(self, ref: int) -> list[tuple[str, ValueView]]: ...

    def find(self, ref: int, text: str) -> int: ...

    def narrow(self, ref: int, text: str) -> ValueView: ...


@dataclass(slots=True, eq=False)
class Node:
    """One row of the tree."""

    name: str
    value: ValueView
    depth: int
    is_open: bool = False
    name_width: int = 0
    """So that the values of one level stand below each other."""
    text: str = ""
    """What the names of its children must have in them to be shown."""
    chosen: ValueView | None = None
    """Those that have it."""

    @property
    def is_group(self) -> bool:
        return self.value.kind == "group"

    @property
    def opens(self) -> bool:
        """Whether there is something in it that has a name or a number."""
        return self.value.ref > 0 and not self.value.is_read


def size_text(value: ValueView) -> str:
    """`list, 3 elements`; only the kind where nothing is counted."""
    unit = UNITS.get(value.kind, "")
    text = f"{value.kind}, {counted(value.size, unit)}" if unit else value.kind
    return f"{text}, refers to {counted(value.refers, 'thing')} in the store" if value.refers else text


def what_kind(value: ValueView) -> str:
    """`thunk#7, evaluated: list, 3 elements`; the size is behind the state, if there is one."""
    if not value.label:
        return size_text(value)
    state = f"{value.called}, {STATE_WORDS.get(value.state, value.state)}"
    return f"{state}: {size_text(value)}" if value.state == "evaluated" else state


def counted(count: int, unit: str) -> str:
    return f"{grouped(count)} {unit}{'' if count == 1 else 's'}"


def lines(nodes: Sequence[Node], width: int, top: int = 0, height: int = 20) -> list[Line]:
    """`height` rows from row `top` on, `width` cells wide."""
    return [node_line(nodes[row], width) for row in stretch(nodes, top, height)]


def node_line(node: Node, width: int) -> Line:
    """Indented by two cells a level, up to half the width."""
    indent = min(node.depth * 2, max(width // 2, 0))
    parts = (
        (" " * (indent + 1), ""),
        (mark(node), "focus" if node.value.ref else "faint"),
        (pad(node.name, node.name_width or cells(node.name)), name_role(node)),
        ("  ", ""),
        *what_it_is(node),
    )
    return Line(fit(parts, width))


def mark(node: Node) -> str:
    if node.is_open:
        return "▾ "
    if not node.value.ref:
        return "  "
    return "▸ " if node.opens else "≡ "


def name_role(node: Node) -> str:
    if node.is_group:
        return "dim"
    return "text" if node.depth else "strong"


def what_it_is(node: Node) -> tuple[Part, ...]:
    """The value; of a group, from where to where; and what its children are chosen by."""
    if node.is_group:
        return ((node.value.text, "dim"),)
    shown = value_parts(node.value)
    if node.chosen is None:
        return shown
    count = f"{grouped(node.chosen.size)} of {grouped(node.value.size)}" if node.value.size else "some"
    return ((f"{count} with '{safe_shown(node.text)}'  ", "changed"), *shown)


class Tree(AskingSheet):
    """Right opens a node, Left closes it or goes to its parent, and at the root leaves."""

    def __init__(self, name: str, value: ValueView, opener: Opener, *, id: str = "tree") -> None:
        super().__init__(name, [], picks=True, id=id)
        self.opener = opener
        self.nodes = [Node(name, value, 0)]
        self.asking: Node | None = None
        """Whose children are being chosen."""
        self.known: dict[int, tuple[set[tuple[str, ...]], tuple[str, ...]]] = {}
        """What was open in other values that were shown here, and where the cursor was, by their identity."""
        self.open_node(0)

    def about(self) -> str:
        """How large the value is, and then the one under the cursor."""
        whole, node = what_kind(self.nodes[0].value), self.nodes[self.cursor]
        if self.is_docked and not self.nodes[0].name:
            return ""
        return f"{whole} ── {node.name}: {what_kind(node.value)}" if self.cursor and node.name else whole

    def keys(self) -> tuple[str, ...]:
        node = self.nodes[self.cursor]
        opening = "Enter reads" if node.value.ref and not node.opens else "→ opens   ← closes"
        everything = ("⌫ all names",) if self.nodes[self.container()].text else ()
        if self.is_docked:
            return (opening, "Esc back", *everything, "z large", "/ names", "H history", "v as text")
        return (
            opening,
            "Esc back",
            *everything,
            "/ names",
            ": [element]",
            "v all as text",
            "H history",
        )

    def tally(self) -> str:
        return f"{grouped(self.cursor + 1)} of {grouped(self.count())}"

    def count(self) -> int:
        return len(self.nodes)

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return lines(self.nodes, width, top, height)

    # Another value.

    def renewing(self, name: str, value: ValueView) -> Iterator[bool | None]:
        """Show another value in place of this one, opened as this one is as far as names are the same; None
        until it is."""
        before = self.nodes[0]
        here = next((path[1:] for at, (path, _) in enumerate(self.paths()) if at == self.cursor), ())
        self.known.pop(before.value.identity, None)
        self.known[before.value.identity] = {path[1:] for path, node in self.paths() if node.is_open}, here
        if len(self.known) > KEPT:
            self.known.pop(next(iter(self.known)))
        is_same = before.name == name or value.identity in self.known
        opened, here = self.known[value.identity if value.identity in self.known else before.value.identity]
        opened = {(name, *path) for path in opened} if is_same else set()
        self.nodes, self.asking, self.said, self.sign = [Node(name, value, 0)], None, "", ""
        if value.size <= OPENED_AT_ONCE:
            opened.add((name,))
        row = 0
        path: list[str] = []
        while row < len(self.nodes):
            node = self.nodes[row]
            path[node.depth :] = [node.name]
            if node.opens and tuple(path) in opened:
                self.open_node(row)
                yield None
            if is_same and tuple(path[1:]) == here:
                self.cursor = row
            row += 1
            if row % PATIENCE == 0:
                yield None
        if not is_same:
            self.cursor = self.top = 0
        self.keep_visible()
        yield True

    def paths(self) -> Iterator[tuple[tuple[str, ...], Node]]:
        """Every row with the names that lead to it."""
        path: list[str] = []
        for node in self.nodes:
            path[node.depth :] = [node.name]
            yield tuple(path), node

    # Opening and closing.

    def open_node(self, row: int) -> None:
        """Put what is in a value below its row. Forces nothing."""
        node = self.nodes[row]
        if node.is_open or not node.opens:
            return
        inside = self.opener.open(node.chosen.ref if node.chosen is not None else node.value.ref)
        node.is_open = True
        width = min(max((cells(name) for name, _ in inside), default=0), NAME_WIDTH)
        below = [Node(name, value, node.depth + 1, name_width=width) for name, value in inside]
        if not inside and node.chosen is not None:
            nothing = ValueView(f"no name here has '{safe_shown(node.text)}' in it", "internal")
            below = [Node("", nothing, node.depth + 1)]
        self.nodes[row + 1 : row + 1] = below

    def close_node(self, row: int) -> None:
        """The rows below it go, whatever is open among them."""
        node = self.nodes[row]
        del self.nodes[row + 1 : self.end_of(row)]
        node.is_open = False

    def end_of(self, row: int) -> int:
        """The row behind all that is in a node."""
        depth, end = self.nodes[row].depth, row + 1
        while end < len(self.nodes) and self.nodes[end].depth > depth:
            end += 1
        return end

    def parent_row(self, row: int) -> int:
        """-1 for the root."""
        depth = self.nodes[row].depth
        return next((at for at in range(row - 1, -1, -1) if self.nodes[at].depth < depth), -1)

    def container(self) -> int:
        """The row of the value whose children the cursor is among: an open node is one itself."""
        row = self.cursor
        while row and (self.nodes[row].is_group or not self.nodes[row].is_open):
            row = self.parent_row(row)
        return row

    # Choosing by names.

    def ask_names(self) -> None:
        """Have a text typed that names must have in them."""
        self.asking = self.nodes[self.container()]
        if self.asking.value.kind == "list":
            self.say("elements have no names: :[12] goes to one")
        else:
            self.ask("/", self.asking.text)

    def choose_names(self, text: str) -> None:
        """Show only those children; all of them if the text is empty."""
        node = self.asking
        if node is None or node not in self.nodes:
            return
        row = self.nodes.index(node)
        self.close_node(row)
        node.text = text
        node.chosen = self.opener.narrow(node.value.ref, text) if text else None
        self.open_node(row)
        self.move_to(row if not text else row + 1)

    def show_all(self) -> None:
        self.asking = self.nodes[self.container()]
        if self.asking.text:
            self.choose_names("")

    # Going to one.

    def go_to(self, text: str) -> None:
        """To the child that `[52000]` or a name means, opening the groups that it is in."""
        row = self.container()
        node = self.nodes[row]
        try:
            index = self.opener.find(node.value.ref, text)
        except DebuggerError as error:
            self.say(str(error))
            return
        self.asking = node
        if node.text:
            self.choose_names("")
        self.open_node(row)
        while self.nodes[row + 1].is_group:
            row = self.group_row(row, index)
            self.open_node(row)
        row = self.child_row(row, index - self.nodes[row].value.first)
        self.top = row - self.inner[1] // 3
        self.move_to(row)

    def group_row(self, row: int, index: int) -> int:
        """The row of the group that a child is in."""
        at = row + 1
        while self.nodes[at].value.first + self.nodes[at].value.size <= index:
            at = self.end_of(at)
        return at

    def child_row(self, row: int, number: int) -> int:
        at = row + 1
        for _ in range(number):
            at = self.end_of(at)
        return at

    # What the person does.

    def move(self, verb: str) -> None:
        self.said = ""
        super().move(verb)

    def go_right(self) -> None:
        node = self.nodes[self.cursor]
        if node.is_open:
            self.move_to(self.cursor + 1)
            return
        self.activate()

    def go_left(self) -> None:
        if self.nodes[self.cursor].is_open and self.cursor:
            self.close_node(self.cursor)
            self.redraw()
        elif (above := self.parent_row(self.cursor)) >= 0:
            self.move_to(above)
        else:
            self.leave()

    def activate(self) -> None:
        node = self.nodes[self.cursor]
        if node.is_open:
            self.close_node(self.cursor)
        elif node.value.ref and not node.opens:
            self.post_message(self.Opened(self))
        else:
            self.open_node(self.cursor)
        self.redraw()

    def clicked(self, column: int, again: bool) -> None:
        self.activate()
