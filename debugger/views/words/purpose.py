"""Purpose: what a frame wants a value for that it waits for, told by the op that will take it."""

from __future__ import annotations

from debugger.text import safe_shown, shorten
from debugger.views.words.wording import source_words
from vm.chunk import Lambda
from vm.opcodes import OPCODES
from vm.text.disassembler import constant_text, one_line
from vm.values import Blueprint

FAR = 200
"""Instructions after which nobody looks any more for what takes a value."""
WIDTH = 30

SIDES = frozenset(
    {
        *("OpAdd", "OpSub", "OpMul", "OpDiv", "OpEqual", "OpLess", "OpLessOrEq", "OpMore", "OpMoreOrEq"),
        *("OpConcat", "OpAttrsUpdate"),
    }
)
SELECTS = {"OpAttrsSelect": "takes {} out of it", "OpAttrsTrySelect": "looks for {} in it"}
SELECTS["OpHasAttr"] = SELECTS["OpAttrsTrySelect"]
OTHERS = {
    "OpInvert": "turns it round",
    "OpNegate": "changes its sign",
    "OpValidateClosedFormals": "takes its argument apart",
    "OpAttrs": "needs it for a set",
    "OpCoerceToString": "makes a string of it",
    "OpResolveWith": "looks for a name in it",
    "OpAssertBool": "must know whether it is true",
}
CALLS = frozenset({"OpTailCall", "OpCall", "OpApply"})
BRANCHES = frozenset({"OpJumpIfFalse", "OpJumpIfTrue"})


def purpose(code: Lambda, ip: int) -> tuple[str, str]:
    """Who wants the value that instruction `ip` waits for, and what for: ("the `if`", "must know ...").

    Nobody in particular, an empty first part, stands for the frame itself: what it does says enough.
    """
    own = OPCODES[code.ops[ip]].name
    if own in SIDES or own in OTHERS:
        return quoted(code, ip), OTHERS.get(own, "needs it")
    at, is_top = taker(code, ip)
    if at is None:
        return "", "has it as its value"
    name = OPCODES[code.ops[at]].name
    if name in BRANCHES:
        return branch(code, at)
    if name in SIDES:
        return quoted(code, at), f"needs its {'right' if is_top else 'left'} side"
    if name in SELECTS:
        return "", "needs it as a name" if is_top else SELECTS[name].format(key_before(code, at))
    if name in CALLS:
        return "", "calls it" if is_top else "passes it on"
    return quoted(code, at), OTHERS.get(name, "needs it")


def quoted(code: Lambda, ip: int) -> str:
    return f"`{source_words(code.chunk.span(ip), WIDTH)}`"


def taker(code: Lambda, ip: int) -> tuple[int | None, bool]:
    """The op that takes the value which instruction `ip` leaves on top, and whether it is on top then; None
    if it stays to the end."""
    above = 0
    for at in range(ip + 1, min(code.end, ip + FAR)):
        op = OPCODES[code.ops[at]]
        if op.is_data:
            continue
        if op.name == "OpCloseScope" and not above:
            continue
        pops = op.pops(code.operands[at])
        if pops > above:
            return at, not above
        above += op.pushes(code.operands[at]) - pops
    return None, True


def branch(code: Lambda, at: int) -> tuple[str, str]:
    """What a jump that peeks belongs to: `if`, `assert`, or an operator."""
    whole = source_words(code.chunk.span(min(at + 1, code.end - 1)), WIDTH)
    if whole.startswith("if"):
        return "the `if`", "must know which branch to take"
    if whole.startswith("assert"):
        return "the `assert`", "must know whether it holds"
    return f"`{whole}`", "must know its left side first"


def key_before(code: Lambda, at: int) -> str:
    """The constant name that a select asks for; `a name` if it is computed."""
    if at and OPCODES[code.ops[at - 1]].name == "OpConstant":
        key = code.constants[code.operands[at - 1]]
        if not isinstance(key, Blueprint):
            return shorten(safe_shown(one_line(constant_text(key), WIDTH)).strip('"'), WIDTH)
    return "an attribute"
