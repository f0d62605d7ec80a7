"""The tree of a value: opened level by level as the person asks for it; looking never forces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from debugger.tui.drawing.lines import Line, cells, fit, pad
from debugger.tui.panels.panel import stretch
from debugger.tui.panels.sheet import Sheet
from debugger.tui.panels.values import STATE_WORDS, value_parts
from debugger.views.snapshot import ValueView

NAME_WIDTH = 24

Opener: TypeAlias = "Callable[[int], list[tuple[str, ValueView]]]"
"""From a value's handle to what is inside it."""


@dataclass(slots=True)
class Node:
    """One row of the tree."""

    name: str
    value: ValueView
    depth: int
    is_open: bool = False
    name_width: int = 0
    """So that the values of one level stand below each other."""


def lines(nodes: Sequence[Node], width: int, top: int = 0, height: int = 20) -> list[Line]:
    """`height` rows from row `top` on, `width` cells wide."""
    return [node_line(nodes[row], width) for row in stretch(nodes, top, height)]


def node_line(node: Node, width: int) -> Line:
    """Indented by two cells a level, up to half the width."""
    indent = min(node.depth * 2, max(width // 2, 0))
    mark = "▾ " if node.is_open else "▸ " if node.value.ref else "  "
    parts = (
        (" " * (indent + 1), ""),
        (mark, "focus" if node.value.ref else "faint"),
        (pad(node.name, node.name_width or cells(node.name)), "text" if node.depth else "strong"),
        ("  ", ""),
        *value_parts(node.value),
    )
    return Line(fit(parts, width))


class Tree(Sheet):
    """Right opens a node, Left closes it or goes to its parent, and at the root leaves."""

    def __init__(self, name: str, value: ValueView, opener: Opener) -> None:
        super().__init__(name, [], picks=True, id="tree")
        self.opener = opener
        self.nodes = [Node(name, value, 0)]
        self.open_node(0)

    def about(self) -> str:
        value = self.nodes[0].value
        return f"{value.label}, {STATE_WORDS.get(value.state, value.state)}" if value.label else value.kind

    def keys_shown(self) -> str:
        return "→ opens   ← closes   H history   Esc back"

    def count(self) -> int:
        return len(self.nodes)

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return lines(self.nodes, width, top, height)

    def open_node(self, row: int) -> None:
        """Put what is in a value below its row. Forces nothing."""
        node = self.nodes[row]
        if node.is_open or not node.value.ref:
            return
        inside = self.opener(node.value.ref)
        node.is_open = True
        width = min(max((cells(name) for name, _ in inside), default=0), NAME_WIDTH)
        self.nodes[row + 1 : row + 1] = [
            Node(name, value, node.depth + 1, name_width=width) for name, value in inside
        ]

    def close_node(self, row: int) -> None:
        """The rows below it go, whatever is open among them."""
        node = self.nodes[row]
        end = row + 1
        while end < len(self.nodes) and self.nodes[end].depth > node.depth:
            end += 1
        del self.nodes[row + 1 : end]
        node.is_open = False

    def parent_row(self, row: int) -> int:
        """-1 for the root."""
        depth = self.nodes[row].depth
        return next((at for at in range(row - 1, -1, -1) if self.nodes[at].depth < depth), -1)

    def go_right(self) -> None:
        node = self.nodes[self.cursor]
        if node.is_open:
            self.move_to(self.cursor + 1)
            return
        self.open_node(self.cursor)
        self.redraw()

    def go_left(self) -> None:
        if self.nodes[self.cursor].is_open and self.cursor:
            self.close_node(self.cursor)
            self.redraw()
        elif (above := self.parent_row(self.cursor)) >= 0:
            self.move_to(above)
        else:
            self.screen.dismiss(None)

    def activate(self) -> None:
        if self.nodes[self.cursor].is_open:
            self.close_node(self.cursor)
        else:
            self.open_node(self.cursor)
        self.redraw()

    def clicked(self, column: int, again: bool) -> None:
        self.activate()
