"""`==` and `<`.

Equality works from a list of pairs on the value stack, the next pair on top, left above right. Each pair:
force the left, force the right, compare; lists and sets are replaced by the pairs of their elements.
Inside them, the same stored reference is equal to itself (once forced); the two operands of `==` are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from vm.errors import TypeMismatch
from vm.machine.trampoline import BUDGET, Continuation, Equal, Force, Site, site_span
from vm.steps import StepsOf
from vm.text.differences import Difference, Level
from vm.text.printer import print_short
from vm.thunks import Thunk, peek_value
from vm.values import AttrSet, Path, Value, is_string, with_article

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.machine import Machine
    from vm.spans import Span

MOST_PAIRS: Final = 100_000
MOST_NESTING: Final = 50
"""How much is compared at once: nobody can interrupt that."""
LEFT: Final = 0
RIGHT: Final = 1
ANSWER: Final = 2


def begin_equality(vm: Machine, left: Value, right: Value, by_identity: bool) -> bool:
    """Compare two values; True if the answer already stands on the value stack."""
    if type(left) is not Thunk and type(right) is not Thunk and not both_nested(left, right):
        vm.stack.append(same_scalar(left, right) or (by_identity and left is right))
        return True
    if vm.is_unseen:
        answer = Walk().answer(left, right, by_identity, MOST_NESTING)
        if answer is not None:
            vm.stack.append(answer)
            return True
    vm.push_continuation(Equality(len(vm.stack), by_identity, vm.site()))
    vm.stack.append(right)
    vm.stack.append(left)
    return False


@final
class Walk:
    """Comparing values that are evaluated all through, or far enough to tell.

    What would be compared first decides, as it does where each pair is a step of its own.
    """

    __slots__ = ("pairs",)

    def __init__(self) -> None:
        self.pairs: i64 = MOST_PAIRS

    def answer(self, left: Value, right: Value, by_identity: bool, nesting: i64) -> bool | None:
        """Whether they are equal; None if that takes evaluation, or is too much to be done at once."""
        self.pairs -= 1
        if self.pairs < 0:
            return None
        same = by_identity and left is right
        left, right = peek_value(left), peek_value(right)
        if type(left) is Thunk or type(right) is Thunk:
            return None
        if same:
            return True
        if not both_nested(left, right):
            if type(left) is str:
                self.pairs -= len(left) >> 10
            return same_scalar(left, right)
        if nesting == 0 or maybe_derivations(left, right):
            return None
        if len(left) != len(right):
            return False
        if type(left) is AttrSet:
            return self.sets(left, right, nesting - 1)
        for at in range(len(left)):
            answer = self.answer(left[at], right[at], True, nesting - 1)
            if answer is not True:
                return answer
        return True

    def sets(self, left: AttrSet, right: AttrSet, nesting: i64) -> bool | None:
        """The same for two sets of one size, in byte order of names."""
        for name in left.sorted_names():
            if name not in right:
                return False
            answer = self.answer(left[name], right[name], True, nesting)
            if answer is not True:
                return answer
        return True


def known_to_differ(value: Value, elements: tuple[Value, ...], start: int) -> int:
    """How many elements from `start` on are seen at once to be other than the value."""
    walk = Walk()
    count: i64 = 0
    for at in range(start, len(elements)):
        if walk.answer(value, elements[at], True, MOST_NESTING) is not False:
            break
        count += 1
    return count


def begin_asserted(vm: Machine, left: Value, right: Value) -> bool:
    """The same for the operands of an `==` that is asserted: if they differ, `vm.difference` tells where."""
    if both_nested(left, right):
        vm.push_continuation(Equality(len(vm.stack), False, vm.site(), levels=[]))
        vm.stack.append(right)
        vm.stack.append(left)
        return False
    equal = same_scalar(left, right)
    vm.stack.append(equal)
    if not equal:
        vm.difference = Difference([], len(vm.stack), left, right)
    return True


def both_nested(left: Value, right: Value) -> bool:
    """Whether the pair is to be replaced by the pairs of its elements: two lists or two sets."""
    kind = type(left)
    return kind is type(right) and (kind is tuple or kind is AttrSet)


def same_scalar(left: Value, right: Value) -> bool:
    """Whether two values that hold no others are equal; functions never are."""
    if type(left) is int and type(right) is int:
        return left == right
    if type(left) is str and type(right) is str:
        return left == right
    kind, other = type(left), type(right)
    if kind in NUMERIC and other in NUMERIC:
        return bool(left == right)
    if is_string(left) and is_string(right):
        return bool(left == right)
    if kind is not other:
        return False
    if kind is Path:
        return bool(left.text == right.text)
    return (kind is bool and left is right) or kind is type(None)


NUMERIC: Final = frozenset({int, float})


class Equality(Continuation):
    """One comparison under way."""

    __slots__ = (
        "by_identity",
        "compared",
        "floor",
        "height",
        "kinship_asked",
        "levels",
        "phase",
        "same",
        "site",
    )

    def __init__(self, floor: int, by_identity: bool, site: Site, levels: list[Level] | None = None) -> None:
        self.floor = floor
        """Value stack height below the pairs."""
        self.by_identity = by_identity
        self.phase = LEFT
        self.same = False
        self.compared = 0
        self.kinship_asked = False
        """Whether the answer of `derivations_equal` for the pair below it lies on top of the stack."""
        self.levels = levels
        """The lists and sets around the pair on top, and perhaps some that are done with; None if nobody will
        ask where the values differ."""
        self.site = site

    def run(self, vm: Machine) -> None:
        stack, floor = vm.stack, self.floor
        for _ in range(BUDGET):
            if self.phase == LEFT:
                if len(stack) == floor:
                    self.finish(vm, True)
                    return
                left = stack[-1]
                self.same = self.by_identity and left is stack[-2]
                self.phase = RIGHT
                if type(left) is Thunk:
                    stack.pop()
                    if not vm.demand(left):
                        return
            if self.phase == RIGHT:
                stack[-1], stack[-2] = stack[-2], stack[-1]
                vm.lowest = min(vm.lowest, len(stack) - 2)
                right = stack[-1]
                self.phase = ANSWER
                if type(right) is Thunk:
                    stack.pop()
                    if not vm.demand(right):
                        return
            if not self.compare_pair(vm):
                return
        vm.breathe = True

    def compare_pair(self, vm: Machine) -> bool:
        """Compare the forced pair on top of the stack; False if this run ends here."""
        stack = vm.stack
        kinship: bool | None = None
        if self.kinship_asked:
            self.kinship_asked = False
            kinship = stack.pop()
            right, left = stack[-1], stack[-2]
        else:
            right, left = stack[-1], stack[-2]
            if not self.same and maybe_derivations(left, right):
                self.kinship_asked = True
                vm.push_steps("OpEqual", derivations_equal(left, right))
                return False
        del stack[-2:]
        vm.lowest = min(vm.lowest, len(stack))
        self.phase = LEFT
        self.by_identity = True
        self.compared += 1
        if self.same or kinship is True:
            return True
        if kinship is None and self.replaced(vm, left, right):
            return True
        if self.levels is not None:
            self.leave_levels(len(stack))
            vm.difference = Difference(self.levels, len(stack), left, right, kinship is False)
        self.finish(vm, False)
        return False

    def leave_levels(self, height: int) -> None:
        """Forget the lists and sets that do not hold the pair taken from above `height`."""
        levels = self.levels
        while levels and levels[-1].floor > height:
            levels.pop()

    def replaced(self, vm: Machine, left: Value, right: Value) -> bool:
        """Put the pairs of two lists or sets in their place; False if the pair is unequal as it is."""
        if not both_nested(left, right):
            return same_scalar(left, right)
        if len(left) != len(right):
            return False
        height = len(vm.stack)
        if type(left) is AttrSet:
            self.push_set(vm, left, right)
        else:
            self.push_pairs(vm, left, right)
        if self.levels is not None:
            self.leave_levels(height)
            self.levels.append(Level(left, right, height, (len(vm.stack) - height) // 2))
        return True

    def push_pairs(self, vm: Machine, left: tuple[Value, ...], right: tuple[Value, ...]) -> None:
        """`-- rightN leftN .. right1 left1`: the first pair on top, left above right."""
        pairs: list[Value] = [None] * (2 * len(left))
        pairs[0::2] = right[::-1]
        pairs[1::2] = left[::-1]
        vm.stack.extend(pairs)

    def push_set(self, vm: Machine, left: AttrSet, right: AttrSet) -> None:
        """Push the pairs of two sets of one size in byte order of names."""
        names = left.sorted_names()
        common: list[str] = []
        for name in names:
            if name not in right:
                break
            common.append(name)
        if len(common) < len(names):
            # What comes before the first name that differs is still compared, and may fail.
            vm.stack.extend((False, True))
        self.push_pairs(vm, tuple(left[name] for name in common), tuple(right[name] for name in common))

    def finish(self, vm: Machine, equal: bool) -> None:
        """End the comparison: all pairs that are left go, then the answer is pushed."""
        del vm.stack[self.floor :]
        vm.lowest = min(vm.lowest, self.floor)
        vm.continuations.pop()
        vm.stack.append(equal)

    def describe(self) -> str:
        return f"compare, after {self.compared} pair{'' if self.compared == 1 else 's'}"

    @property
    def owner(self) -> str:
        return "OpEqual"

    @property
    def span(self) -> Span | None:
        return site_span(self.site)

    @property
    def waits(self) -> str:
        return ("the next pair", "the left value", "the right value")[self.phase]


def maybe_derivations(left: Value, right: Value) -> bool:
    """Whether both are sets with a `type`, which must then be looked at first."""
    return type(left) is AttrSet and type(right) is AttrSet and "type" in left and "type" in right


def derivations_equal(left: AttrSet, right: AttrSet) -> StepsOf:
    """For two derivations, whether their `outPath`s are equal; None for sets to be compared as sets."""
    for side in (left, right):
        kind = yield Force(side["type"])
        if not is_string(kind) or kind != "derivation" or "outPath" not in side:
            return None
    return (yield Equal(left["outPath"], right["outPath"]))


def simply_less(left: Value, right: Value) -> bool | None:
    """`left < right` for numbers, strings and paths; None if it takes evaluation or is an error."""
    if type(left) is int and type(right) is int:
        return left < right
    kind, other = type(left), type(right)
    if kind in NUMERIC and other in NUMERIC:
        return bool(left < right)
    if is_string(left) and is_string(right):
        return bool(left < right)
    if kind is Path and other is Path:
        return bool(left.text < right.text)
    return None


def ordered(left: Value, right: Value, inverted: bool = False) -> StepsOf:
    """`left < right`, negated if `inverted`: lists compare by their first unequal elements."""
    return (yield from less_than(left, right)) is not inverted


def less_than(left: Value, right: Value) -> StepsOf:
    """Whether left < right, both forced; lists lexicographically. TypeMismatch for what has no order."""
    while True:
        left = yield Force(left)
        right = yield Force(right)
        less = simply_less(left, right)
        if less is not None:
            return less
        if type(left) is not tuple or type(right) is not tuple:
            raise incomparable(left, right)
        for index, theirs in enumerate(right):
            if index >= len(left):
                return True
            ours = left[index]
            if not (yield Equal(ours, theirs, note=("element {}", index + 1))):
                left, right = ours, theirs
                break
        else:
            return False


def incomparable(left: Value, right: Value) -> TypeMismatch:
    """The error for two values that have no order; its note shows them."""
    error = TypeMismatch(f"cannot compare {with_article(left)} with {with_article(right)}")
    error.notes.append(f"they are {print_short(left)} and {print_short(right)}")
    return error
