"""How expressions are written: literals, strings, paths, selects, calls, conditions, operators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from compiler.analysis.bindings import key_text, strip
from compiler.analysis.positions import LAZY, operand, outcome
from compiler.emission.emitter import Emitter
from compiler.syntax.nodes import (
    Assert,
    Binary,
    Call,
    CurPos,
    DynamicName,
    HasAttr,
    If,
    InterpolatedPath,
    Interpolation,
    Key,
    List,
    Name,
    Node,
    Path,
    SearchPath,
    Select,
    Unary,
    Variable,
    With,
)
from vm import values
from vm.text.paths import canonical
from vm.values import AttrSet, Builtin, UnresolvedPath

if TYPE_CHECKING:
    from mypy_extensions import i64


# Literals.


def emit_cur_pos(emitter: Emitter, node: CurPos) -> None:
    """`__curPos`: a set, or null where the text is not a file's."""
    source = emitter.source
    if source.path is None:
        emitter.op("OpNull", node)
        return
    line = source.line_of(node.start)
    place = {"file": source.path, "line": line, "column": source.byte_column(node.start)}
    emitter.constant(AttrSet(place), node)


# Strings and paths.


def pieces(emitter: Emitter, node: Node, parts: list[str | Interpolation], how: i64) -> None:
    """Last to first, so that the first piece lies on top when they are joined."""
    how = operand(how)
    for part in reversed(parts):
        if isinstance(part, Interpolation):
            emitter.compile(part.expression, how)
            emitter.op("OpCoerceToString", part)
        else:
            emitter.constant(part, node)
    if len(parts) != 1:
        emitter.op("OpInterpolate", node, len(parts))


def absolute(emitter: Emitter, text: str) -> str:
    """Relative to the directory of the source. Not made canonical."""
    return text if text.startswith("/") else f"{emitter.source.base_dir}/{text}"


def emit_path(emitter: Emitter, node: Path) -> None:
    """`/a` and `./a` are constants, made canonical."""
    emitter.constant(values.Path(canonical(absolute(emitter, node.text))), node)


def emit_home_path(emitter: Emitter, node: Path) -> None:
    """`~/x`: the home directory is asked for when it runs."""
    emitter.constant(UnresolvedPath(node.text[2:]), node)
    emitter.op("OpResolveHomePath", node)


def emit_search_path(emitter: Emitter, node: SearchPath) -> None:
    """`<x>`: looked up when it runs."""
    emitter.constant(UnresolvedPath(node.text), node)
    emitter.op("OpFindFile", node)


def emit_interpolated_path(emitter: Emitter, node: InterpolatedPath, how: i64) -> None:
    """`/` plus the string that the pieces make; the head is made absolute and keeps its trailing slash."""
    emitter.chunk.joins_path = True
    head = node.parts[0]
    assert isinstance(head, str)
    if head.startswith("~/"):
        head = f"{emitter.unit.options.home or ''}/{head[2:]}"
    else:
        # Canonical by itself, as in Nix: `/a/.${"."}` is `/a.`, not `/`.
        slash = "/" if head.endswith("/") and len(head) > 1 else ""
        head = canonical(absolute(emitter, head)) + slash
    emitter.constant(values.Path("/"), node)
    pieces(emitter, node, [head, *node.parts[1:]], how)
    emitter.op("OpAdd", node)


# Lists, selects, calls.


def emit_list(emitter: Emitter, node: List) -> None:
    """`[ a b ]`: the elements in order, not forced, then OpList with their number."""
    for element in node.elements:
        emitter.binds("", element.start)
        emitter.compile(element)
    emitter.op("OpList", node, len(node.elements))


def emit_key(emitter: Emitter, key: Key, how: i64) -> None:
    """A key of a select: identifiers as they are, anything else with a force of its own."""
    if type(key) is Name:
        emitter.constant(key.name, key)
    else:
        emitter.force(key.expression if type(key) is DynamicName else key, how)


def emit_select(emitter: Emitter, node: Select, how: i64) -> None:
    """`e.a.b`: per part OpForce, key, OpAttrsSelect. The spans are those of the keys."""
    if node.default is not None:
        emit_select_or(emitter, node, node.default, how)
        return
    inner = operand(how)
    emitter.force(node.target, inner, node.keys[0])
    for index, key in enumerate(node.keys):
        if index:
            emitter.op("OpForce", key)
        emit_key(emitter, key, inner)
        emitter.op("OpAttrsSelect", key)


def emit_select_or(emitter: Emitter, node: Select, default: Node, how: i64) -> None:
    """`e.a.b or d`: every part that is missing jumps to the default."""
    inner = operand(how)
    jumps = []
    emitter.compile(node.target, inner)
    for key in node.keys:
        emitter.op("OpForce", key)
        emit_key(emitter, key, inner)
        emitter.op("OpAttrsTrySelect", key)
        jumps.append(emitter.op("OpJumpIfNotFound", key))
    done = emitter.op_at("OpJump", node.keys[0].start, node.keys[-1].end)
    for jump in jumps:
        emitter.patch(jump)
    emitter.compile(default, outcome(how))
    emitter.patch(done)


def emit_has_attr(emitter: Emitter, node: HasAttr, how: i64) -> None:
    """`e ? a.b`. Dynamic parts after the first need jumps: their keys must not run if a part is missing."""
    inner = operand(how)
    keys = node.keys
    careful = any(key_text(key) is None for key in keys[1:])
    jumps = []
    emitter.force(node.target, inner, node)
    for index, key in enumerate(keys):
        emit_key(emitter, key, inner)
        if index + 1 == len(keys):
            emitter.op("OpHasAttr", node)
            break
        emitter.op("OpAttrsTrySelect", keys[index + 1])
        if careful:
            jumps.append(emitter.op("OpJumpIfNotFound", node))
        emitter.op("OpForce", keys[index + 1])
    if jumps:
        done = emitter.op("OpJump", node)
        for jump in jumps:
            emitter.patch(jump)
        emitter.op("OpFalse", node)
        emitter.patch(done)


