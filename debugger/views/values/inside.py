"""What is inside a value: counted at once, named and taken only where somebody looks.

Nothing is ever left out: what is too much for one level comes in groups, and these in groups of their own.
Nothing is forced.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from debugger.errors import DebuggerError
from debugger.text import safe, safe_shown
from vm.chunk import Formals, Lambda
from vm.spans import from_host
from vm.store.contexts import split_element
from vm.text.disassembler import one_line
from vm.text.printer import print_name
from vm.thunks import Application, Cells, Thunk
from vm.values import AttrSet, Closure, PartialBuiltin, Value, context_of, is_string

GROUP = 1000
"""Children that are shown without being put into groups."""
FAN = 100
"""Groups on one level, at the most."""
SOURCE_WIDTH = 400
INDEX = re.compile(r"\[?\s*(-?[0-9](?:[0-9_ ]{0,30}[0-9])?)\s*\]?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fact:
    """What is to be told of a value beside what is in it: no value of the program."""

    text: str


class Inside:
    """The children of one value, in the order in which they are shown."""

    has_names = True

    def __len__(self) -> int:
        raise NotImplementedError

    def raw_name(self, index: int) -> str:
        """Byte-per-character, as the program has it."""
        raise NotImplementedError

    def value(self, index: int) -> Value:
        raise NotImplementedError

    def name(self, index: int) -> str:
        """As it is shown."""
        return safe(self.raw_name(index))

    def place_of(self, name: str) -> int | None:
        """Where a child of that name is, or else the first whose name begins so."""
        names = [self.raw_name(index) for index in range(len(self))]
        if name in names:
            return names.index(name)
        return next((index for index, each in enumerate(names) if each.startswith(name)), None)

    def like(self, text: str) -> list[int]:
        """Where the names are that have this text in them, in whichever case it is written."""
        wanted = text.lower()
        return [index for index in range(len(self)) if wanted in self.raw_name(index).lower()]


class Elements(Inside):
    """A list."""

    has_names = False

    def __init__(self, value: tuple[Value, ...]) -> None:
        self.elements = value

    def __len__(self) -> int:
        return len(self.elements)

    def raw_name(self, index: int) -> str:
        return str(index)

    def value(self, index: int) -> Value:
        return self.elements[index]

    def place_of(self, name: str) -> int | None:
        return None


class Attributes(Inside):
    """A set; its names are put in order once."""

    def __init__(self, value: AttrSet) -> None:
        self.attributes = value
        self.names = value.sorted_names()

    def __len__(self) -> int:
        return len(self.names)

    def raw_name(self, index: int) -> str:
        return self.names[index]

    def name(self, index: int) -> str:
        return safe(print_name(self.names[index]))

    def value(self, index: int) -> Value:
        return self.attributes[self.names[index]]

    def place_of(self, name: str) -> int | None:
        at = bisect_left(self.names, name)
        return at if at < len(self.names) and self.names[at].startswith(name) else None


class Parts(Inside):
    """What a function or a thunk holds."""

    def __init__(self, pairs: Sequence[tuple[str, Value]]) -> None:
        self.pairs = pairs

    def __len__(self) -> int:
        return len(self.pairs)

    def raw_name(self, index: int) -> str:
        return self.pairs[index][0]

    def value(self, index: int) -> Value:
        return self.pairs[index][1]


class Chosen(Inside):
    """Some of the children of a value."""

    def __init__(self, whole: Inside, places: Sequence[int]) -> None:
        self.whole = whole
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    def raw_name(self, index: int) -> str:
        return self.whole.raw_name(self.places[index])

    def name(self, index: int) -> str:
        return self.whole.name(self.places[index])

    def value(self, index: int) -> Value:
        return self.whole.value(self.places[index])


@dataclass(frozen=True, slots=True)
class Group:
    """The children from `first` on, before `end`."""

    inside: Inside
    first: int
    end: int

    @property
    def name(self) -> str:
        return f"[{self.first} … {self.end - 1}]"

    def names(self) -> str:
        """From which name to which, where there are names."""
        if not self.inside.has_names or self.first == self.end:
            return ""
        return f"{self.inside.name(self.first)} … {self.inside.name(self.end - 1)}"

    def groups(self) -> list[Group]:
        """What it opens into; nothing if it is small enough to be shown as it is."""
        return [Group(self.inside, *ends) for ends in stretches(self.first, self.end)]


def stretches(first: int, end: int) -> list[tuple[int, int]]:
    """(first, end) of the groups that so many children come in; none if they are few."""
    if end - first <= GROUP:
        return []
    size = GROUP
    while (end - first + size - 1) // size > FAN:
        size *= FAN
    return [(at, min(at + size, end)) for at in range(first, end, size)]


def inside_of(plain: Value, cells: Cells) -> Inside:
    """The children of a value that has been looked through to."""
    kind = type(plain)
    if kind is AttrSet:
        return Attributes(plain)
    if kind is tuple:
        return Elements(plain)
    return Parts(parts(plain, cells))


def parts(plain: Value, cells: Cells) -> list[tuple[str, Value]]:
    """What a function or a thunk captured, and what is to be told of its code; what a string refers to."""
    kind = type(plain)
    if kind is Closure:
        return [*facts(plain.code), *captures(plain.code, cells.captured(plain.upvalues))]
    if is_string(plain):
        return [("refers to:", Fact(safe(each))) for each in referred(plain)]
    if kind is PartialBuiltin:
        return [(plain.builtin.parameters[index], each) for index, each in enumerate(plain.arguments)]
    if kind is Thunk and type(plain.code) is Lambda:
        return [*facts(plain.code), *captures(plain.code, cells.captured(plain.arguments))]
    if kind is Thunk and type(plain.code) is Application:
        arguments = cells.captured(plain.arguments)
        named = [(f"argument {index + 1}", each) for index, each in enumerate(arguments)]
        return [("function", plain.code.function), *named]
    return []


def facts(code: Lambda) -> Iterator[tuple[str, Fact]]:
    """Where code was written, its formals, and its text. A name with a colon is no variable's."""
    yield "made at:", Fact(safe_shown(str(code.span)))
    if code.formals is not None:
        yield "formals:", Fact(formals_text(code.formals))
    yield "source:", Fact(safe_shown(one_line(code.span.beginning(4 * SOURCE_WIDTH), SOURCE_WIDTH)))


