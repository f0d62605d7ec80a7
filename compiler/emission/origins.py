"""What chunks are written from, where that is no expression of the program alone."""

from __future__ import annotations

from compiler.syntax.nodes import Node, Variable


class Whole(Node):
    """A program: what its toplevel is written from."""

    __slots__ = ("node",)

    def __init__(self, node: Node) -> None:
        self.start, self.end, self.node = node.start, node.end, node


class LookedUpLate(Node):
    """A variable that is the value of a name that can be overridden: it has a thunk of its own."""

    __slots__ = ("key", "variable")

    def __init__(self, key: Node, variable: Variable) -> None:
        self.start, self.end, self.key, self.variable = variable.start, variable.end, key, variable
