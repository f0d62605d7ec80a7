"""Precedence: from a chain of operands and operators to a tree, without recursion.

The operators bind as in Nix's own grammar. Where a prefix operator stands inside a chain, only the operator
that waits directly before a place counts, as in any table-driven parser: `a * !b + c` is `a * !(b + c)`.
"""

from __future__ import annotations

from compiler.syntax.lexer import PIPES, SyntaxFault, Token
from compiler.syntax.nodes import Binary, Call, HasAttr, Key, Node, Unary

LEVELS = {
    "<|": -1, "|>": 0, "->": 1, "||": 2, "&&": 3, "==": 4, "!=": 4, "<": 5, "<=": 5, ">": 5, ">=": 5, "//": 6,
    "+": 8, "-": 8, "*": 9, "/": 9, "++": 10, "?": 11,
}  # fmt: skip
"""How tightly an infix operator binds; higher is tighter."""
PREFIX_LEVELS = {"!": 7, "-": 12}
LOWEST = -2
"""Below all operators."""
TO_THE_RIGHT = {-1, 1, 6, 10}
"""Levels at which `a . b . c` is `a . (b . c)`."""
NOT_TWICE = {4, 5}
"""Levels at which `a . b . c` is an error."""

Item = Node | Token | list[Key]
"""A part of a chain: an operand, an operator, or the attribute path after a `?`."""


def resolve(chain: list[Item]) -> Node:
    """The tree of a chain. Raises SyntaxFault at a second comparison."""
    tree = _Tree()
    for item in chain:
        if isinstance(item, Token):
            tree.operator(item)
        elif isinstance(item, list):
            tree.keys(item)
        else:
            tree.operands.append(item)
            tree.complete = True
    tree.close(LOWEST)
    return tree.operands[0]


class _Tree:
    """What is built so far: finished operands, and operators that wait for their right side."""

    def __init__(self) -> None:
        self.operands: list[Node] = []
        self.waiting: list[Token] = []
        self.levels: list[int] = []
        self.pipe: str | None = None
        """The pipe operator of this chain, if there was one."""
        self.complete = False
        """Whether an operand stands directly before the current place."""

    def operator(self, token: Token) -> None:
        sign = str(token.value)
        if not self.complete:
            self.wait(token, PREFIX_LEVELS[sign])
            return
        level = LEVELS[sign]
        if sign in PIPES:
            self.refuse_mixed_pipes(token)
        self.close(level)
        if level in NOT_TWICE and self.levels and self.levels[-1] == level:
            raise SyntaxFault(
                f"syntax error, unexpected '{sign}': comparisons cannot be chained", token.start, token.end
            )
        if sign != "?":
            self.wait(token, level)

    def refuse_mixed_pipes(self, token: Token) -> None:
        sign = str(token.value)
        if self.pipe not in (None, sign):
            raise SyntaxFault(
                f"syntax error, unexpected '{sign}': '<|' and '|>' need parentheses between them",
                token.start,
                token.end,
            )
        self.pipe = sign

    def wait(self, token: Token, level: int) -> None:
        self.waiting.append(token)
        self.levels.append(level)
        self.complete = False

    def keys(self, keys: list[Key]) -> None:
        target = self.operands[-1]
        self.operands[-1] = HasAttr(target.start, keys[-1].end, target, keys)

    def close(self, level: int) -> None:
        """Apply the waiting operators that bind tighter than one of this level that follows."""
        least = level + 1 if level in TO_THE_RIGHT or level in NOT_TWICE else level
        while self.levels and self.levels[-1] >= least:
            self.apply(self.waiting.pop(), self.levels.pop())

    def apply(self, token: Token, level: int) -> None:
        right, sign = self.operands.pop(), str(token.value)
        if level == PREFIX_LEVELS.get(sign):
            self.operands.append(Unary(token.start, right.end, sign, right))
            return
        left = self.operands[-1]
        if sign in PIPES:
            function, argument = (left, right) if sign == "<|" else (right, left)
            self.operands[-1] = Call(left.start, right.end, function, argument)
            return
        self.operands[-1] = Binary(left.start, right.end, sign, left, right)
