"""Expressions that mean another one: operators that the program binds itself, operations whose outcome is
written in them. Both passes ask here, so that they agree.
"""

from __future__ import annotations

from compiler.analysis.scope import Names
from compiler.syntax.nodes import Binary, Call, Int, Node, SearchPath, Str, Unary, Variable

REBINDABLE = {"-": "__sub", "*": "__mul", "/": "__div"}
COMPARISONS = {"<": (False, False), ">": (True, False), "<=": (True, True), ">=": (False, True)}
"""Whether Nix swaps the operands, and whether it inverts the answer."""


class Reduced:
    """What an operation comes down to: one opcode, once the code that never runs was looked at."""

    __slots__ = ("dead", "op")

    def __init__(self, op: str, dead: Node | None) -> None:
        self.op = op
        self.dead = dead


def is_literal(names: Names, node: Node) -> str:
    """`true` or `false` if it is written as such, else "". Parentheses hide it, and so does a program that
    rebinds the name."""
    if type(node) is Variable and node.name in ("true", "false") and not names.is_bound(node.name):
        return node.name
    return ""


def has_literal(names: Names, node: Binary) -> bool:
    """Whether an `&&` or `||` has an operand that is written out."""
    return bool(is_literal(names, node.left) or is_literal(names, node.right))


def reduced(names: Names, node: Binary) -> Reduced | None:
    """The opcode for an `&&` or `||` whose outcome is written in it; None for all other operations."""
    left, right = is_literal(names, node.left), is_literal(names, node.right)
    decisive, op = ("true", "OpTrue") if node.operator == "||" else ("false", "OpFalse")
    if left == decisive:
        return Reduced(op, node.right)
    if left and right == decisive:
        return Reduced(op, None)
    if left and right and node.operator == "||":
        return Reduced("OpFalse", None)
    return None


def rewritten(names: Names, node: Node) -> Node | None:
    """The call of what the program bound in the place of an operator (`__sub`, `__lessThan`, ...) or of
    `<x>`, as Nix makes it; None if it bound nothing of the kind."""
    if type(node) is Binary:
        return rewritten_operation(names, node)
    if type(node) is Unary and node.operator == "-" and names.is_bound("__sub"):
        return call_instead(node, "__sub", Int(node.start, node.end, 0), node.operand)
    if type(node) is SearchPath and (names.is_bound("__findFile") or names.is_bound("__nixPath")):
        path = Variable(node.start, node.end, "__nixPath")
        return call_instead(node, "__findFile", path, Str(node.start, node.end, [node.text]))
    return None


def rewritten_operation(names: Names, node: Binary) -> Node | None:
    """The same for an operator between two operands: `a > b` is `b < a`, `a <= b` is `!(b < a)`."""
    operator = node.operator
    name = REBINDABLE.get(operator)
    if name is not None:
        return call_instead(node, name, node.left, node.right) if names.is_bound(name) else None
    meaning = COMPARISONS.get(operator)
    if meaning is None or not names.is_bound("__lessThan"):
        return None
    swapped, inverted = meaning
    left, right = (node.right, node.left) if swapped else (node.left, node.right)
    call = call_instead(node, "__lessThan", left, right)
    return Unary(node.start, node.end, "!", call) if inverted else call


def call_instead(node: Node, name: str, first: Node, second: Node) -> Call:
    """A call of the function called `name` where `node` stands."""
    start, end = node.start, node.end
    return Call(start, end, Call(start, end, Variable(start, end, name), first), second)


def is_plain_text(node: Str) -> bool:
    """Whether a string is one literal piece, hence a constant; the empty one is not."""
    return len(node.parts) == 1 and isinstance(node.parts[0], str)
