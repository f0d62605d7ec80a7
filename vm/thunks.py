"""The thunk: a shared cell that holds either code to run or the value that the code gave.

    SUSPENDED --forced--> BLACKHOLE --done--> EVALUATED
        ^--- evaluation failed ---'
    SUSPENDED --another cell takes over its code--> ALIAS (of that cell, while its evaluation lasts)

Only the machine changes a thunk. `code` is a Lambda, whose captures are then `arguments`; or an
Application, a suspended call made by a lazy builtin, whose arguments they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from mypy_extensions import mypyc_attr

from vm.values import Value

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.chunk import Lambda
    from vm.spans import Span

SUSPENDED: Final = 0
BLACKHOLE: Final = 1
EVALUATED: Final = 2
ALIAS: Final = 3
STATE_NAMES = ("suspended", "blackhole", "evaluated", "alias")


@final
class Application:
    """What a lazy builtin suspends: a function to be called, for whom, and since where."""

    __slots__ = ("function", "maker", "span")

    def __init__(self, maker: str, function: Value, span: Span | None = None) -> None:
        self.maker = maker
        self.function = function
        self.span = span


@final
class Thunk:
    """One cell. `number` is its ordinal of creation in the run, equal in every re-execution.

    `value` means: EVALUATED, the value (never a thunk); ALIAS, the write-back of the cell that took over.
    """

    __slots__ = ("arguments", "code", "evaluated_at", "forced_at", "number", "state", "value")

    code: Lambda | Application | None
    value: Value

    def __init__(self, code: Lambda | Application | None, arguments: list[Value], number: i64) -> None:
        self.state: i64 = SUSPENDED
        self.code = code
        self.arguments = arguments
        self.number = number
        self.forced_at: i64 = 0
        self.evaluated_at: i64 = 0
        """For a recorder to note the last step that forced it or had its code taken over, and the last one in
        which it got its value: one more than the step, 0 for never."""

    def __repr__(self) -> str:
        return f"thunk#{self.number}({STATE_NAMES[self.state]})"


def evaluated_cell(value: Value, number: i64) -> Thunk:
    """A cell that already holds `value` (OpThunkClosure makes these)."""
    cell = Thunk(None, [], number)
    cell.state = EVALUATED
    cell.value = value
    return cell


def alias_target(thunk: Thunk) -> Thunk | None:
    """The cell whose live or finished evaluation stands for this alias; None when it was abandoned."""
    write_back = thunk.value  # the continuation that stands for it: of that, only this much is known here
    target: Thunk | None = None if write_back.abandoned else write_back.thunk
    return target


@mypyc_attr(allow_interpreted_subclasses=True)
class Cells:
    """How cells look now; a recorder has others that tell how they looked at an earlier step."""

    def state(self, thunk: Thunk) -> int:
        """Its state as a force would find it: never ALIAS."""
        if thunk.state != ALIAS:
            return thunk.state
        target = alias_target(thunk)
        return SUSPENDED if target is None else target.state

    def peek(self, value: Value) -> Value:
        """The plain value if it is known without evaluating anything, else the thunk itself."""
        return peek_value(value)

    def stand_in(self, thunk: Thunk) -> Thunk:
        """The cell whose evaluation gives this one its value: mostly itself."""
        target = alias_target(thunk) if thunk.state == ALIAS else None
        return thunk if target is None else target

    def captured(self, upvalues: list[Value]) -> list[Value]:
        """What a thunk or closure captured, of which some may not be bound yet."""
        return upvalues


CELLS_NOW = Cells()


def peek_value(value: Value) -> Value:
    """The plain value if it is known without evaluating anything, else the thunk itself."""
    while type(value) is Thunk:
        if value.state == EVALUATED:
            return value.value
        if value.state != ALIAS:
            return value
        target = alias_target(value)
        if target is None or target is value:
            return value
        if target.state != EVALUATED:
            return value
        return target.value
    return value
