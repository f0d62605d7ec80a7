"""Sets and lists: building, selecting, merging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.chunk import Chunk
from vm.errors import DuplicateAttribute, MissingArgument, MissingAttribute, TypeMismatch, UnexpectedArgument
from vm.frames import Frame
from vm.messages import expected
from vm.opcodes import Operand, opcode
from vm.spans import Span, to_display
from vm.values import AttrNotFound, AttrSet, Place, Value, is_string

if TYPE_CHECKING:
    from vm.machine import Machine


@opcode(
    "OpAttrs",
    "(key value)*n -- set",
    "Builds a set from n pairs. Keys are forced, values stay thunks.",
    Operand.COUNT,
)
def attrs(vm: Machine, frame: Frame, operand: int) -> None:
    stack = vm.stack
    first = len(stack) - 2 * operand
    keys = stack[first::2]
    result = AttrSet(zip(keys, stack[first + 1 :: 2], strict=True)) if plain_keys(keys) else None
    places = frame.code.chunk.positions.get(frame.ip - 1)
    if result is None or len(result) < operand:
        result = careful_set(frame.code.chunk, keys, stack[first + 1 :: 2], places)
    elif isinstance(places, dict):
        result.positions = places
    elif places is not None:
        result.positions = dict(zip(result, places, strict=True))
    del stack[first:]
    stack.append(result)


def plain_keys(keys: list[Value]) -> bool:
    return all(type(key) is str for key in keys)


def careful_set(
    chunk: Chunk, keys: list[Value], values: list[Value], places: dict[str, Place] | tuple[Place, ...] | None
) -> AttrSet:
    """The set built one by one: null keys drop their pair, and duplicates are found."""
    result = AttrSet()
    kept: dict[str, Place] = {}
    for index, key in enumerate(keys):
        if key is None:
            continue
        if not is_string(key):
            raise TypeMismatch(expected("a string as attribute name", key), key_span(chunk, places, index))
        name = str(key)
        if name in result:
            raise DuplicateAttribute(
                f"dynamic attribute '{name}' already defined", key_span(chunk, places, index)
            )
        result[name] = values[index]
        if places is not None:
            kept[name] = places[name] if isinstance(places, dict) else places[index]
    result.positions = kept or None
    return result


def key_span(chunk: Chunk, places: dict[str, Place] | tuple[Place, ...] | None, index: int) -> Span | None:
    """Where the key of pair `index` stands: the first thing in the chunk that begins where it does."""
    if not isinstance(places, tuple):
        return None
    source, offset = places[index]
    start, end = min(span for span in zip(chunk.starts, chunk.ends, strict=True) if span[0] >= offset)
    return Span(source, start, end)


@opcode("OpAttrsUpdate", "a b -- set", "Merges two sets; the right one wins. Nested sets are not merged.")
def attrs_update(vm: Machine, frame: Frame, operand: int) -> None:
    stack = vm.stack
    left, right = stack[-2], stack[-1]
    if type(left) is not AttrSet:
        raise TypeMismatch(expected("a set", left))
    if type(right) is not AttrSet:
        raise TypeMismatch(expected("a set", right))
    stack.pop()
    if right:
        stack[-1] = left.updated(right) if left else right


@opcode("OpAttrsSelect", "set key -- v", "Takes the value of an attribute; it is not forced here.")
def attrs_select(vm: Machine, frame: Frame, operand: int) -> None:
    stack = vm.stack
    container, key = stack[-2], stack[-1]
    if type(container) is not AttrSet:
        raise TypeMismatch(expected("a set", container))
    if type(key) is not str and not is_string(key):
        raise TypeMismatch(expected("a string as attribute name", key))
    if key not in container:
        raise missing(frame, key)
    stack.pop()
    stack[-1] = container[key]


def missing(frame: Frame, key: str) -> MissingAttribute | MissingArgument:
    formals = frame.code.formals
    if formals is not None and frame.ip <= frame.code.chunk.prologue:
        return MissingArgument(f"{called(frame)} called without required argument '{key}'")
    return MissingAttribute(f"attribute '{key}' missing")


def called(frame: Frame) -> str:
    label = frame.code.label
    return f"function '{label}'" if label else "anonymous function"


@opcode(
    "OpAttrsTrySelect", "v key -- v", "Like select, but leaves a mark instead of failing if nothing is there."
)
def attrs_try_select(vm: Machine, frame: Frame, operand: int) -> None:
    stack = vm.stack
    container, key = stack[-2], stack[-1]
    if not is_string(key):
        raise TypeMismatch(expected("a string as attribute name", key))
    stack.pop()
    stack[-1] = container.get(key, AttrNotFound) if type(container) is AttrSet else AttrNotFound


@opcode("OpHasAttr", "v key -- bool", "Is there such an attribute? False too for what is not a set.")
def has_attr(vm: Machine, frame: Frame, operand: int) -> None:
    stack = vm.stack
    container, key = stack[-2], stack[-1]
    if not is_string(key):
        raise TypeMismatch(expected("a string as attribute name", key))
    stack.pop()
    stack[-1] = type(container) is AttrSet and key in container


@opcode(
    "OpValidateClosedFormals", "set -- set", "Refuses arguments that a pattern without `...` does not name."
)
def validate_closed_formals(vm: Machine, frame: Frame, operand: int) -> None:
    argument = vm.stack[-1]
    if type(argument) is not AttrSet:
        raise TypeMismatch(expected("a set", argument))
    formals = frame.code.formals
    assert formals is not None
    if len(argument) <= len(formals.names) and argument.keys() <= formals.names.keys():
        return
    for name, has_default in formals.names.items():
        if not has_default and name not in argument:
            raise MissingArgument(f"{called(frame)} called without required argument '{name}'")
    extra = min(argument.keys() - formals.names.keys())
    error = UnexpectedArgument(f"{called(frame)} called with unexpected argument '{extra}'")
    error.notes.append(f"it takes {', '.join(to_display(name) for name in formals.names) or 'no arguments'}")
    raise error


@opcode("OpList", "v*n -- list", "Builds a list from n values, which are not forced.", Operand.COUNT)
def make_list(vm: Machine, frame: Frame, operand: int) -> None:
    stack = vm.stack
    first = len(stack) - operand
    elements = tuple(stack[first:])
    del stack[first:]
    stack.append(elements)


@opcode("OpConcat", "a b -- list", "Joins two lists.")
def concat(vm: Machine, frame: Frame, operand: int) -> None:
    stack = vm.stack
    left, right = stack[-2], stack[-1]
    if type(left) is not tuple:
        raise TypeMismatch(expected("a list", left))
    if type(right) is not tuple:
        raise TypeMismatch(expected("a list", right))
    stack.pop()
    stack[-1] = left + right
