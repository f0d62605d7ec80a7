"""Kinds: numbers for frames and continuations, equal where two stand at the same place of the program.

What repeats is found among these numbers. Code that was compiled many times from one file counts as the same.
"""

from __future__ import annotations

from collections.abc import Callable

from debugger.history.timeline import AnyFrame, State
from vm.chunk import Lambda
from vm.machine.trampoline import Continuation, Steps, WriteBack


class Kinds:
    """Numbers that are good as long as the code lives that was asked about."""

    def __init__(self) -> None:
        self.codes: dict[int, int] = {}
        """By identity of the code."""
        self.places: dict[tuple[str, int, int], int] = {}
        self.numbers: dict[object, int] = {}
        self.kept: list[Lambda] = []
        """So that no other code gets the identity of one that was met."""

    def of_frame(self, frame: AnyFrame) -> int:
        key = self.of_code(frame.code), frame.ip
        return self.numbers.setdefault(key, len(self.numbers))

    def of_continuation(self, continuation: Continuation) -> int:
        key: object = type(continuation)
        if isinstance(continuation, WriteBack):
            code = continuation.working_on.code
            key = ("cell", self.of_code(code) if isinstance(code, Lambda) else type(code))
        elif isinstance(continuation, Steps):
            site = continuation.site
            place = (self.of_code(site[0]), site[1]) if site is not None else None
            key = (continuation.owner, place)
        return self.numbers.setdefault(key, len(self.numbers))

    def of_code(self, code: Lambda) -> int:
        number = self.codes.get(id(code))
        if number is None:
            self.kept.append(code)
            number = self.codes[id(code)] = self.places.setdefault(place_of(code), len(self.places))
        return number

    def at(self, state: State) -> Callable[[int], int]:
        """Of positions, see debugger.provenance.demanders."""

        def kind(position: int) -> int:
            if position > 0:
                return self.of_frame(state.frames[position - 1])
            return self.of_continuation(state.continuations[-1 - position])

        return kind


def place_of(code: Lambda) -> tuple[str, int, int]:
    span = code.span
    return span.source.path or span.source.name, span.start, span.end
