"""Interpolation, coercion, and paths that must be looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.errors import FileError
from vm.machine.coercion import coerce_to_string
from vm.machine.frames import Frame
from vm.machine.search_path import search_path_entries
from vm.machine.trampoline import Ask
from vm.opcodes import Operand, opcode
from vm.pulse import LARGE, PULSE
from vm.steps import StepsOf
from vm.text.paths import canonical
from vm.values import Path, Value, context_of, with_context

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.machine import Machine


def interpolate(vm: Machine, frame: Frame, operand: i64) -> None:
    stack = vm.stack
    first = len(stack) - operand
    pieces = stack[first:]
    pieces.reverse()
    size, is_plain = 0, True
    for piece in pieces:
        size += len(piece)
        if type(piece) is not str:
            is_plain = False
    if size > LARGE:
        PULSE.need(size)
    text = "".join(pieces)
    if not is_plain:
        text = with_context(text, frozenset().union(*map(context_of, pieces)))
    del stack[first:]
    stack.append(text)


opcode(
    "OpInterpolate",
    "s*n -- string",
    interpolate,
    "Joins n pieces into one string; the first piece lies on top.",
    Operand.COUNT,
    emitted="A string with `${...}` in it, or of several lines: its pieces have been pushed, the last one "
    "first.",
    example='"a${"b"}c"',
)


def to_string(vm: Machine, frame: Frame, operand: i64) -> bool:
    stack = vm.stack
    value = stack[-1]
    if type(value) is str:
        return False
    stack.pop()
    vm.push_steps(
        "OpCoerceToString", coerce_to_string(value, strong=False, copy_paths=not frame.code.chunk.joins_path)
    )
    return True


opcode(
    "OpCoerceToString",
    "v -- string",
    to_string,
    "Forces a value and makes a string of it: strings, paths, and sets that know how.",
    emitted="Each `${...}` in a string or path.",
    example='"a${"b"}c"',
)


def find_file(vm: Machine, frame: Frame, operand: i64) -> bool:
    wanted = vm.stack.pop().text
    vm.push_steps("OpFindFile", found(wanted))
    return True


opcode(
    "OpFindFile",
    "unresolved -- path",
    find_file,
    "Looks `<x>` up in the search path.",
    emitted="A path in angle brackets.",
    example="<nixpkgs>",
)


def found(wanted: str) -> StepsOf:
    """The path that `<wanted>` means, by the host's search path."""
    entries: Value = yield Ask("search_path")
    return (yield from search_path_entries(entries, wanted))


def resolve_home(vm: Machine, frame: Frame, operand: i64) -> None:
    rest = vm.stack[-1].text
    home = vm.host.home()
    if home is None:
        raise FileError("there is no home directory here, so '~' means nothing")
    vm.stack[-1] = Path(canonical(home + "/" + rest))


opcode(
    "OpResolveHomePath",
    "unresolved -- path",
    resolve_home,
    "Makes `~/x` absolute.",
    emitted="A path that begins with `~/`.",
    example="~/x",
)
