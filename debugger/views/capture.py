"""Capture: from the live machine to a snapshot.

The only module that reads the machine's state for showing. It never forces anything, and it looks at no
more than a window of each stack, so a capture costs the same at any depth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from debugger.history.past import Point
from debugger.history.timeline import AnyFrame, State
from debugger.loading.own_code import ALL_OWN, OwnCode
from debugger.provenance.demanders import is_between, is_op_shown, shown_ip
from debugger.provenance.findings import NOTHING
from debugger.provenance.kinds import Kinds
from debugger.provenance.landmarks import Landmark, Landmarks, texts
from debugger.text import safe, safe_shown, source_name
from debugger.views.changes import Before, before, identity, open_sets, selected_number
from debugger.views.code import bytecode_view, title
from debugger.views.continuing import continuation_views, owner_of
from debugger.views.ending import never_needed
from debugger.views.folds import Folds
from debugger.views.listed import WINDOW, below_repeats, is_far, repeat_views, shown_numbers, token_of
from debugger.views.popped import popped_since
from debugger.views.reports import notes, trace_text
from debugger.views.snapshot import (
    BytecodeView,
    ErrorView,
    FrameView,
    PoppedView,
    RepeatView,
    Snapshot,
    SourceView,
    StackView,
    UpvalueView,
    ValueView,
    WithView,
)
from debugger.views.values.handles import Handles
from debugger.views.values.value_text import place
from debugger.views.words.effect import Effect, effect_of, effect_view, return_words
from debugger.views.words.explain import explain
from debugger.views.words.turns import turn_words
from debugger.views.words.waiting import ForcedAt, awaited_by, because_words, waiting_words
from vm.chunk import ChunkKind, Lambda
from vm.errors import NixError
from vm.machine.trampoline import Continuation
from vm.opcodes import OPCODES
from vm.spans import Span
from vm.text.disassembler import one_line, slot_names
from vm.thunks import Cells, Thunk
from vm.values import (
    Value,
)

TEXT_WIDTH = 160
"""Characters of what a frame evaluates."""
FAR_COLUMN = 1000
"""From this column on the surroundings of the span are captured with it."""
REACH = 400
MOST_LABELS = 512


base_of = attrgetter("base")


class Capture(Handles):
    """Makes snapshots of one machine, keeping what it needs to open the values of the latest one."""

    def __init__(self, machine: State) -> None:
        super().__init__()
        self.machine = machine
        """What is looked at: the live machine, or how it was at some step."""
        self.shown: Before | None = None
        self.earlier: Before | None = None
        """How it was when another moment was shown last: what changes are told against where nothing is
        recorded, however often one moment is shown."""
        self.moment = -1
        kinds = Kinds()
        self.frame_folds = Folds[AnyFrame](kinds.of_frame, attrgetter("activation"))
        self.continuation_folds = Folds[Continuation](kinds.of_continuation, token_of)
        self.worked_on: Span | None = None
        """Where the op stands that ran last: shown between two steps where there is no frame."""
        self.before_failure: State | None = None
        """At an error, how it was before the op that failed, if that is recorded."""
        self.forced_at: ForcedAt = never_forced
        """The step in which a cell was forced."""
        self.labels: dict[tuple[Lambda, int], FrameLabel] = {}
        self.landmarks: Landmarks | None = None
        self.own: OwnCode = ALL_OWN
        """What is own code."""
        self.unfolded: OwnCode = ALL_OWN
        """What is shown in the trace of an error; the rest is only counted."""

    @property
    def cells(self) -> Cells:
        return self.machine.cells

    def snapshot(
        self,
        status: str,
        selected: int | None,
        error: NixError | None,
        caught: bool,
        last: State | None = None,
        point: Point | None = None,
    ) -> Snapshot:
        """The machine as it is; `selected` is a frame's number, None for the top one.

        `last` is the state one step earlier, or one tick, which changes are told against; None where it is
        not known. `point` is the moment, the step that is due if it is None.
        """
        vm = self.machine
        self.forget()
        depth = vm.depth
        number = selected_number(vm, selected)
        frame = vm.frames[number - 1] if number else None
        known = self.compared(number) if last is None else before(last, number)
        frame_repeats = repeat_views(self.frame_folds.below(vm.frames, depth), 1)
        continuation_repeats = repeat_views(
            self.continuation_folds.below(vm.continuations, len(vm.continuations)), 0
        )
        effect = effect_of(self.operands)
        stack, upvalues = tuple(self.stack(known)), tuple(self.upvalues(frame, known))
        withs = tuple(self.withs(frame, number, known))
        continuations = tuple(continuation_views(vm, number, known, continuation_repeats))
        result, open_ends = None, (0, 0)
        if status == "finished" and vm.stack:
            result = self.view(vm.result)
            open_ends = never_needed(vm.result, vm.cells)
        return Snapshot(
            step=point[0] if point is not None else vm.steps,
            tick=point[1] if point is not None else 0,
            ticks=vm.ticks,
            depth=depth,
            status=status,
            opcode=self.opcode(),
            because=because_words(vm, number, self.forced_at),
            awaited=awaited_by(vm, number) if effect is not None and effect.ends else "",
            explanation=self.explanation(number, status, error, effect),
            effect=effect_view(self.operands, effect) if effect is not None else None,
            popped=tuple(self.popped(last)),
            frames=tuple(self.frames(number, known, frame_repeats)),
            frame_count=depth,
            selected=number,
            stack=stack,
            stack_height=len(self.operands.stack),
            withs=withs,
            upvalues=upvalues,
            continuations=continuations,
            continuation_count=len(vm.continuations),
            source=self.source(frame, number, error),
            bytecode=self.bytecode(frame, number, effect),
            error=error_view(error, caught, self.own, self.unfolded) if error is not None else None,
            result=result,
            never_needed=open_ends,
            thunks=vm.thunks,
            frame_repeats=frame_repeats,
            continuation_repeats=continuation_repeats,
            upvalue_count=len(frame.upvalues) if frame is not None else 0,
            changed=frozenset()
            if known is None
            else known.stacks_changed(vm, stack, withs, upvalues, continuations),
        )

    def explanation(self, number: int, status: str, error: NixError | None, effect: Effect | None) -> str:
        """What comes next, or of a frame that is not on top what it waits for."""
        vm = self.machine
        if 0 < number < vm.depth:
            return waiting_words(vm, number)
        if is_between(vm):
            return turn_words(vm)
        return explain(vm, status, error, effect)

    def compared(self, number: int) -> Before | None:
        """How it was when another moment was shown."""
        now = before(self.machine, number)
        if self.shown is not None and self.moment != self.machine.ticks:
            self.earlier = self.shown
        self.shown, self.moment = now, self.machine.ticks
        return self.earlier

    def look_deeper(self, most: int) -> bool:
        """Follow what repeats in the stacks by so many items more; False if the next snapshot has nothing
        more to tell of it. That is done live only: stacks of the past are made on the way down."""
        vm = self.machine
        if not isinstance(vm.frames, list):
            return False
        frames = self.frame_folds.look_deeper(vm.frames, most)
        return self.continuation_folds.look_deeper(vm.continuations, most) or frames

    def opcode(self) -> str:
        """The name of the op that is due; "" if none is."""
        vm = self.machine
        frame = vm.frame
        if frame is None or not is_op_shown(vm) or frame.ip >= frame.code.end:
            return ""
        return OPCODES[frame.code.ops[frame.ip]].name

    # Stacks.

    def frames(self, shown: int, before: Before | None, repeats: Sequence[RepeatView]) -> Iterator[FrameView]:
        """A window of the frames: from the top, around the shown one where that is far below, and below what
        repeats."""
        vm = self.machine
        below = below_repeats(repeats, is_far(vm.frames, vm.depth))
        numbers = shown_numbers(vm.depth, shown, below)
        landmarks = self.entered(numbers)
        for number in numbers:
            frame = vm.frames[number - 1]
            ip = shown_ip(vm, frame, number)
            label = self.label(frame.code, ip)
            yield FrameView(
                number,
                label.title,
                label.place,
                label.name,
                ip,
                before is not None and before.frame_changed(number, frame.code, ip),
                label.text,
                self.own.has(frame.code.chunk.source),
                label.function,
                frame.continuations - (vm.frames[number - 2].continuations if number > 1 else 0),
                landmarks[number],
            )

    def label(self, code: Lambda, ip: int) -> FrameLabel:
        """Made once: a deep stack has the same few again and again."""
        found = self.labels.get((code, ip))
        if found is None:
            if len(self.labels) >= MOST_LABELS:
                self.labels.clear()
            found = self.labels[code, ip] = frame_label(code, ip)
        return found

    def entered(self, numbers: Sequence[int]) -> dict[int, str]:
        """For each of these frames, the innermost first, what of a library begins with it, in words."""
        found: dict[int, str] = {}
        around: tuple[Landmark, ...] = ()
        for number in reversed(numbers):
            here = self.landmarks.of_frame(self.machine, number) if self.landmarks is not None else ()
            found[number] = texts(here) if here != around else ""
            around = here or around
        return found

    @property
    def operands(self) -> State:
        """Where the value stack is as it was before the op: one that fails may have taken its operands."""
        return self.machine if self.before_failure is None else self.before_failure

    def stack(self, before: Before | None) -> Iterator[StackView]:
        vm = self.operands
        height = len(vm.stack)
        number = vm.depth
        for index in range(height - 1, max(height - WINDOW, 0) - 1, -1):
            number = owner_of(vm.frames, number, index, base_of)
            value = self.view(vm.stack[index])
            changed = before is not None and before.entry_changed(index, value.identity)
            yield StackView(index, value, slot_name(vm, number, index), number, changed)

    def popped(self, last: State | None) -> Iterator[PoppedView]:
        """What the step before took off the value stack; nothing where that is not known."""
        for index, value in popped_since(last, self.operands) if last is not None else ():
            yield PoppedView(index, self.view(value), slot_name(last, last.depth, index) if last else "")

    def withs(self, frame: AnyFrame | None, number: int, before: Before | None) -> Iterator[WithView]:
        entries = open_sets(self.machine, frame, number)
        for index in range(len(entries) - 1, max(len(entries) - WINDOW, 0) - 1, -1):
            value, origin = self.view(entries[index][0]), entries[index][1]
            yield WithView(index, value, origin, before is not None and value.identity not in before.withs)

    def upvalues(self, frame: AnyFrame | None, before: Before | None) -> Iterator[UpvalueView]:
        if frame is None:
            return
        for index, value in enumerate(frame.upvalues[:WINDOW]):
            name = frame.code.capture_names[index] if index < len(frame.code.capture_names) else "?"
            view = self.view_of_capture(frame, index, value)
            changed = before is not None and before.upvalue_changed(frame.activation, index, view.identity)
            yield UpvalueView(index, safe(name), view, changed)

    def view_of_capture(self, frame: AnyFrame, index: int, value: Value) -> ValueView:
        """A capture; the captured with-stack, which stands last, is no value."""
        if frame.code.captures_with and index == len(frame.upvalues) - 1:
            text = f"the with-stack: {len(value)} set{'' if len(value) == 1 else 's'}"
            return ValueView(text, "internal", identity=identity(value, self.machine.cells))
        return self.view(value)

    # Code.

    def source(self, frame: AnyFrame | None, number: int, error: NixError | None) -> SourceView | None:
        """Where the frame is; of the frame on top, where the error is. None if neither has a place."""
        span: Span | None = None
        if error is not None and number == self.machine.depth:
            span = error.span
        if span is None and frame is not None:
            span = frame.code.chunk.span(shown_ip(self.machine, frame, number))
        if span is None and is_between(self.machine):
            span = self.worked_on
        return source_view(span) if span is not None else None

    def bytecode(self, frame: AnyFrame | None, number: int, effect: Effect | None) -> BytecodeView | None:
        """The frame's chunk around its instruction; None without a frame."""
        if frame is None:
            return None
        view = bytecode_view(frame.code, shown_ip(self.machine, frame, number))
        return replace(view, returns=return_words(self.machine, number, effect))