def emit_call(emitter: Emitter, node: Call, how: i64) -> None:
    """`f x`: the argument, then the function, which alone is forced, then the call (arg f -- r)."""
    if how != LAZY and emit_direct_call(emitter, node, how):
        return
    emitter.binds("", node.argument.start)
    emitter.compile(node.argument)
    emitter.force(node.function, operand(how))
    emitter.op("OpCall" if how > 0 else "OpTailCall", node)


MOST_ARGUMENTS: Final = 3
"""Of any builtin: further down the calls need not be looked through, which would be done at each of them."""


def emit_direct_call(emitter: Emitter, node: Call, how: i64) -> bool:
    """A builtin that no name can stand before, called with all its arguments; False for anything else."""
    calls: list[Call] = [node]
    inner = strip(node.function)
    while type(inner) is Call:
        if len(calls) == MOST_ARGUMENTS:
            return False
        calls.append(inner)
        how = operand(how)
        inner = strip(inner.function)
    builtin = known_builtin(emitter, inner)
    if how == LAZY or builtin is None or builtin.arity != len(calls) or len(calls) < 2:
        return False
    for call in calls:
        emitter.binds("", call.argument.start)
        emitter.compile(call.argument)
    emitter.constant(builtin, inner)
    emitter.op("OpApply", node, len(calls))
    return True


def known_builtin(emitter: Emitter, node: Node) -> Builtin | None:
    """The builtin that is meant by a global name or by `builtins.name`, whatever happens."""
    key = ""
    if type(node) is Select and len(node.keys) == 1 and node.default is None:
        key = key_text(node.keys[0]) or ""
        node = strip(node.target)
    if type(node) is not Variable or emitter.is_bound(node.name):
        return None
    value = emitter.globals.get(node.name)
    if key and node.name == "builtins" and type(value) is AttrSet:
        value = value.get(key)
    elif key:
        return None
    return value if type(value) is Builtin else None


# Control.


def emit_if(emitter: Emitter, node: If, how: i64) -> None:
    """Both branches leave one value; each drops the condition first."""
    emitter.force(node.condition, operand(how))
    to_else = emitter.insist("OpJumpIfFalse", node.condition, node.condition)
    emitter.op("OpPop", node)
    emitter.compile(node.then, outcome(how))
    done = emitter.op("OpJump", node)
    emitter.patch(to_else)
    emitter.op("OpPop", node)
    emitter.compile(node.otherwise, outcome(how))
    emitter.patch(done)


def emit_assert(emitter: Emitter, node: Assert, how: i64) -> None:
    """As `if`, with OpAssertFail for the other branch. A condition with `==` is explained if it fails."""
    explained = strip(node.condition) in emitter.unit.asserted
    emitter.force(node.condition, operand(how))
    to_failure = emitter.insist("OpJumpIfFalse", node, node.condition)
    emitter.op("OpPop", node)
    emitter.compile(node.body, outcome(how))
    done = emitter.op("OpJump", node)
    emitter.patch(to_failure)
    emitter.op("OpPop", node)
    emitter.op("OpAssertFail", node.condition, int(explained))
    emitter.patch(done)


def emit_with(emitter: Emitter, node: With) -> None:
    """`with e; body`: the set stays in a slot while the body is evaluated."""
    emitter.compile(node.namespace)
    slot = emitter.declare(None, True)
    emitter.op("OpPushWith", node.namespace, slot.index)
    emitter.compile(node.body)
    emitter.op("OpPopWith", node)
    emitter.op("OpCloseScope", node, 1)


# Operators.


def emit_unary(emitter: Emitter, node: Unary, how: i64) -> None:
    """`-a` and `!a` (a -- b)."""
    emitter.force(node.operand, operand(how), node)
    emitter.op("OpNegate" if node.operator == "-" else "OpInvert", node)


SIMPLE = {
    "+": ("OpAdd",),
    "-": ("OpSub",),
    "*": ("OpMul",),
    "/": ("OpDiv",),
    "++": ("OpConcat",),
    "//": ("OpAttrsUpdate",),
    "==": ("OpEqual",),
    "!=": ("OpEqual", "OpInvert"),
    "<": ("OpLess",),
    "<=": ("OpLessOrEq",),
    ">": ("OpMore",),
    ">=": ("OpMoreOrEq",),
}
LOGIC = {"&&": "OpJumpIfFalse", "||": "OpJumpIfTrue", "->": "OpJumpIfTrue"}


def emit_binary(emitter: Emitter, node: Binary, how: i64) -> None:
    """Left, right, both forced, then the opcodes of the operator (a b -- c); `!=` has two."""
    if node.operator in LOGIC:
        emit_logic(emitter, node, how)
        return
    asserted = node in emitter.unit.asserted
    emitter.force(node.left, operand(how))
    emitter.force(node.right, operand(how))
    for name in SIMPLE[node.operator]:
        emitter.op(name, node, int(asserted))


def emit_logic(emitter: Emitter, node: Binary, how: i64) -> None:
    """`&&`, `||`, `->`: the right side runs only if the left one does not decide; it must be a bool."""
    emitter.force(node.left, operand(how))
    if node.operator == "->":
        emitter.op("OpInvert", node)
    jump = emitter.insist(LOGIC[node.operator], node, node.left)
    emitter.op("OpPop", node)
    emitter.force(node.right, operand(how))
    emitter.patch(jump)
    emitter.insist("OpAssertBool", node, node.right)