def formals_text(formals: Formals) -> str:
    """`{ a, b ? …, ... }`."""
    names = [f"{safe(name)} ? …" if optional else safe(name) for name, optional in formals.names.items()]
    return f"{{ {', '.join([*names, *(['...'] if formals.ellipsis else [])])} }}"


def referred(text: str) -> list[str]:
    """What a string needs from the store, in words: paths, outputs of derivations, derivations."""
    found: list[str] = []
    for element in sorted(context_of(text)):
        kind, path = split_element(element)
        words = {"path": "", "deep": " and all that it needs"}.get(kind, f", its output {kind[1:]}")
        found.append(path + words)
    return found


def captures(code: Lambda, upvalues: list[Value]) -> list[tuple[str, Value]]:
    return list(zip(code.capture_names, upvalues, strict=False))


def find(inside: Inside, text: str) -> int:
    """Which child is meant by `[52000]`, `52000` or a name; DebuggerError if there is none."""
    wanted = text.strip()
    quoted = len(wanted) > 1 and wanted[0] == wanted[-1] == '"'
    name = from_host(wanted[1:-1] if quoted else wanted)
    found = inside.place_of(name) if name else None
    number = INDEX.fullmatch(wanted)
    if number is None or (found is not None and not wanted.startswith("[") and inside.has_names):
        if found is None:
            raise DebuggerError(unknown(inside, safe(name)))
        return found
    index = int(re.sub("[_ ]", "", number[1]))
    if not 0 <= index < len(inside):
        raise DebuggerError(f"there is no [{index}]: {extent(inside)}")
    return index


def unknown(inside: Inside, name: str) -> str:
    if not inside.has_names:
        return f"elements have no names: {extent(inside)}"
    return f"no name here begins with '{name}': / looks for a part of one" if name else extent(inside)


def extent(inside: Inside) -> str:
    if not len(inside):
        return "there is nothing inside"
    return "there is only [0]" if len(inside) == 1 else f"they are [0] to [{len(inside) - 1}]"
