"""Recurrence: what the frames of a stretch that repeats have in common, and what changes among them.

Nothing is forced: two values are the same where that can be seen; where it cannot, nothing is said.
Code that is evaluated inside itself with the same values does not end, whatever it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from debugger.history.timeline import AnyFrame, State
from debugger.provenance.demanders import own_write_back
from debugger.text import safe, shorten
from vm.chunk import Lambda
from vm.opcodes import number_of
from vm.thunks import Cells, Thunk
from vm.values import AttrSet, Closure, ContextString, Value, is_function

Show = Callable[[Value, Cells], str]
"""A value on one line."""

TAIL_CALL = number_of("OpTailCall")
DEEPEST, WIDEST = 4, 64
"""How far two values are compared, and how many things in a list or set."""
MOST_NAMES = 3
VALUE_WIDTH = 40
PORTION = 2000
"""Frames compared without a break."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A name of the code that repeats; of values, the first is the outermost frame's."""

    name: str
    first: Value
    last: Value
    is_same: bool


@dataclass(frozen=True, slots=True)
class Recurrence:
    times: int
    period: int
    """How many links repeat."""
    is_call: bool
    variables: tuple[Variable, ...]
    is_endless: bool
    """Whether code is evaluated inside itself with nothing changed."""


def looked_for_recurrence(
    state: State, positions: Sequence[int], period: int, times: int
) -> Iterator[Recurrence | None]:
    """What is to be told of the links that repeat at these positions; None as long as there is more to do."""
    variables: dict[str, Variable] = {}
    is_call = is_endless = False
    for offset in range(period):
        column = positions[offset : period * times : period]
        if column[0] < 0:
            continue
        frame = state.frames[column[0] - 1]
        is_call = is_call or calls(state, frame)
        found: list[Variable] | None = None
        for found in compared(state, column):
            if found is None:
                yield None
        found = found or []
        is_endless = is_endless or (bool(found) and all(each.is_same for each in found))
        for each in found:
            variables.setdefault(each.name, each)
    yield Recurrence(times, period, is_call, tuple(variables.values()), is_endless)


def compared(state: State, column: Sequence[int]) -> Iterator[list[Variable] | None]:
    """The variables of frames that stand at the same place, given the innermost first."""
    cells = state.cells
    names = names_of(state.frames[column[0] - 1].code)
    last = values_of(state, column[0])
    first = values_of(state, column[-1])
    same = [True] * min(len(names), len(last), len(first))
    before = last
    for at, number in enumerate(column[1:], 1):
        values = values_of(state, number)
        for index, value in enumerate(values[: len(same)]):
            other = before[index]
            if value is not other and same[index]:
                same[index] = alike(value, other, cells)
        before = values
        if at % PORTION == 0:
            yield None
    yield [Variable(names[index], first[index], last[index], same[index]) for index in range(len(same))]


def names_of(code: Lambda) -> list[str]:
    """What the values of a frame are called: its captures, and the argument of a lambda."""
    names = [safe(name) for name in code.capture_names]
    if code.kind.value == "lambda":
        names.append(safe(code.parameter) if code.parameter else "the argument")
    return names


def values_of(state: State, number: int) -> list[Value]:
    frame = state.frames[number - 1]
    values = list(state.cells.captured(frame.upvalues))
    if frame.code.kind.value == "lambda" and frame.base < len(state.stack):
        values.append(state.stack[frame.base])
    return values


def calls(state: State, frame: AnyFrame) -> bool:
    """Whether a frame runs what something was called with, though it may have been handed over since."""
    if frame.code.kind.value == "lambda" or frame.site is not None:
        return True
    below = own_write_back(state, frame)
    code = below.thunk.code if below is not None else None
    return isinstance(code, Lambda) and code.end > 0 and code.ops[code.end - 1] == TAIL_CALL


def alike(left: Value, right: Value, cells: Cells) -> bool:
    """Whether two values are seen to be the same without forcing anything."""
    pending = [(left, right, 0)]
    while pending:
        one, two, depth = pending.pop()
        one, two = cells.peek(one), cells.peek(two)
        if one is two:
            continue
        inner = pairs_inside(one, two, cells)
        if inner is None or (inner and depth == DEEPEST) or len(inner) + len(pending) > WIDEST:
            return False
        pending += [(a, b, depth + 1) for a, b in inner]
    return True


def pairs_inside(one: Value, two: Value, cells: Cells) -> list[tuple[Value, Value]] | None:
    """What has to be alike for two different values to be; None if they are not."""
    kind = type(one)
    if kind is not type(two):
        return None
    if kind is Thunk:
        return [] if cells.stand_in(one) is cells.stand_in(two) else None
    if kind is tuple:
        return list(zip(one, two, strict=True)) if len(one) == len(two) else None
    if kind is AttrSet:
        return [(one[name], two[name]) for name in one] if one.keys() == two.keys() else None
    if kind is Closure:
        captured = cells.captured(one.upvalues), cells.captured(two.upvalues)
        same_code = one.code is two.code and len(captured[0]) == len(captured[1])
        return list(zip(*captured, strict=True)) if same_code else None
    if kind is ContextString:
        return [] if one == two and one.context == two.context else None
    return [] if kind in (int, float, str) and one == two else None


# Text.


def recurrence_text(found: Recurrence, state: State, show: Show) -> str:
    """`the same call 39,105 times, with the same x = [ 1 2 3 ]: this does not end`."""
    noun = "call" if found.is_call else "evaluation"
    these = f"the same {noun}" if found.period == 1 else f"the same {found.period} links"
    text = f"{these} {found.times:,} times"
    details = [*same_texts(found, state, show), *changing_texts(found, state, show)]
    verdict = ": this does not end" if found.is_endless else ""
    if len(details) > 1:  # a long row may be cut
        text, verdict = text + verdict, ""
    return text + "".join(f", {detail}" for detail in details) + verdict


def same_texts(found: Recurrence, state: State, show: Show) -> Iterator[str]:
    told = [each for each in found.variables if each.is_same and is_telling(each, state.cells)]
    if told:
        values = (f"{each.name} = {short(each.last, state, show)}" for each in told[:MOST_NAMES])
        yield f"with the same {', '.join(values)}"


def changing_texts(found: Recurrence, state: State, show: Show) -> Iterator[str]:
    """How it goes where something changes, from the first call to the last."""
    told = [each for each in found.variables if not each.is_same and is_telling(each, state.cells)]
    for each in told[:MOST_NAMES]:
        first, last = (state.cells.peek(value) for value in (each.first, each.last))
        if type(first) is Thunk and type(last) is Thunk:
            yield f"{each.name} not evaluated, another thunk each time"
            continue
        texts = [short(value, state, show) for value in (first, last)]
        if texts[0] == texts[1]:
            yield f"{each.name} another one each time, like {texts[0]}"
        else:
            yield f"{each.name} from {texts[0]} to {texts[1]}"


def is_telling(variable: Variable, cells: Cells) -> bool:
    """Functions have nothing to show, and captured with-stacks have no name."""
    return variable.name != "with" and not is_function(cells.peek(variable.last))


def short(value: Value, state: State, show: Show) -> str:
    """A value, or what it would be evaluated from."""
    return shorten(show(state.cells.peek(value), state.cells), VALUE_WIDTH)
