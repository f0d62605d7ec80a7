"""Whence: where a value comes from. Its definition, and every hand that it passed through on its way here.

The record tells in which step each cell got its value, and how it looked before that step: so it is known
which op made the value, and of what. A selection leads to the set that it was made from, a `//` to the side
that has the name, a variable to its cell; a literal or a builtin is where a value begins. A text that was put
together has a way for each of its pieces.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from debugger.errors import DebuggerError
from debugger.history.history import History
from debugger.loading.own_code import OwnCode
from debugger.names import binding_of
from debugger.provenance.landmarks import Landmarks, texts
from debugger.provenance.whence.handing_on import (
    Part,
    attribute_part,
    item_part,
    items_of,
    only_part,
    result_part,
)
from debugger.provenance.whence.hands import Hand, update_words
from debugger.provenance.whence.producers import (
    ATTRS,
    CALLS,
    CONCAT,
    CONSTANT,
    CURRIED,
    LIST,
    LOCAL,
    MAKERS,
    MOST_SLOTS,
    PASSING,
    SELECTS,
    SUSPENDED_THUNK,
    UPDATE,
    UPVALUE,
    Place,
    Producer,
    Producers,
    owner_of,
    passed,
)
from debugger.text import safe, safe_shown
from vm.chunk import ChunkKind, Lambda
from vm.machine.deep import is_index
from vm.opcodes import number_of
from vm.spans import Span
from vm.text.disassembler import one_line
from vm.text.printer import print_name, print_short
from vm.thunks import CELLS_NOW, SUSPENDED, Application, Thunk
from vm.values import AttrSet, Builtin, Closure, PartialBuiltin, Value, is_string

MOST = 2_000
"""Hands that are told: a longer way is a circle, or as good as one."""
DEEPEST = 4
"""Pieces of pieces that are told."""
WIDTH = 60
"""Characters of source text."""
MOST_PIECES = 40
"""Arguments of a builtin that are told."""
ADD, FORCE, INTERPOLATE, COERCE = map(number_of, ("OpAdd", "OpForce", "OpInterpolate", "OpCoerceToString"))
WITH = number_of("OpResolveWith")
THUNKS = frozenset((CONSTANT, SUSPENDED_THUNK))

Answer = TypeVar("Answer")
Ways = Generator[Hand, None, Answer]
"""Hands, and at the end what to go on with."""


class Whence:
    """Answers for one run."""

    def __init__(self, history: History, own: OwnCode, codes: Sequence[Lambda], landmarks: Landmarks) -> None:
        """`codes` is all code that is written."""
        self.record = Producers(history, codes)
        self.landmarks = landmarks
        self.own = own
        self.under_way: set[tuple[int, int, str | int | None]] = set()
        """Parts of what builtins were given that are being followed: a way that comes to one of them again is
        a circle."""

    # Ways.

    def part(self, root: Value, path: Sequence[str]) -> Value:
        """The cell or value at a path in sets and lists; DebuggerError if there is none."""
        cell = root
        for at, name in enumerate(path):
            value = CELLS_NOW.peek(cell)
            if type(value) is tuple and is_index(name, len(value)):
                cell = value[int(name)]
            elif type(value) is AttrSet and name in value:
                cell = value[name]
            elif type(value) is Thunk:
                around = f"`{safe('.'.join(path[:at]))}`" if at else "the value"
                raise DebuggerError(f"{around} has not been evaluated, so nothing is known of what is in it")
            else:
                raise DebuggerError(f"there is no attribute '{safe('.'.join(path[: at + 1]))}'")
        return cell

    def of_attribute(self, root: Value, path: Sequence[str]) -> Iterator[Hand]:
        """The hands of what lies at a path in a set, which has at least one name."""
        around = CELLS_NOW.peek(self.part(root, path[:-1]))
        cell = self.part(around, path[-1:])
        last = cell
        if type(around) is AttrSet:
            last = yield from self.through(around, path[-1])
        elif type(around) is tuple:
            last = yield from self.item(around, int(path[-1]), None)
        yield from self.of(cell if type(cell) is Thunk else last)
        for at, name in enumerate(path[:-1]):
            outer = CELLS_NOW.peek(self.part(root, path[:at]))
            if type(outer) is AttrSet:
                for each in self.through(outer, name):
                    if each.is_telling:
                        shown = safe(".".join(path[: at + 1]))
                        yield replace(each, text=f"of `{shown}`, in which it is: {each.text}")

    def of(self, value: Value, depth: int = 0) -> Iterator[Hand]:
        """The hands of a value or of the cell that holds it, the latest first."""
        for each in self.way(value, depth):
            yield each.at_depth(depth)

    def way(self, value: Value, depth: int) -> Iterator[Hand]:
        seen: set[int] = set()
        current: Value | None = value
        for _ in range(MOST):
            cell = current if type(current) is Thunk else self.record.cell_of(current)
            if type(cell) is not Thunk or id(cell) in seen:
                return
            seen.add(id(cell))
            yield self.definition(cell)
            found = self.record.producer(cell)
            if found is None:
                if cell.state == SUSPENDED:
                    yield Hand("lost", "it has not been evaluated, so nothing has made its value yet", "", -1)
                elif type(cell.code) is not Application:
                    yield Hand("lost", "how it was made is not recorded", "", -1)
                return
            current = yield from self.made(found, depth)

    def made(self, found: Producer, depth: int) -> Ways[Value | None]:
        """What an op did to make a value, and in the functions that it called; answers what to go on with,
        None where the way ends."""
        made: Value | Producer | None = found
        for _ in range(MOST):
            if not isinstance(made, Producer):
                return made
            made = yield from self.made_by(made, depth)
        return None

    def made_by(self, found: Producer, depth: int) -> Ways[Value | Producer | None]:
        """The same of one op, which may have called a function whose op made the value."""
        op, stack = found.op, found.state.stack
        if op in SELECTS:
            selected = self.record.selected(found)
            if selected is None:
                return None
            set_, key = selected
            yield self.selection_hand(key, found)
            return (yield from self.attribute(set_, key, (found.step, len(stack) - 2)))
        if op in (LOCAL, UPVALUE):
            yield self.variable_hand(found)
            value = self.record.variable(found)[1]
            if type(value) is Thunk:
                yield from self.arguments_to(found)
            elif depth < DEEPEST:
                yield from self.of_variable(found, depth)
            return value
        if op == COERCE:
            yield from self.of_slot(found.step, len(stack) - 1, depth)
            return None
        if op == WITH:
            name = stack[-1]
            yield self.hand("with", f"found by `with`: {self.text(found)}", found)
            opened = self.record.opened(found.state, name)
            if opened is None:
                return None
            return (yield from self.attribute(opened, name))
        if op in CALLS:
            function, arguments = self.record.call(found)
            kind = "builtin" if type(function) is Builtin else "call"
            yield self.hand(kind, f"made by {self.called(found)}", found)
            if type(function) is not Builtin:
                return self.record.inside(found)
            given = self.record.left_after(found)
            part = result_part(function.name, arguments, CELLS_NOW.peek(given))
            if part is not None:
                return (yield from self.of_part(part, found))
            if depth < DEEPEST and is_string(CELLS_NOW.peek(given)):
                yield from self.pieces_of_call(found, arguments, depth + 1)
            return None
        if op == UPDATE:
            yield self.hand("update", f"put together by `//`: {self.text(found)}", found)
            return None
        if op in THUNKS and type(made := self.record.left_by(found)) is Thunk:
            return made
        words = "written" if op in (CONSTANT, ATTRS) else "made by"
        yield self.hand("made", f"{words} {self.text(found)}", found)
        if depth < DEEPEST and op in (ADD, INTERPOLATE):
            yield from self.pieces(found, depth + 1)
        return None

    def pieces_of_call(self, found: Producer, arguments: Sequence[Value], depth: int) -> Iterator[Hand]:
        """The ways of the texts that a builtin was given, those in lists and sets too. What one that calls a
        function was given are no pieces of what that made."""
        if any(type(CELLS_NOW.peek(each)) in (Closure, Builtin, PartialBuiltin) for each in arguments):
            return
        for cell in islice(texts_in(arguments), MOST_PIECES):
            shown = safe(print_short(CELLS_NOW.peek(cell), WIDTH))
            yield replace(self.hand("piece", f"piece {shown}", found), depth=depth)
            yield from self.of(cell, depth)

    def pieces(self, found: Producer, depth: int) -> Iterator[Hand]:
        """The ways of the texts that an op put together."""
        stack = found.state.stack
        count = 2 if found.op == ADD else found.code.operands[found.ip]
        indices = range(len(stack) - count, len(stack))
        for index in indices if found.op == ADD else reversed(indices):
            value = found.state.cells.peek(stack[index])
            made = self.record.pusher(found.step, index) if is_string(value) else None
            if made is None:
                continue
            shown = safe(print_short(value, WIDTH))
            yield replace(self.hand("piece", f"piece {shown}, {self.text(made)}", made), depth=depth)
            if made.op == FORCE and type(made.state.stack[-1]) is Thunk:
                yield from self.of(made.state.stack[-1], depth)
            elif made.op == FORCE:
                slot = made.step, len(made.state.stack) - 1
                pushed = self.record.pusher(*slot)
                if pushed is not None and pushed.op != CONSTANT:  # a literal has been told as the piece
                    yield from (each.at_depth(depth) for each in self.of_slot(*slot, depth))
            else:
                for each in self.going_on(made, depth):
                    yield each.at_depth(depth)

    def going_on(self, made: Producer, depth: int) -> Iterator[Hand]:
        """What an op did, and the way from there."""
        if made.op in (CONSTANT, FORCE):
            return
        further = yield from self.made(made, depth)
        if further is not None:
            yield from self.of(further, depth)

    def attribute(self, set_: AttrSet, name: str, place: Place | None = None) -> Ways[Value]:
        """How a set came to have an attribute; answers its cell, or where it has none the value that it had
        furthest back. `place` is where the set lay."""
        last = yield from self.through(set_, name, place)
        return set_[name] if type(set_[name]) is Thunk else last

    def through(self, set_: AttrSet, name: str, place: Place | None = None) -> Ways[Value]:
        """How a set came to have an attribute, the latest hand first; answers the cell or value that it had
        in the set that is the furthest back."""
        seen: set[int] = set()
        current = set_
        found = self.record.origin(current, place)
        while id(current) not in seen:
            seen.add(id(current))
            found = yield from self.in_the_function(found, "set")
            if found is None:
                break
            stack = found.state.stack
            further, place = None, None
            if found.op == UPDATE:
                left, right = (found.state.cells.peek(each) for each in stack[-2:])
                is_right = type(right) is AttrSet and name in right
                yield self.hand("update", update_words(name, left, right), found)
                further, place = (right, (found.step, len(stack) - 1)) if is_right else (left, below(found))
            elif found.op in CALLS:
                yield self.hand("builtin", f"the set is made by {self.called(found)}", found)
                function, arguments = self.record.call(found)
                builtin = function.name if type(function) is Builtin else ""
                part = attribute_part(builtin, arguments, name, current[name])
                if part is not None and not (part.key == name and type(part.whole) is AttrSet):
                    return (yield from self.of_part(part, found))
                if part is None and is_string(current[name]):
                    yield from self.pieces_of_call(found, arguments, 1)
                further = part.whole if part is not None else None
            elif found.op in SELECTS:
                yield from self.selection_around(found)
            if type(further) is not AttrSet or name not in further:
                break
            current, found = further, self.record.origin(further, place)
        last = current[name]
        yield from self.put_into_set(current, name, found)
        return last

    def put_into_set(self, set_: AttrSet, name: str, found: Producer | None) -> Iterator[Hand]:
        """How an attribute was written in a set, which an op made if that is known: a plain value, or a cell
        that was there already."""
        at = (set_.positions or {}).get(name)
        value, place = set_[name], self.pair(found, name)
        step = found.step if found is not None else -1
        span = Span(at[0], at[1], at[1]) if at is not None else None
        if type(value) is not Thunk:
            if span is None:
                return
            shown, held = safe(print_name(name)), safe(print_short(value, WIDTH))
            kind, text = "written", f"written as `{shown} = {held}`"
            if stands_alone(span, name):
                kind, text = "inherit", f"inherited as `{shown}`, with the value {held}"
            yield Hand(kind, text, self.place(span), step, self.own.has_span(span))
            if place is not None:
                yield from self.of_slot(*place, 0)
        elif place is not None and found is not None:
            yield from self.put_in(place, f"`{safe(print_name(name))}`", span or found.span, found)

    def pair(self, found: Producer | None, name: str) -> Place | None:
        """Where on the stack the value of an attribute lay before an op built the set."""
        if found is None or found.op != ATTRS:
            return None
        stack = found.state.stack
        first = len(stack) - 2 * found.code.operands[found.ip]
        index = next((at for at in range(first, len(stack), 2) if stack[at] == name), None)
        return (found.step, index + 1) if index is not None else None

    def put_in(self, place: Place, what: str, span: Span, maker: Producer) -> Iterator[Hand]:
        """The hands of a cell that was there before it was put into a set or list."""
        pushed = self.record.pusher(*place)
        if pushed is None or pushed.op not in (LOCAL, UPVALUE):
            return  # it was made for it
        name, _ = self.record.variable(pushed)
        is_same = what == f"`{safe(print_name(name))}`" and pushed.span.text == name
        is_inherited = is_same and stands_alone(span, name)
        text = f"inherited as {what}" if is_inherited else f"handed on as {what}: {self.text(pushed)}"
        yield replace(self.hand("inherit" if is_inherited else "handed", text, maker), place=self.place(span))
        if self.record.is_argument(pushed, name):
            yield self.variable_hand(pushed)
        yield from self.arguments_to(pushed)

    def arguments_to(self, found: Producer) -> Iterator[Hand]:
        """The functions that had a cell as their argument before the variable that an op pushes had it."""
        cell = self.record.variable(found)[1]
        for _ in range(MOST_SLOTS):
            if found.op == UPVALUE and found.code.kind is ChunkKind.LAMBDA:
                return  # where that was made is long to look for
            bound = self.record.bound(found)
            pushed = self.record.pusher(*bound) if bound is not None else None
            if bound is None or pushed is None:
                return
            if self.record.is_handed_over(pushed, cell):
                pushed = self.record.pusher(pushed.step, len(pushed.state.stack) - 2)
            elif pushed.op not in MAKERS and pushed.op not in (LOCAL, UPVALUE):
                yield from self.given(*bound, cell, DEEPEST)
                return
            if pushed is None or pushed.op not in (LOCAL, UPVALUE):
                return
            name, value = self.record.variable(pushed)
            if value is not cell:
                return
            if self.record.is_argument(pushed, name):
                yield self.variable_hand(pushed)
            found = pushed

    def selection_around(self, found: Producer) -> Iterator[Hand]:
        """How the set or list that an op selected came to be where it was."""
        selected = self.record.selected(found)
        if selected is not None:
            yield self.selection_hand(selected[1], found)
            yield from self.through(*selected, below(found))

    def part_of_selected(self, found: Producer, item: Value) -> Part | None:
        """Where an item lay in what a builtin was given, from whose set an op selected the list."""
        selected = self.record.selected(found)
        made = self.record.origin(selected[0], below(found)) if selected is not None else None
        if made is None or made.op not in CALLS or type(self.record.call(made)[0]) is not Builtin:
            return None
        return only_part(self.record.call(made)[1], item)

    def item(self, list_: tuple[Value, ...], index: int, place: Place | None) -> Ways[Value]:
        """How a list came to have an item, the latest hand first; answers its cell, or the value that it had
        furthest back. `place` is where the list lay."""
        seen: set[int] = set()
        current = list_
        found = self.record.origin(current, place)
        while id(current) not in seen:
            seen.add(id(current))
            found = yield from self.in_the_function(found, "list")
            if found is None:
                break
            stack = found.state.stack
            further, place = None, None
            if found.op == CONCAT:
                left, right = (items_of(each) for each in stack[-2:])
                is_right = index >= len(left)
                yield self.hand("list", f"`++`: from the {'right' if is_right else 'left'} side", found)
                further, place = (right, (found.step, len(stack) - 1)) if is_right else (left, below(found))
                index -= len(left) if is_right else 0
            elif found.op in CALLS:
                yield self.hand("builtin", f"the list is made by {self.called(found)}", found)
                function, arguments = self.record.call(found)
                builtin = function.name if type(function) is Builtin else ""
                part = item_part(builtin, arguments, index, current[index])
                if part is not None:
                    return (yield from self.of_part(part, found))
                if is_string(current[index]):
                    yield from self.pieces_of_call(found, arguments, 1)
            elif found.op in SELECTS:
                yield from self.selection_around(found)
                part = self.part_of_selected(found, current[index])
                if part is not None:
                    return (yield from self.of_part(part, found))
            elif found.op == LIST:
                slot = found.step, len(stack) - len(current) + index
                if type(current[index]) is Thunk:
                    yield from self.put_in(slot, f"item {index}", found.span, found)
                else:
                    yield self.hand("list", f"item {index} of {self.text(found)}", found)
                    yield from self.of_slot(*slot, 0)
            if further is None or index >= len(further):
                break
            current, found = further, self.record.origin(further, place)
        return current[index]

    def of_part(self, part: Part, call: Producer) -> Ways[Value]:
        """The hands of what a builtin handed on from what it was given; answers its cell or value."""
        step = call.step, id(part.whole), part.key
        if step in self.under_way:
            return part.whole
        self.under_way.add(step)
        try:
            return (yield from self.of_known_part(part, call))
        finally:
            self.under_way.discard(step)

    def of_known_part(self, part: Part, call: Producer) -> Ways[Value]:
        """The same, whether or not that is being told already."""
        stack = call.state.stack
        place = below(call) if len(stack) > 1 and stack[-2] is part.whole else None
        whole = CELLS_NOW.peek(part.whole)
        if type(part.key) is int and type(whole) is tuple and part.key < len(whole):
            return (yield from self.item(whole, part.key, place))
        if type(part.key) is str and type(whole) is AttrSet and part.key in whole:
            return (yield from self.attribute(whole, part.key, place))
        if place is not None and type(part.whole) is not Thunk:
            yield from self.of_slot(*place, 0)
        return part.whole

    def in_the_function(self, found: Producer | None, what: str) -> Ways[Producer | None]:
        """The same op; of a call, what made the result in the function that was called, or the file that was
        imported. `what` is what was made."""
        for _ in range(MOST):
            if found is None or found.op not in CALLS:
                break
            function = self.record.call(found)[0]
            if type(function) is Builtin and function.name == "import":
                made = self.record.inside(found, ChunkKind.TOPLEVEL)
                if made is None:
                    break
                yield self.hand("call", f"the {what} is imported: {self.text(found)}", found)
                found = made
                continue
            if type(function) is Builtin:
                break
            yield self.hand("call", f"the {what} is made by {self.called(found)}", found)
            found = self.record.inside(found)
        return found

    def of_slot(self, step: int, index: int, depth: int) -> Iterator[Hand]:
        """The way of what lies in a place of the value stack before a step, where no cell tells it."""
        for _ in range(MOST_SLOTS):
            made = self.record.pusher(step, index)
            if made is None:
                return
            value = CELLS_NOW.peek(self.record.timeline.state_at(step).stack[index])
            if not self.record.can_have_made(made, value):
                yield from self.given(step, index, value, depth)
                return
            step, state = made.step, made.state
            if self.record.is_handed_over(made, value):
                index = len(state.stack) - 2
            elif made.op in PASSING:
                index = next(at for at in passed(state) if CELLS_NOW.peek(state.stack[at]) is value)
                if type(state.stack[index]) is Thunk:
                    yield from self.of(state.stack[index], depth)
                    return
            elif made.op in (LOCAL, UPVALUE):
                value = self.record.variable(made)[1]
                yield self.variable_hand(made)
                bound = self.record.bound(made)
                if type(value) is Thunk:
                    yield from self.of(value, depth)
                if type(value) is Thunk or bound is None:
                    return
                step, index = bound
            elif made.op == COERCE:
                index = len(state.stack) - 1
            elif made.op == CONSTANT:
                word = "the default" if made.ip < made.code.chunk.prologue else "written"
                yield self.hand("written", f"{word} {self.text(made)}", made)
                return
            else:
                yield from self.going_on(made, depth)
                return

    def given(self, step: int, index: int, value: Value, depth: int) -> Iterator[Hand]:
        """The way of what a builtin called a function with: it lies in a place of the value stack before a
        step. Where it is in a set or list that the builtin was given, that is gone on with."""
        state = self.record.timeline.state_at(step)
        number = owner_of(state, index)
        top = state.frames[number - 1].continuations - 1 if number else -1
        for at in range(top, max(top - CURRIED, -1), -1):
            found = self.record.builtin_call(state.continuations[at], step)
            if found is not None:
                break
        else:
            return
        name, call = found
        text = f"given to its function by builtins.{safe(name)}"
        yield replace(self.hand("builtin", text, call), step=step)
        part = only_part(self.record.call(call)[1], value)
        if part is not None and part.key is not None:
            last = yield from self.of_part(part, call)
            if type(last) is Thunk and last is not value:
                yield from self.of(last, depth)

    def of_variable(self, found: Producer, depth: int) -> Iterator[Hand]:
        """The way of a plain value to where a variable was bound to it."""
        bound = self.record.bound(found)
        if bound is not None:
            yield from self.of_slot(*bound, depth)

    # Parts.

    def definition(self, cell: Thunk) -> Hand:
        """What a cell is, where it was written."""
        code = cell.code
        name = binding_of(cell)
        if type(code) is Lambda:
            text = safe_shown(one_line(code.span.beginning(4 * WIDTH), WIDTH))
            shown = f"`{name} = {text}`" if name else f"`{text}`"
            if self.record.is_default(cell):
                shown = f"the default `{name} ? {text}`"
            is_own = self.own.has_span(code.span)
            return Hand("defined", shown, self.place(code.span), self.record.made_at(cell), is_own)
        if type(code) is Application:
            span = code.span
            text = f"what builtins.{code.maker} calls its function for"
            is_own = span is not None and self.own.has_span(span)
            return Hand("builtin", text, self.place(span), self.record.made_at(cell), is_own)
        return Hand("made", "a value that was there from the start", "", self.record.made_at(cell))

    def selection_hand(self, key: str, found: Producer) -> Hand:
        """The hand of an op that selects an attribute."""
        return self.hand("selected", f"selected `{safe(print_name(key))}`, in {self.text(found)}", found)

    def variable_hand(self, found: Producer) -> Hand:
        """The hand of an op that pushes a variable."""
        name, _ = self.record.variable(found)
        kind = "argument" if self.record.is_argument(found, name) else "variable"
        return self.hand(kind, f"{kind} `{safe(name)}`", found)

    def called(self, found: Producer) -> str:
        """What an op calls."""
        function, _ = self.record.call(found)
        if type(function) is Builtin:
            return f"builtins.{function.name}, in {self.text(found)}"
        if type(function) is Closure and function.code.label:
            return f"`{safe(function.code.label)}`, in {self.text(found)}"
        return f"a call: {self.text(found)}"

    def text(self, found: Producer) -> str:
        """The source of an op."""
        span = found.code.span if found.op in SELECTS else found.span
        return f"`{safe_shown(one_line(span.beginning(4 * WIDTH), WIDTH))}`"

    def hand(self, kind: str, text: str, found: Producer) -> Hand:
        is_own = self.own.has_span(found.span)
        landmarks = texts(self.landmarks.of_frame(found.state, found.state.depth))
        where = self.place(found.span), found.step, is_own, 0, self.function(found.code), landmarks
        return Hand(kind, text, *where)

    def function(self, code: Lambda) -> str:
        """The name of the innermost function with one that code stands in; "" if there is none."""
        outer: Lambda | None = code
        while outer is not None and (outer.kind is not ChunkKind.LAMBDA or not outer.label):
            outer = self.record.around.get(id(outer))
        return safe(outer.label) if outer is not None and outer.label else ""

    def place(self, span: Span | None) -> str:
        return safe_shown(str(span)) if span is not None else ""


def below(found: Producer) -> Place:
    """Where the second value from the top lay before an op."""
    return found.step, len(found.state.stack) - 2


def stands_alone(span: Span, name: str) -> bool:
    """Whether a name stands in the source where a span begins, and nothing binds it there: `inherit` does."""
    text = span.source.text[span.start : span.start + len(name) + WIDTH]
    return text.startswith(name) and text[len(name) :].lstrip()[:1] not in ("=", ".")


def texts_in(values: Sequence[Value], depth: int = DEEPEST) -> Iterator[Thunk]:
    """The cells of texts and numbers in what a builtin was given, and in the lists and sets in it."""
    for each in values:
        known = CELLS_NOW.peek(each)
        if type(each) is Thunk and (is_string(known) or type(known) in (int, float, bool)):
            yield each
        elif depth and type(known) is tuple:
            yield from texts_in(known[:MOST_PIECES], depth - 1)
        elif depth and type(known) is AttrSet:
            yield from texts_in(list(islice(known.values(), MOST_PIECES)), depth - 1)
