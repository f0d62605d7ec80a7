"""How expressions compile: literals, strings, paths, selects, calls, conditions, operators."""

from __future__ import annotations

from compiler.bindings import key_text, strip
from compiler.emitter import IN_PLACE, REDUCED, Emission, Emitter, Work, thunked
from compiler.syntax.nodes import (
    Assert,
    Binary,
    Call,
    CurPos,
    DynamicName,
    Float,
    HasAttr,
    If,
    Int,
    InterpolatedPath,
    Interpolation,
    Key,
    List,
    Name,
    Node,
    Path,
    SearchPath,
    Select,
    Str,
    Unary,
    Uri,
    Variable,
    With,
)
from vm import values
from vm.text.paths import canonical
from vm.values import AttrSet, UnresolvedPath

# Literals and names.


def emit_number(emitter: Emitter, node: Int | Float, label: str | None) -> Work:
    """`1`, `1.5`: a constant where it stands."""
    emitter.constant(node.value, node)
    return None


def emit_uri(emitter: Emitter, node: Uri, label: str | None) -> Work:
    """`x:y` without quotes: a constant string, and a warning (W001)."""
    emitter.warn("W001", node)
    emitter.constant(node.text, node)
    return None


def emit_variable(emitter: Emitter, node: Variable, label: str | None) -> Work:
    return emitter.identifier(node.name, node, label)


def emit_cur_pos(emitter: Emitter, node: CurPos, label: str | None) -> Work:
    """A set, or null where the text is not a file's."""
    source = emitter.source
    if source.path is None:
        emitter.op("OpNull", node)
        return None
    line = source.line_of(node.start)
    place = {"file": source.path, "line": line, "column": source.byte_column(node.start)}
    emitter.constant(AttrSet(place), node)
    return None


IN_PLACE[Int] = emit_number
IN_PLACE[Float] = emit_number
IN_PLACE[Uri] = emit_uri
IN_PLACE[Variable] = emit_variable
IN_PLACE[CurPos] = emit_cur_pos


# Strings and paths.


def emit_string(emitter: Emitter, node: Str, label: str | None) -> Work:
    """One literal piece is a constant; anything else is a thunk, `""` too."""
    parts = node.parts
    if len(parts) == 1 and isinstance(parts[0], str):
        emitter.constant(parts[0], node)
        return None
    return emitter.thunk(node, emit_pieces, label)


IN_PLACE[Str] = emit_string


def emit_pieces(emitter: Emitter, node: Str) -> Work:
    return pieces(emitter, node, node.parts)


def pieces(emitter: Emitter, node: Node, parts: list[str | Interpolation]) -> Emission:
    """Last to first, so that the first piece lies on top when they are joined."""
    for part in reversed(parts):
        if isinstance(part, str):
            emitter.constant(part, node)
        else:
            yield emitter.compile(part.expression)
            emitter.op("OpCoerceToString", part)
    if len(parts) != 1:
        emitter.op("OpInterpolate", node, len(parts))


def absolute(emitter: Emitter, text: str) -> str:
    """Relative to the directory of the source. Not made canonical."""
    return text if text.startswith("/") else f"{emitter.source.base_dir}/{text}"


def emit_path(emitter: Emitter, node: Path, label: str | None) -> Work:
    """`/a` and `./a` are constants, made canonical; `~/a` is a thunk, since its home is not known here."""
    if node.text.startswith("~/"):
        return emitter.thunk(node, emit_home_path, label)
    emitter.constant(values.Path(canonical(absolute(emitter, node.text))), node)
    return None


IN_PLACE[Path] = emit_path


def emit_home_path(emitter: Emitter, node: Path) -> Work:
    """The body of the thunk for `~/x`: the home directory is asked for when it runs."""
    emitter.constant(UnresolvedPath(node.text[2:]), node)
    emitter.op("OpResolveHomePath", node)
    return None


@thunked(SearchPath)
def emit_search_path(emitter: Emitter, node: SearchPath) -> Work:
    """`<x>`; a call of `__findFile` instead if the program binds that or `__nixPath`, as Nix does."""
    if emitter.calls_instead("__findFile") or emitter.calls_instead("__nixPath"):
        name = Str(node.start, node.end, [node.text])
        return call_instead(emitter, node, "__findFile", Variable(node.start, node.end, "__nixPath"), name)
    emitter.constant(UnresolvedPath(node.text), node)
    emitter.op("OpFindFile", node)
    return None


