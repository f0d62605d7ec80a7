"""Work that may nest as deep as a program does: generators, run from a stack of their own."""

from __future__ import annotations

from collections.abc import Generator
from itertools import repeat
from typing import Any, TypeAlias

from vm.pulse import PULSE, STRETCH

Work: TypeAlias = "Generator[Any, None, None]"
"""What is under way: yields what must be done next."""


def drive(work: Work) -> None:
    """Run work and all that it yields, depth first."""
    stack = [work]
    while stack:
        for _ in repeat(None, STRETCH):
            try:
                more = next(stack[-1])
            except StopIteration:
                stack.pop()
                if not stack:
                    return
            else:
                if more is not None:
                    stack.append(more)
        PULSE.ask()
