"""Capture: from the live machine to a snapshot.

The only module that reads the machine's state for showing. It never forces anything, and it looks at no
more than a window of each stack, so a capture costs the same at any depth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter

from debugger.history.timeline import AnyFrame, State
from debugger.loading.own_code import ALL_OWN, OwnCode
from debugger.provenance.demanders import is_op_shown, shown_ip
from debugger.provenance.findings import NOTHING
from debugger.text import safe, safe_shown, source_name
from debugger.views.explain import explain
from debugger.views.inside import Chosen, Group, Inside, find, inside_of
from debugger.views.reports import notes, trace_text
from debugger.views.snapshot import (
    BytecodeView,
    ContinuationView,
    ErrorView,
    FrameView,
    InstructionView,
    Snapshot,
    SourceView,
    StackView,
    UpvalueView,
    ValueView,
    WithView,
)
from vm.chunk import Lambda
from vm.errors import NixError
from vm.opcodes import OPCODES, Operand
from vm.spans import Span, from_host, to_display
from vm.text.disassembler import has_operand, one_line, operand_text
from vm.text.printer import print_name, print_short
from vm.thunks import STATE_NAMES, Application, Cells, Thunk
from vm.values import (
    TYPE_NAMES,
    AttrSet,
    Blueprint,
    Builtin,
    Closure,
    DeferredUpvalue,
    PartialBuiltin,
    Path,
    Scope,
    UnresolvedPath,
    Value,
    is_string,
)

WINDOW = 200
VALUE_WIDTH = 100
BYTECODE_WINDOW = 2000
SHORT = 20
"""Bytes of a string or path that even a narrow panel shows all of; longer ones can be opened."""
FAR_COLUMN = 1000
"""From this column on the surroundings of the span are captured with it."""
REACH = 400


base_of, height_of = attrgetter("base"), attrgetter("continuations")


class Capture:
    """Makes snapshots of one machine, keeping what it needs to open the values of the latest one."""

    def __init__(self, machine: State) -> None:
        self.machine = machine
        """What is looked at: the live machine, or how it was at some step."""
        self.refs: list[Value | Group] = [None]
        self.insides: dict[int, Inside] = {}
        """What was opened, by handle."""
        self.previous: Snapshot | None = None
        self.earlier: Snapshot | None = None
        """The last one of another moment: changes are told against it, however often one moment is shown."""
        self.own: OwnCode = ALL_OWN
        """What is own code."""
        self.unfolded: OwnCode = ALL_OWN
        """What is shown in the trace of an error; the rest is only counted."""

    def snapshot(self, status: str, selected: int | None, error: NixError | None, caught: bool) -> Snapshot:
        """The machine as it is; `selected` is a frame's number, None for the top one."""
        vm = self.machine
        self.refs, self.insides = [None], {}
        depth = vm.depth
        number = depth if selected is None else max(1, min(selected, depth)) if depth else 0
        frame = vm.frames[number - 1] if number else None
        if self.previous is not None and self.previous.ticks != vm.ticks:
            self.earlier = self.previous
        before = self.earlier
        result = None
        if status == "finished" and vm.stack:
            result = self.view(vm.result)
        shown = Snapshot(
            step=vm.steps,
            ticks=vm.ticks,
            depth=depth,
            status=status,
            opcode=self.opcode(),
            explanation=explain(vm, status, error),
            frames=tuple(self.frames(number, before)),
            frame_count=depth,
            selected=number,
            stack=tuple(self.stack(before)),
            stack_height=len(vm.stack),
            withs=tuple(self.withs(frame, number, before)),
            upvalues=tuple(self.upvalues(frame, number, before)),
            continuations=tuple(self.continuations(before)),
            continuation_count=len(vm.continuations),
            source=self.source(frame, number, error),
            bytecode=self.bytecode(frame, number),
            error=error_view(error, caught, self.own, self.unfolded) if error is not None else None,
            result=result,
            thunks=vm.thunks,
            upvalue_count=len(frame.upvalues) if frame is not None else 0,
        )
        self.previous = shown
        return shown

    def opcode(self) -> str:
        vm = self.machine
        frame = vm.frame
        if frame is None or not is_op_shown(vm) or frame.ip >= frame.code.end:
            return ""
        return OPCODES[frame.code.ops[frame.ip]].name

    # Values.

    def view(self, value: Value) -> ValueView:
        """A value on one line, with a handle to open it."""
        plain = self.machine.cells.peek(value)
        ref = self.hold(value) if is_openable(plain) else 0
        label = state = ""
        if type(value) is Thunk:
            label, state = f"thunk#{value.number}", STATE_NAMES[self.machine.cells.state(value)]
        cells = self.machine.cells
        return ValueView(
            value_text(value, cells),
            kind_of(plain),
            state,
            label,
            ref,
            identity(value, cells),
            size_of(plain),
        )

    def hold(self, value: Value | Group) -> int:
        """A handle by which something can be opened, as long as this snapshot is the latest."""
        self.refs.append(value)
        return len(self.refs) - 1

    def held(self, ref: int) -> Value | Group:
        """What a handle stands for; None if for nothing."""
        return self.refs[ref] if 0 < ref < len(self.refs) else None

    def group(self, ref: int) -> Group:
        """Everything that a handle opens into. The order of a set is found once."""
        held = self.held(ref)
        if isinstance(held, Group):
            return held
        if ref not in self.insides:
            cells = self.machine.cells
            self.insides[ref] = inside_of(cells.peek(held), cells)
        inside = self.insides[ref]
        return Group(inside, 0, len(inside))

    def open(self, ref: int) -> list[tuple[str, ValueView]]:
        """What is inside a value of the latest snapshot, by name; many children come in groups."""
        group = self.group(ref)
        groups = group.groups()
        if groups:
            return [(each.name, self.group_view(each)) for each in groups]
        inside = group.inside
        return [(inside.name(at), self.view(inside.value(at))) for at in range(group.first, group.end)]

    def group_view(self, group: Group) -> ValueView:
        size = group.end - group.first
        return ValueView(group.names(), "group", ref=self.hold(group), size=size, first=group.first)

    def find(self, ref: int, text: str) -> int:
        """Which child of a value `[52000]` or a name means; DebuggerError if none."""
        return find(self.group(ref).inside, text)

    def narrow(self, ref: int, text: str) -> ValueView:
        """Those children of a value whose names have a text in them, to be opened instead of all."""
        inside = self.group(ref).inside
        chosen = Chosen(inside, inside.like(from_host(text)))
        return self.group_view(Group(chosen, 0, len(chosen)))

    # Stacks.

    def frames(self, shown: int, before: Snapshot | None) -> Iterator[FrameView]:
        """A window of the frames: from the top, or around the shown one where that is far below."""
        vm = self.machine
        first = vm.depth if shown > vm.depth - WINDOW else shown + WINDOW // 2
        known = {(view.number, view.chunk, view.ip) for view in before.frames} if before else set()
        for number in range(first, max(first - WINDOW, 0), -1):
            frame = vm.frames[number - 1]
            ip = shown_ip(vm, frame, number)
            changed = before is not None and (number, safe_shown(frame.code.name), ip) not in known
            yield FrameView(
                number,
                safe_shown(title(frame.code)),
                place(frame.code.chunk.span(ip)),
                safe_shown(frame.code.name),
                ip,
                changed,
                safe_shown(one_line(frame.code.span.beginning(240), 60)),
                self.own.has(frame.code.chunk.source),
            )

    def stack(self, before: Snapshot | None) -> Iterator[StackView]:
        vm = self.machine
        height = len(vm.stack)
        known = {entry.index: entry.value.identity for entry in before.stack} if before else {}
        oldest = before.stack_height - len(before.stack) if before else 0
        number = vm.depth
        for index in range(height - 1, max(height - WINDOW, 0) - 1, -1):
            number = owner_of(vm.frames, number, index, base_of)
            value = self.view(vm.stack[index])
            changed = before is not None and index >= oldest and known.get(index) != value.identity
            yield StackView(index, value, slot_name(vm, number, index), number, changed)

    def withs(self, frame: AnyFrame | None, number: int, before: Snapshot | None) -> Iterator[WithView]:
        vm = self.machine
        if frame is None:
            return
        captured = frame.upvalues[-1] if frame.code.captures_with and frame.upvalues else ()
        own = [vm.stack[index] for index in vm.own_withs(number) if index < len(vm.stack)]
        known = {entry.value.identity for entry in before.withs} if before else set()
        entries = [(value, "captured") for value in captured] + [(value, "own") for value in own]
        for index in range(len(entries) - 1, max(len(entries) - WINDOW, 0) - 1, -1):
            value = self.view(entries[index][0])
            yield WithView(
                index, value, entries[index][1], before is not None and value.identity not in known
            )

    def upvalues(self, frame: AnyFrame | None, number: int, before: Snapshot | None) -> Iterator[UpvalueView]:
        if frame is None:
            return
        same = before is not None and before.selected == number
        known = {entry.index: entry.value.identity for entry in before.upvalues} if before and same else {}
        for index, value in enumerate(frame.upvalues[:WINDOW]):
            name = frame.code.capture_names[index] if index < len(frame.code.capture_names) else "?"
            if frame.code.captures_with and index == len(frame.upvalues) - 1:
                view = ValueView(
                    f"the with-stack: {len(value)} set{'' if len(value) == 1 else 's'}",
                    "internal",
                    identity=id(value),
                )
            else:
                view = self.view(value)
            changed = same and known.get(index) != view.identity
            yield UpvalueView(index, safe(name), view, changed)

    def continuations(self, before: Snapshot | None) -> Iterator[ContinuationView]:
        vm = self.machine
        height = len(vm.continuations)
        known = {(view.index, view.text) for view in before.continuations} if before else set()
        number = vm.depth
        for index in range(height - 1, max(height - WINDOW, 0) - 1, -1):
            continuation = vm.continuations[index]
            number = owner_of(vm.frames, number, index, height_of)
            text = safe(continuation.describe())
            span = continuation.span
            changed = before is not None and (index, text) not in known
            yield ContinuationView(
                index,
                text,
                continuation.owner,
                continuation.waits,
                number + 1,
                place(span) if span else "",
                changed,
            )

    # Code.

    def source(self, frame: AnyFrame | None, number: int, error: NixError | None) -> SourceView | None:
        span: Span | None = None
        if error is not None and number == self.machine.depth:
            span = error.span
        if span is None and frame is not None:
            span = frame.code.chunk.span(shown_ip(self.machine, frame, number))
        return source_view(span) if span is not None else None

    def bytecode(self, frame: AnyFrame | None, number: int) -> BytecodeView | None:
        if frame is None:
            return None
        return bytecode_view(frame.code, shown_ip(self.machine, frame, number))