@thunked(InterpolatedPath)
def emit_interpolated_path(emitter: Emitter, node: InterpolatedPath) -> Emission:
    """`/` plus the string that the pieces make; the head is made absolute and keeps its trailing slash."""
    emitter.context.chunk.joins_path = True
    head = node.parts[0]
    assert isinstance(head, str)
    if head.startswith("~/"):
        head = f"{emitter.options.home or ''}/{head[2:]}"
    else:
        # Canonical by itself, as in Nix: `/a/.${"."}` is `/a.`, not `/`.
        slash = "/" if head.endswith("/") and len(head) > 1 else ""
        head = canonical(absolute(emitter, head)) + slash
    emitter.constant(values.Path("/"), node)
    yield pieces(emitter, node, [head, *node.parts[1:]])
    emitter.op("OpAdd", node)


# Lists, selects, calls.


@thunked(List)
def emit_list(emitter: Emitter, node: List) -> Emission:
    """`[ a b ]`: the elements in order, not forced, then OpList with their number."""
    for element in node.elements:
        emitter.binds("", element.start)
        work = emitter.compile(element)
        if work is not None:
            yield work
    emitter.op("OpList", node, len(node.elements))


def emit_key(emitter: Emitter, key: Key) -> Work:
    """A key of a select: identifiers as they are, anything else with a force of its own."""
    if type(key) is Name:
        emitter.constant(key.name, key)
        return None
    return emitter.force(key.expression if type(key) is DynamicName else key)


@thunked(Select)
def emit_select(emitter: Emitter, node: Select) -> Work:
    """`e.a.b`, with or without `or`."""
    if node.default is not None:
        return emit_select_or(emitter, node, node.default)
    return emit_plain_select(emitter, node)


def emit_plain_select(emitter: Emitter, node: Select) -> Emission:
    """`e.a.b`: per part OpForce, key, OpAttrsSelect. The spans are those of the keys."""
    yield emitter.force(node.target, node.keys[0])
    for index, key in enumerate(node.keys):
        if index:
            emitter.op("OpForce", key)
        yield emit_key(emitter, key)
        emitter.op("OpAttrsSelect", key)


def emit_select_or(emitter: Emitter, node: Select, default: Node) -> Emission:
    """`e.a.b or d`: every part that is missing jumps to the default."""
    jumps = []
    yield emitter.compile(node.target)
    for key in node.keys:
        emitter.op("OpForce", key)
        yield emit_key(emitter, key)
        emitter.op("OpAttrsTrySelect", key)
        jumps.append(emitter.op("OpJumpIfNotFound", key))
    done = emitter.op_at("OpJump", node.keys[0].start, node.keys[-1].end)
    for jump in jumps:
        emitter.patch(jump)
    yield emitter.compile(default)
    emitter.patch(done)


@thunked(HasAttr)
def emit_has_attr(emitter: Emitter, node: HasAttr) -> Emission:
    """`e ? a.b`. Dynamic parts after the first need jumps: their keys must not run if a part is missing."""
    keys = node.keys
    careful = any(key_text(key) is None for key in keys[1:])
    jumps = []
    yield emitter.force(node.target, node)
    for index, key in enumerate(keys):
        yield emit_key(emitter, key)
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


@thunked(Call)
def emit_call(emitter: Emitter, node: Call) -> Emission:
    """`f x`: the argument, then the function, which alone is forced, then OpTailCall (arg f -- r)."""
    emitter.binds("", node.argument.start)
    work = emitter.compile(node.argument)
    if work is not None:
        yield work
    work = emitter.force(node.function)
    if work is not None:
        yield work
    emitter.op("OpTailCall", node)


def call_instead(emitter: Emitter, node: Node, name: str, first: Node, second: Node) -> Work:
    """The body of a call of a function that the program bound in the place of an operator."""
    function = Variable(node.start, node.end, name)
    return emit_call(emitter, Call(node.start, node.end, Call(node.start, node.end, function, first), second))


# Control.


@thunked(If)
def emit_if(emitter: Emitter, node: If) -> Emission:
    """Both branches leave one value; each drops the condition first."""
    yield emitter.force(node.condition)
    to_else = emitter.op("OpJumpIfFalse", node.condition)
    emitter.op("OpPop", node)
    yield emitter.compile(node.then)
    done = emitter.op("OpJump", node)
    emitter.patch(to_else)
    emitter.op("OpPop", node)
    yield emitter.compile(node.otherwise)
    emitter.patch(done)


@thunked(Assert)
def emit_assert(emitter: Emitter, node: Assert) -> Emission:
    """As `if`, with OpAssertFail for the other branch. A condition with `==` is explained if it fails."""
    condition = strip(node.condition)
    explained = type(condition) is Binary and condition.operator == "=="
    emitter.asserted = condition
    yield emitter.force(node.condition)
    to_failure = emitter.op("OpJumpIfFalse", node)
    emitter.op("OpPop", node)
    yield emitter.compile(node.body)
    done = emitter.op("OpJump", node)
    emitter.patch(to_failure)
    emitter.op("OpPop", node)
    emitter.op("OpAssertFail", node.condition, int(explained))
    emitter.patch(done)


