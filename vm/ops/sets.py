"""Sets and lists: building, selecting, merging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.errors import DuplicateAttribute, MissingArgument, MissingAttribute, TypeMismatch, UnexpectedArgument
from vm.machine.frames import Frame
from vm.opcodes import Operand, opcode
from vm.pulse import MANY, need_elements
from vm.spans import Place, Span
from vm.store.contexts import attribute_name, without_context
from vm.text.messages import expected
from vm.text.suggestions import did_you_mean, missing_attribute, near
from vm.values import AttrNotFound, AttrSet, Value, is_string

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.machine import Machine


def attrs(vm: Machine, frame: Frame, operand: i64) -> None:
    stack = vm.stack
    first = len(stack) - 2 * operand
    keys = stack[first::2]
    result = AttrSet(zip(keys, stack[first + 1 :: 2], strict=True)) if plain_keys(keys) else None
    places = frame.code.chunk.positions.get(frame.ip - 1)
    if result is None or len(result) < operand:
        result = careful_set(frame, keys, stack[first + 1 :: 2], places)
    elif isinstance(places, dict):
        result.positions = places
    elif places is not None:
        result.positions = dict(zip(result, places, strict=True))
    del stack[first:]
    stack.append(result)


opcode(
    "OpAttrs",
    "(key value)*n -- set",
    attrs,
    "Builds a set from n pairs. Keys are forced, values stay thunks.",
    Operand.COUNT,
    emitted="A set with attributes in it: keys and values have been pushed in pairs.",
    example="{ a = 1; }",
)


def plain_keys(keys: list[Value]) -> bool:
    """Whether all are strings without context: the common case, that needs no second look."""
    return all(type(key) is str for key in keys)


def careful_set(
    frame: Frame,
    keys: list[Value],
    values: list[Value],
    places: dict[str, Place] | tuple[Place, ...] | None,
    before: AttrSet | None = None,
) -> AttrSet:
    """The set built one by one, after what `before` has: null keys drop their pair, duplicates are found."""
    result = AttrSet(before or ())
    kept: dict[str, Place] = dict((before and before.positions) or ())
    for index, key in enumerate(keys):
        if key is None:
            continue
        if not is_string(key):
            span = frame.code.chunk.site(frame.ip - 1, index)
            raise TypeMismatch(expected("a string as attribute name", key), span)
        name = without_context(key, "the string")
        if name in result:
            raise defined_twice(name, kept.get(name), frame.code.chunk.site(frame.ip - 1, index))
        result[name] = values[index]
        if places is not None:
            kept[name] = places[name] if isinstance(places, dict) else places[index]
    result.positions = kept or None
    return result


def defined_twice(name: str, first: Place | None, span: Span | None) -> DuplicateAttribute:
    """The error for a dynamic name that is there already; `first` is where, if that is known."""
    where = f" at {Span(first[0], first[1], first[1])}" if first is not None else ""
    return DuplicateAttribute(f"dynamic attribute '{name}' already defined{where}", span)


def wrong_side(wanted: type, words: str, left: Value, right: Value, operator: str) -> TypeMismatch:
    """The error for operands that are not both what they should be; it says which one is not."""
    side, value = ("right", right) if type(left) is wanted else ("left", left)
    error = TypeMismatch(expected(words, value))
    error.notes.append(f"it is the {side} side of {operator}")
    return error


def attrs_update(vm: Machine, frame: Frame, operand: i64) -> None:
    stack = vm.stack
    left, right = stack[-2], stack[-1]
    if type(left) is not AttrSet or type(right) is not AttrSet:
        raise wrong_side(AttrSet, "a set", left, right, "//")
    stack.pop()
    if right:
        stack[-1] = left.updated(right) if left else right


opcode(
    "OpAttrsUpdate",
    "a b -- set",
    attrs_update,
    "Merges two sets; the right one wins. Nested sets are not merged.",
    emitted="`a // b`.",
    example="{ a = 1; } // { a = 2; }",
)


def attrs_select(vm: Machine, frame: Frame, operand: i64) -> None:
    stack = vm.stack
    container, key = stack[-2], stack[-1]
    if type(container) is not AttrSet:
        raise TypeMismatch(expected("a set", container))
    key = attribute_name(key)
    if key not in container:
        raise missing(frame, key, container)
    stack.pop()
    stack[-1] = container[key]


opcode(
    "OpAttrsSelect",
    "set key -- v",
    attrs_select,
    "Takes the value of an attribute; it is not forced here.",
    emitted="One part of a path like `a.b`, an `inherit (a) b`, and a named argument without a default.",
    example="{ a = 1; }.a",
)


def missing(frame: Frame, key: str, container: AttrSet) -> MissingAttribute | MissingArgument:
    """The error for a key that is not there: a missing argument while a frame takes its formals apart."""
    formals = frame.code.formals
    if formals is not None and frame.ip <= frame.code.chunk.prologue:
        return missing_argument(frame, key, container)
    return missing_attribute(key, container)


def missing_argument(frame: Frame, name: str, argument: AttrSet) -> MissingArgument:
    """The error for a formal that was not supplied; perhaps it was, but under a name spelt wrongly."""
    formals = frame.code.formals
    error = MissingArgument(f"{called(frame)} called without required argument '{name}'")
    unknown = [each for each in argument if formals is not None and each not in formals.names]
    error.notes += [f"'{given}' was given instead: is '{name}' meant?" for given in near(name, unknown)]
    return error


def called(frame: Frame) -> str:
    """How an error names the function of a frame; the attribute it was defined as if it has no label."""
    label = frame.code.label or frame.code.attribute
    return f"function '{label}'" if label else "anonymous function"


def attrs_try_select(vm: Machine, frame: Frame, operand: i64) -> None:
    stack = vm.stack
    container, key = stack[-2], stack[-1]
    key = attribute_name(key)
    stack.pop()
    stack[-1] = container.get(key, AttrNotFound) if type(container) is AttrSet else AttrNotFound


opcode(
    "OpAttrsTrySelect",
    "v key -- v",
    attrs_try_select,
    "Like select, but leaves a mark instead of failing if nothing is there.",
    emitted="One part of a path where it may be missing: before `or`, in `?`, and a named argument with a "
    "default.",
    example="{ }.a or 1",
)


def has_attr(vm: Machine, frame: Frame, operand: i64) -> None:
    stack = vm.stack
    container, key = stack[-2], stack[-1]
    key = attribute_name(key)
    stack.pop()
    stack[-1] = type(container) is AttrSet and key in container


opcode(
    "OpHasAttr",
    "v key -- bool",
    has_attr,
    "Is there such an attribute? False too for what is not a set.",
    emitted="The last part of the path behind `?`.",
    example="{ a = 1; } ? a",
)


def validate_closed_formals(vm: Machine, frame: Frame, operand: i64) -> None:
    argument = vm.stack[-1]
    if type(argument) is not AttrSet:
        raise TypeMismatch(expected("a set", argument))
    formals = frame.code.formals
    assert formals is not None
    if len(argument) <= len(formals.names) and argument.keys() <= formals.names.keys():
        return
    for name, has_default in formals.names.items():
        if not has_default and name not in argument:
            raise missing_argument(frame, name, argument)
    extra = min(argument.keys() - formals.names.keys())
    error = UnexpectedArgument(f"{called(frame)} called with unexpected argument '{extra}'")
    error.notes += did_you_mean(extra, formals.names)
    error.notes.append(f"it takes {', '.join(formals.names) or 'no arguments'}")
    raise error


opcode(
    "OpValidateClosedFormals",
    "set -- set",
    validate_closed_formals,
    "Refuses arguments that a pattern without `...` does not name.",
    emitted="At the beginning of a function `{ a, b }:` without `...`.",
    example="({ a }: a) { a = 1; }",
)


def make_list(vm: Machine, frame: Frame, operand: i64) -> None:
    stack = vm.stack
    first = len(stack) - operand
    elements = tuple(stack[first:])
    del stack[first:]
    stack.append(elements)


opcode(
    "OpList",
    "v*n -- list",
    make_list,
    "Builds a list from n values, which are not forced.",
    Operand.COUNT,
    emitted="A list: its elements have been pushed in order.",
    example="[ 1 2 ]",
)


def concat(vm: Machine, frame: Frame, operand: i64) -> None:
    stack = vm.stack
    left, right = stack[-2], stack[-1]
    if type(left) is not tuple or type(right) is not tuple:
        raise wrong_side(tuple, "a list", left, right, "++")
    stack.pop()
    if len(left) + len(right) > MANY:
        need_elements(len(left) + len(right))
    stack[-1] = left + right


opcode(
    "OpConcat",
    "a b -- list",
    concat,
    "Joins two lists.",
    emitted="`a ++ b`.",
    example="[ 1 ] ++ [ 2 ]",
)
