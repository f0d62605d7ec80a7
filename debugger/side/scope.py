"""Scope: the names that a frame has in its hands, and the sets of its open `with`s."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from debugger.history.timeline import State
from debugger.views.changes import open_sets
from debugger.views.source.laziness import Reach
from vm.chunk import Lambda
from vm.thunks import Thunk
from vm.values import TYPE_NAMES, Value

IDENTIFIER: Final = r"[a-zA-Z_][a-zA-Z0-9_'-]*"
WORD = re.compile(IDENTIFIER)


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may use, `__top` and so on included."""

    names: Mapping[str, Value]
    """By name, byte-per-character."""
    withs: tuple[Value, ...] = ()
    """The outermost first."""

    def variables(self) -> list[tuple[str, Value]]:
        """The names of the program with their values, in order."""
        return [(name, self.names[name]) for name in sorted(self.names) if not name.startswith("__")]

    def wider(self, names: Mapping[str, Value]) -> Scope:
        """The same with more names."""
        return Scope({**self.names, **names}, self.withs)


def scope_of(state: State, number: int) -> Scope:
    """The scope of a frame by its number, from 1; 0 where there is none.

    What the code of a frame does not use it has not captured, so that is not in it.
    """
    reach = Reach(state, number)
    frame = reach.frame
    names: dict[str, Value] = {}
    if frame is None:
        return Scope(names)
    for index, name in enumerate(frame.code.capture_names):
        found = reach.upvalue(index)
        if found is not None and name:
            names[name] = found[0]
    for slot, name in names_by_slot(frame.code, reach.ip).items():
        found = reach.local(slot)
        if found is not None and is_value(found[0]):
            names[name] = found[0]
    return Scope(names, tuple(value for value, _ in open_sets(state, frame, number)))


def names_by_slot(code: Lambda, ip: int) -> dict[int, str]:
    """What the slots of a frame are called at an instruction: of several names the one bound last."""
    bound = {name: at for at, (name, _) in sorted(code.chunk.bindings.items()) if at < ip}
    names: dict[int, str] = {}
    for slot, name in code.chunk.slots:
        if name and (slot not in names or bound.get(name, -1) > bound.get(names[slot], -1)):
            names[slot] = name
    return names


def with_the_machine(scope: Scope, state: State, step: int, text: str) -> Scope:
    """The same, and the machine in words: `__top`, `__stack` (top last), `__step`, `__depth`, as far as the
    text of an expression mentions them."""
    names: dict[str, Value] = {}
    stack = state.stack
    if "__top" in text:
        names["__top"] = shown(stack[-1]) if stack else None
    if "__stack" in text:
        names["__stack"] = tuple(map(shown, stack))
    names["__step"], names["__depth"] = step, state.depth
    return Scope({**names, **scope.names}, scope.withs)


def shown(value: Value) -> Value:
    """A value of the stack; null for what no program sees."""
    return value if is_value(value) else None


def is_value(value: Value) -> bool:
    """Whether a program may have it."""
    return type(value) is Thunk or type(value) in TYPE_NAMES


def words(text: str) -> set[str]:
    """Everything in a text that could be a name."""
    return set(WORD.findall(text))
