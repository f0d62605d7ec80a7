"""The call frame: where one activation stands, and which part of the shared stacks is its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

from mypy_extensions import mypyc_attr

from vm.chunk import Lambda
from vm.values import Value

if TYPE_CHECKING:
    from mypy_extensions import i64


@final
@mypyc_attr(acyclic=True, free_list_len=1)
class Frame:
    """One activation. Its values, with entries and continuations lie above these three heights.

    `continuations` is the height of the continuation stack while this frame runs: what is pushed above
    it must run before the frame goes on, and what lies below, down to the caller's height, runs when
    this frame has ended.
    """

    __slots__ = ("activation", "base", "code", "continuations", "ip", "node", "site", "upvalues", "withs")

    node: Any
    """What a recorder keeps of it, if there is one."""

    def __init__(
        self,
        code: Lambda,
        upvalues: list[Value],
        base: i64,
        withs: i64,
        continuations: i64,
        activation: i64,
    ) -> None:
        self.code = code
        self.upvalues = upvalues
        self.ip: i64 = 0
        self.base = base
        self.withs = withs
        self.continuations = continuations
        self.activation = activation
        """Ordinal of the activation; a tail call and a thunk handing over keep it."""
        self.node = None
        self.site: tuple[Lambda, int] | None = None
        """Code and instruction of the last tail call by which the frame was taken over."""

    def __repr__(self) -> str:
        return f"Frame({self.code.name}@{self.ip})"