@thunked(With)
def emit_with(emitter: Emitter, node: With) -> Emission:
    context = emitter.context
    yield emitter.compile(node.namespace)
    slot = emitter.declare(None, node.namespace)
    slot.bound = True
    emitter.op("OpPushWith", node.namespace, slot.index)
    emitter.binders.withs.append(context)
    yield emitter.compile(node.body)
    emitter.op("OpPopWith", node)
    emitter.op("OpCloseScope", node, 1)


# Operators.


@thunked(Unary)
def emit_unary(emitter: Emitter, node: Unary) -> Work:
    """`-a` and `!a`; `-a` is `__sub 0 a` if the program binds that name, as in Nix."""
    if node.operator == "-" and emitter.calls_instead("__sub"):
        return call_instead(emitter, node, "__sub", Int(node.start, node.end, 0), node.operand)
    return plain_unary(emitter, node)


def plain_unary(emitter: Emitter, node: Unary) -> Emission:
    """The operator as an opcode, whatever the program binds (a -- b)."""
    yield emitter.force(node.operand, node)
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
REBINDABLE = {"-": "__sub", "*": "__mul", "/": "__div"}
COMPARISONS = {"<": (False, False), ">": (True, False), "<=": (True, True), ">=": (False, True)}
"""Whether Nix swaps the operands, and whether it inverts the answer."""


@thunked(Binary)
def emit_binary(emitter: Emitter, node: Binary) -> Work:
    """An operator, or the call of what the program binds in its place (`__sub`, `__lessThan`, ...)."""
    operator = node.operator
    if operator in LOGIC:
        return logic(emitter, node)
    name = REBINDABLE.get(operator)
    if name is not None and emitter.calls_instead(name):
        return call_instead(emitter, node, name, node.left, node.right)
    if operator in COMPARISONS and emitter.calls_instead("__lessThan"):
        return rebound_comparison(emitter, node)
    return simple(emitter, node)


def simple(emitter: Emitter, node: Binary) -> Emission:
    """Left, right, both forced, then the opcodes of the operator (a b -- c); `!=` has two."""
    asserted = node is emitter.asserted and node.operator == "=="
    work = emitter.force(node.left)
    if work is not None:
        yield work
    work = emitter.force(node.right)
    if work is not None:
        yield work
    for name in SIMPLE[node.operator]:
        emitter.op(name, node, int(asserted))


def rebound_comparison(emitter: Emitter, node: Binary) -> Work:
    """By the program's own `__lessThan`: `a > b` is `b < a`, `a <= b` is `!(b < a)`."""
    swapped, inverted = COMPARISONS[node.operator]
    left, right = (node.right, node.left) if swapped else (node.left, node.right)
    if not inverted:
        return call_instead(emitter, node, "__lessThan", left, right)
    function = Variable(node.start, node.end, "__lessThan")
    call = Call(node.start, node.end, Call(node.start, node.end, function, left), right)
    return plain_unary(emitter, Unary(node.start, node.end, "!", call))


LOGIC = {"&&": "OpJumpIfFalse", "||": "OpJumpIfTrue", "->": "OpJumpIfTrue"}


def logic(emitter: Emitter, node: Binary) -> Emission:
    """`&&`, `||`, `->`: the right side runs only if the left one does not decide; it must be a bool."""
    yield emitter.force(node.left)
    if node.operator == "->":
        emitter.op("OpInvert", node)
    jump = emitter.op(LOGIC[node.operator], node)
    emitter.op("OpPop", node)
    yield emitter.force(node.right)
    emitter.patch(jump)
    emitter.op("OpAssertBool", node)


def literal_boolean(emitter: Emitter, node: Node) -> bool | None:
    """true or false written as such; parentheses hide it, and so does a program that rebinds the name."""
    if type(node) is Variable and node.name in ("true", "false") and not emitter.is_bound(node.name):
        return node.name == "true"
    return None


def reduce_logic(emitter: Emitter, node: Binary) -> tuple[str, Node | None] | None:
    """The opcode for an operation whose outcome is written in it, and what it never evaluates."""
    operator = node.operator
    if operator not in ("&&", "||"):
        return None
    left, right = literal_boolean(emitter, node.left), literal_boolean(emitter, node.right)
    if left is None and right is None:
        return None
    emitter.warn("W006", node)
    decisive = operator == "||"
    if left is decisive:
        return "OpTrue" if decisive else "OpFalse", node.right
    if left is not None and right is not None:
        if right is decisive:
            return "OpTrue" if decisive else "OpFalse", None
        if operator == "||":
            return "OpFalse", None
    return None


REDUCED[Binary] = reduce_logic