def owner_of(frames: Sequence[AnyFrame], number: int, index: int, start: Callable[[AnyFrame], int]) -> int:
    """The number of the topmost frame, from `number` down, that starts at or below a place in a stack.

    Searched from the top in growing strides: the frames of the past are made only as far down as one looks.
    """
    stride = 1
    while number and start(frames[number - 1]) > index:
        lower = max(number - stride, 0)
        if lower and start(frames[lower - 1]) > index:
            number, stride = lower, stride * 2
        elif stride == 1:
            return lower
        else:
            stride = 1 if stride == 2 else stride // 2
    return number


def source_view(span: Span) -> SourceView:
    start, end = span.position, span.end_position
    around = span.source.surroundings(span.start, REACH) if start.column > FAR_COLUMN else ("", "")
    return SourceView(
        span.source, source_name(span.source), start.line, start.column, end.line, end.column, *around
    )


def bytecode_view(code: Lambda, current: int) -> BytecodeView:
    """A chunk's instructions; of a very long chunk, those around the current one."""
    first = max(0, min(current - BYTECODE_WINDOW // 2, code.end - BYTECODE_WINDOW))
    shown = range(first, min(code.end, first + BYTECODE_WINDOW))
    return BytecodeView(
        safe_shown(code.name),
        safe_shown(title(code)),
        place(code.span),
        tuple(instruction_view(code, ip) for ip in shown),
        current,
    )


def instruction_view(code: Lambda, ip: int) -> InstructionView:
    op = OPCODES[code.ops[ip]]
    text = f"{op.name} {code.operands[ip]}" if has_operand(code, ip) else op.name
    jumps = op.operand is Operand.OFFSET
    return InstructionView(
        ip,
        text,
        safe_shown(operand_text(code, ip) or op.effect),
        safe_shown(one_line(code.chunk.span(ip).beginning(400), 60)),
        op.is_data,
        ip + 1 + code.operands[ip] if jumps else None,
    )


def title(code: Lambda) -> str:
    return code.display_name


def place(span: Span) -> str:
    """`file.nix:12`."""
    return safe_shown(f"{to_display(span.source.name)}:{span.source.line_of(span.start)}")


def slot_name(vm: State, number: int, index: int) -> str:
    if not number:
        return ""
    frame = vm.frames[number - 1]
    slot = index - frame.base
    return next((safe(name) for at, name in frame.code.chunk.slots if at == slot), "")


def identity(value: Value, cells: Cells) -> int:
    state = cells.state(value) if type(value) is Thunk else 0
    return hash((id(value), state))


def kind_of(plain: Value) -> str:
    if type(plain) is Thunk:
        return "thunk"
    return TYPE_NAMES.get(type(plain), "internal")


def is_openable(plain: Value) -> bool:
    kind = type(plain)
    return (
        (kind in (tuple, AttrSet) and bool(plain))
        or kind in (Closure, PartialBuiltin, Thunk)
        or (is_string(plain) and (len(plain) > SHORT or "\n" in plain))
        or (kind is Path and len(plain.text) > SHORT)
    )


def size_of(plain: Value) -> int:
    """Elements, attributes or bytes."""
    return len(plain) if type(plain) in (tuple, AttrSet) or is_string(plain) else 0


def value_text(value: Value, cells: Cells) -> str:
    """One line for any value, internal ones included."""
    plain = cells.peek(value)
    if type(plain) is Thunk:
        return thunk_text(plain, cells)
    kind = type(plain)
    if kind is AttrSet:
        return set_text(plain, cells)
    if kind is tuple:
        return list_text(plain, cells)
    if kind is Closure:
        return closure_text(plain)
    if kind is Builtin:
        return f"builtin {plain.name}"
    if kind is PartialBuiltin:
        return f"builtin {plain.builtin.name} with {len(plain.arguments)} of {plain.builtin.arity} arguments"
    if isinstance(plain, Blueprint):
        return f"blueprint {safe_shown(plain.code.name)}"
    if kind is DeferredUpvalue:
        return f"to be captured from slot {plain.slot}"
    if kind is UnresolvedPath:
        return f"unresolved {safe(plain.text)}"
    if kind is Scope:
        return "the names of a recursive set"
    if kind not in TYPE_NAMES:
        return "no such attribute"
    text = safe(print_short(plain, VALUE_WIDTH))
    return f"{text} ({len(plain)})" if is_string(plain) and text.endswith("...") else text


def thunk_text(thunk: Thunk, cells: Cells) -> str:
    code = thunk.code
    if type(code) is Lambda:
        return safe_shown(one_line(code.span.beginning(600), VALUE_WIDTH))
    if type(code) is Application:
        return f"{code.maker}: apply {element_text(code.function, cells)}"
    return ""


def element_text(value: Value, cells: Cells) -> str:
    """A value inside another one: only a word or two."""
    plain = cells.peek(value)
    kind = type(plain)
    if kind is Thunk:
        return f"thunk#{plain.number}"
    if kind is AttrSet:
        return "{ ... }" if plain else "{ }"
    if kind is tuple:
        return "[ ... ]" if plain else "[ ]"
    if kind is Closure:
        return "lambda"
    if kind is Builtin:
        return str(plain.name)
    if kind not in TYPE_NAMES:
        return "..."
    return safe(print_short(plain, 24))


def set_text(value: AttrSet, cells: Cells) -> str:
    if not value:
        return "{ }"
    if len(value) > 100:
        return f"{{ {len(value)} attributes }}"
    text = "{ "
    for name in value.sorted_names():
        text += f"{safe(print_name(name))} = {element_text(value[name], cells)}; "
        if len(text) > VALUE_WIDTH:
            return f"{text[: VALUE_WIDTH - 3]}... ({len(value)})"
    return text + "}"


def list_text(value: tuple[Value, ...], cells: Cells) -> str:
    if not value:
        return "[ ]"
    text = "[ "
    for item in value[:50]:
        text += element_text(item, cells) + " "
        if len(text) > VALUE_WIDTH:
            break
    if len(text) > VALUE_WIDTH or len(value) > 50:
        return f"{text[: VALUE_WIDTH - 3]}... ({len(value)})"
    return text + "]"


def closure_text(value: Closure) -> str:
    code = value.code
    formals = code.formals
    if formals is not None:
        shown = ", ".join(list(map(safe, formals.names))[:6])
        more = ", ..." if formals.ellipsis or len(formals.names) > 6 else ""
        head = f"{{ {shown}{more} }}"
    else:
        head = safe(code.parameter or "_")
    name = f"{safe(code.label)} = " if code.label else ""
    return f"{name}λ {head}: ({place(code.span)})"


def error_view(error: NixError, caught: bool, own: OwnCode, unfolded: OwnCode) -> ErrorView:
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