@dataclass(frozen=True, slots=True)
class FrameLabel:
    """What is shown of every frame that stands at an instruction."""

    title: str
    place: str
    name: str
    text: str
    function: str


def frame_label(code: Lambda, ip: int) -> FrameLabel:
    return FrameLabel(
        safe_shown(title(code)),
        place(code.chunk.span(ip)),
        safe_shown(code.name),
        safe_shown(one_line(code.span.beginning(400), TEXT_WIDTH)),
        function_name(code),
    )


def never_forced(thunk: Thunk) -> int:
    """Where nothing is recorded."""
    return -1


def source_view(span: Span) -> SourceView:
    """The source with 1-based lines and columns. Only a stretch of very long lines comes along."""
    start, end = span.position, span.end_position
    around = span.source.surroundings(span.start, REACH) if start.column > FAR_COLUMN else ("", "")
    return SourceView(
        span.source, source_name(span.source), start.line, start.column, end.line, end.column, *around
    )


def function_name(code: Lambda) -> str:
    """`λ layer` for what a call runs; "" for other code."""
    if code.kind is not ChunkKind.LAMBDA:
        return ""
    return f"λ {safe(code.label)}" if code.label else "λ"


def slot_name(vm: State, number: int, index: int) -> str:
    """The variable in this place of the value stack; "" if it is no named slot of frame `number`."""
    if not number:
        return ""
    frame = vm.frames[number - 1]
    slot = index - frame.base
    return safe(slot_names(frame.code).get(slot, ""))


def error_view(error: NixError, caught: bool, own: OwnCode, unfolded: OwnCode) -> ErrorView:
    """The error as text that is safe to show; lines of its trace outside of `unfolded` are folded."""
    found = error.findings or NOTHING
    cause = found.diagnosis
    return ErrorView(
        error.code,
        error.label,
        safe(error.message),
        safe_shown(str(error.span)) if error.span is not None else "",
        tuple(notes(error, own)),
        tuple(trace_text(error.trace, unfolded)),
        caught,
        safe_shown(str(found.own)) if found.own is not None else "",
        cause.text if cause is not None else "",
        cause.advice if cause is not None else "",
    )
