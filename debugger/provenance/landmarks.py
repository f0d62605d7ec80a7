"""Landmarks: where in a library's own terms evaluation is: in an option of a module system, or in an
attribute of a fixed point such as a set of packages.

They are told from the values at hand, not from lines of any version. A module system written as nixpkgs'
hands the place of an option around as `loc`, a list of names. An attribute of a fixed point is a cell whose
code has the very set at hand in which the cell lies under its name: `self`, `final`, `pkgs`, or what a `with`
opens. A derivation is what `derivationStrict` is called with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from debugger.history.timeline import State
from debugger.provenance.demanders import Demander, demander_at
from debugger.text import safe
from vm.chunk import Lambda
from vm.machine.trampoline import WriteBack
from vm.text.printer import print_name
from vm.thunks import CELLS_NOW, Application, Thunk
from vm.values import AttrSet, Builtin, Value, is_string

PLACE: Final = "loc"
"""What functions of a module system call the place of an option."""
MERGE: Final = "mergeDefinitions"
"""The function that every such module system has."""
DERIVING: Final = "derivationStrict"
PACKAGES: Final = "callPackage"
"""What a set of packages has."""
MOST_NAMES: Final = 40
"""Of the place of an option."""

FAR: Final = 200
"""Frames that are looked through, from the innermost on."""
MOST_TOLD: Final = 12
"""Of what needs what."""

Forced = Callable[[Value], Value]
"""A value without touching the run: forced on the side; a thunk if that is not to be done, or fails."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """One place in a library's terms."""

    kind: str
    """`option`, `package`, `attribute` (of another fixed point) or `derivation`."""
    name: str
    """`services.web.port`, `hello`."""

    @property
    def text(self) -> str:
        return f"{self.kind} {self.name}"

    def after(self, before: Landmark | None) -> str:
        """The same where one is told after another: what is of the same kind needs only its name."""
        return self.name if before is not None and before.kind == self.kind else self.text

    def is_around(self, other: Landmark) -> bool:
        """Whether it is the same, or a set of options that the other one is in."""
        return self.kind == other.kind and (self.name == other.name or other.name.startswith(f"{self.name}."))


class Landmarks:
    """Those of one load. What is found of a cell is kept: it does not change."""

    def __init__(self, codes: Sequence[Lambda], forced: Forced) -> None:
        self.codes = codes
        """All code that is written so far; more is added at the end."""
        self.looked_at = 0
        self.is_system = False
        self.forced = forced
        self.options: dict[int, tuple[Value, Landmark | None]] = {}
        """By the identity of a `loc`, which is kept with it."""
        self.attributes: dict[int, tuple[Thunk, Landmark | None]] = {}
        """By the identity of a cell, which is kept with it."""

    def of_frame(self, state: State, number: int) -> tuple[Landmark, ...]:
        """What the frame with a number, from 1, evaluates a part of."""
        return self.of(state, demander_at(state, number))

    def around(self, state: State) -> tuple[Landmark, ...]:
        """What the innermost frame that is a part of anything is a part of: what a step is done for."""
        numbers = range(state.depth, max(state.depth - FAR, 0), -1)
        return next((found for number in numbers if (found := self.of_frame(state, number))), ())

    def of(self, state: State, demander: Demander) -> tuple[Landmark, ...]:
        """The same of anybody who waits, the outermost first: mostly one or none. A cell that took over
        another one's code is told with it."""
        frame, waiting = demander.frame, demander.continuation
        found: list[Landmark | None] = []
        if isinstance(waiting, WriteBack):
            cells = dict.fromkeys((waiting.thunk, waiting.working_on))
            found = [self.of_cell(cell) for cell in cells]
        if frame is not None:
            found.append(self.option(frame.code, demander.ip, frame.upvalues, state.stack, frame.base))
        return tuple(needed(found))

    def of_cell(self, cell: Thunk) -> Landmark | None:
        """What a cell is the value of, or a part of."""
        code = cell.code
        if type(code) is Application:
            return self.derivation(cell, code)
        if type(code) is not Lambda:
            return None
        found = self.option(code, -1, cell.arguments)
        return found if found is not None else self.attribute(cell, code)

    def derivation(self, cell: Thunk, code: Application) -> Landmark | None:
        """The derivation whose file a cell is to make, by its name."""
        maker = code.function
        if type(maker) is not Builtin or maker.name != DERIVING or len(cell.arguments) != 1:
            return None
        known = self.attributes.get(id(cell))
        if known is None:
            attributes = CELLS_NOW.peek(cell.arguments[0])
            name = (
                self.known(attributes["name"])
                if type(attributes) is AttrSet and "name" in attributes
                else None
            )
            found = Landmark("derivation", safe(str(name))) if is_string(name) else None
            known = self.attributes[id(cell)] = cell, found
        return known[1]

    def option(
        self, code: Lambda, ip: int, upvalues: Sequence[Value], stack: Sequence[Value] = (), base: int = 0
    ) -> Landmark | None:
        """The option whose place code has at hand at an instruction: captured, or in a slot of its frame."""
        captured, slot, since = place_in(code)
        if 0 <= captured < len(upvalues):
            value = upvalues[captured]
        elif slot >= 0 and since < ip and base + slot < len(stack):
            value = stack[base + slot]
        else:
            return None
        if not self.has_options():
            return None
        known = self.options.get(id(value))
        if known is None:
            known = self.options[id(value)] = value, self.read(value)
        return known[1]

    def has_options(self) -> bool:
        """Whether a module system runs here: its function is among the code there is by now."""
        while not self.is_system and self.looked_at < len(self.codes):
            self.is_system = self.codes[self.looked_at].label == MERGE
            self.looked_at += 1
        return self.is_system

    def read(self, value: Value) -> Landmark | None:
        """The option with a place: a list of names."""
        place = self.known(value)
        if type(place) is not tuple or not 0 < len(place) <= MOST_NAMES:
            return None
        names = [self.known(each) for each in place]
        if not all(is_string(each) for each in names):
            return None
        return Landmark("option", ".".join(safe(print_name(str(each))) for each in names))

    def known(self, value: Value) -> Value:
        peeked = CELLS_NOW.peek(value)
        return self.forced(peeked) if type(peeked) is Thunk else peeked

    def attribute(self, cell: Thunk, code: Lambda) -> Landmark | None:
        """The attribute of a fixed point that a cell is."""
        name = code.attribute or code.label
        if not name or not cell.arguments:
            return None
        known = self.attributes.get(id(cell))
        if known is None:
            around = next((each for each in sets_in(code, cell.arguments) if holds(each, name, cell)), None)
            found = None
            if around is not None:
                kind = "package" if PACKAGES in around else "attribute"
                found = Landmark(kind, safe(print_name(name)))
            known = self.attributes[id(cell)] = cell, found
        return known[1]


@lru_cache(maxsize=4096)
def place_in(code: Lambda) -> tuple[int, int, int]:
    """Where code has the place of an option: which capture, or which slot and the instruction that binds it;
    -1 for what it does not have."""
    names = code.capture_names
    if PLACE in names:
        return names.index(PLACE), -1, -1
    if code.parameter == PLACE:
        return -1, 0, -1
    slot = next((slot for slot, name in code.chunk.slots if name == PLACE), -1)
    since = next((ip for ip, (name, _) in code.chunk.bindings.items() if name == PLACE), -1)
    return -1, slot, since


def sets_in(code: Lambda, arguments: Sequence[Value]) -> Iterator[AttrSet]:
    """The sets that code has captured, the open `with`s included."""
    for index, value in enumerate(arguments):
        if code.captures_with and index == len(arguments) - 1:
            values = list(value) if isinstance(value, tuple | list) else []
        else:
            values = [value]
        for each in values:
            known = CELLS_NOW.peek(each)
            if type(known) is AttrSet:
                yield known


def holds(around: AttrSet, name: str, cell: Thunk) -> bool:
    """Whether a set has a cell, or one whose code that took over, under a name."""
    held = around.get(name)
    if type(held) is not Thunk:
        return False
    return held is cell or CELLS_NOW.stand_in(held) is cell


def needed(landmarks: Iterable[Landmark | None]) -> list[Landmark]:
    """What needs what, given by who waits, the outermost first: each once, not the sets of options on the way
    to one."""
    found: list[Landmark] = []
    for each in landmarks:
        if each is None:
            continue
        if found and found[-1].is_around(each):
            found[-1] = each
        elif not (found and each.is_around(found[-1])):
            found.append(each)
    return found


def texts(landmarks: Sequence[Landmark]) -> str:
    """Several that are one and the same: `attribute a = attribute b`."""
    return " = ".join(each.text for each in landmarks)


def cycle_words(found: Sequence[Landmark]) -> str:
    """A cycle told to where it began; "" where that would be no more than an attribute that needs itself."""
    if not found or (len(found) == 1 and found[0].kind == "attribute"):
        return ""
    is_closed = len(found) > 1 and found[0] == found[-1]
    return needs_words(found if is_closed else [*found, found[0]])


def needs_words(found: Sequence[Landmark]) -> str:
    """`option a.port needs b.port needs a.port`; of very many the middle is left out."""
    names = [each.after(before) for before, each in zip([None, *found], found, strict=False)]
    if len(names) > MOST_TOLD:
        half = MOST_TOLD // 2
        names = [*names[:half], f"{len(names) - 2 * half} more", *names[-half:]]
    return " needs ".join(names)
