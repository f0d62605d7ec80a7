"""The Bytecode panel: the selected frame's chunk, the current instruction and where the jumps go.

A row is an instruction with the data that belongs to it; below the last one stands where the result goes.
Opcode and operand take what they need, the source text has the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from debugger.tui.drawing.lines import Line, Part, cells, clip, pad
from debugger.tui.panels.arrows import tracks
from debugger.tui.panels.linking import Stretch
from debugger.tui.panels.panel import Panel, stretch
from debugger.views.snapshot import BytecodeView, InstructionView, Snapshot

NARROW = 48
"""Columns below which only opcode and operand are shown, and the source of those that have no operand."""
LEAST_SOURCE = 10
"""Columns of source text that are worth showing."""
RETURN = "⏎ return"
BESIDE = 24
"""Columns of the border beside what is said of the chunk."""

Place = tuple[str, int]
"""A source and a line of it, counted from 1."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked besides the current instruction."""

    breakpoints: frozenset[int] = frozenset()
    failed: bool = False
    linked: Place | None = None
    """The line of which the instructions are marked."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of opcode and operand, and whether there is room for more than these."""

    op: int
    operand: int
    is_narrow: bool


def lines(
    view: BytecodeView | None, width: int, top: int = 0, height: int = 20, marks: Marks | None = None
) -> list[Line]:
    """Rows of a chunk from row `top` on."""
    if view is None or not view.instructions:
        return []
    marks = marks or Marks()
    code = view.instructions
    current = view.row_of(view.current)
    gutters, lanes = tracks(jumps_of(view), len(code) + 1)
    columns = columns_of(code, width - len(gutters[0]))
    digits = len(str(code[-1].ip))
    result = []
    for row in stretch(range(row_count(view)), top, height):
        gutter = gutter_parts(gutters[row], lanes.get(current), row, current, lane_end(view, current))
        if row == len(code):
            result.append(return_line(view, width, digits, gutter))
            continue
        each = code[row]
        head = head_parts(view, each, row == current, marks, digits)
        left = width - sum(cells(text) for text, _ in (*head, *gutter))
        parts = (*head, *gutter, *body(each, left, columns, row == current))
        ground = ("error" if marks.failed else "current") if row == current else ""
        result.append(Line(parts, ground))
    return result


def row_count(view: BytecodeView) -> int:
    """The instructions, and the row for the result."""
    return len(view.instructions) + bool(view.returns and view.instructions)


def columns_of(code: tuple[InstructionView, ...], room: int) -> Columns:
    """No column is wider than what stands in it; long operands do not make the others wait."""
    is_narrow = room < NARROW
    operands = [cells(each.operand) for each in code if each.operand]
    most = max(room * 30 // 100, 8)
    fitting = [width for width in operands if width <= most]
    return Columns(max(cells(each.op) for each in code), max(fitting, default=0), is_narrow)


def head_parts(
    view: BytecodeView, each: InstructionView, is_current: bool, marks: Marks, digits: int
) -> list[Part]:
    """Breakpoint, mark, number."""
    stops = any(ip in marks.breakpoints for ip in range(each.ip, each.end))
    linked = marks.linked is not None and marks.linked == (view.path, each.line)
    mark: Part = (" ", "")
    if is_current:
        mark = ("▶", "error-strong" if marks.failed else "focus-strong")
    elif linked:
        mark = ("▸", "changed-strong")
    number = "focus-strong" if is_current else "changed" if linked else "faint"
    return [("■" if stops else " ", "break"), mark, (f" {each.ip:>{digits}} ", number)]


def body(each: InstructionView, room: int, columns: Columns, is_current: bool) -> list[Part]:
    """Opcode, operand, source, and what the current instruction does to the stack."""
    op = (each.op, "op-current" if is_current else "op")
    captures = each.end > each.ip + 1
    role = "dim" if captures else "string" if each.operand.startswith('"') else "name"
    if columns.is_narrow:
        return narrow_body(each, op, role, room, columns.op)
    effect = effect_part(each, room - columns.op - 2) if is_current else None
    left = room - columns.op - 2 - (cells(effect[0]) if effect is not None else 0)
    parts: list[Part] = [(pad(op[0], columns.op) + "  ", op[1])]
    if each.operand:
        own = max(min(columns.operand, left), operand_room(each, left))
        parts.append((pad(each.operand, own), role))
        left -= own
    gap = 2 if each.operand else 0
    text = clip(source_of(each), left - gap) if left - gap >= LEAST_SOURCE else ""
    parts.append((" " * gap + text if text else "", "dim" if is_current else "faint"))
    left -= gap + cells(text) if text else 0
    if effect is not None:
        parts += [(" " * max(left, 0), ""), effect]
    return parts


def operand_room(each: InstructionView, left: int) -> int:
    """All that it needs; of what is too long, as many captures are, so much that the source is seen too."""
    size = cells(each.operand)
    return size if size <= left or not source_of(each) else left * 60 // 100


def source_of(each: InstructionView) -> str:
    """The source text where it says more than the operand."""
    return "" if each.source == each.operand else each.source


def narrow_body(each: InstructionView, op: Part, role: str, room: int, op_width: int) -> list[Part]:
    """Opcode and operand; the source text where there is no operand and room for some of it."""
    text = each.operand.removeprefix("captures ") or each.source
    wanted = cells(text) if each.operand else LEAST_SOURCE
    own = max(min(op_width, room - 1 - wanted), cells(op[0]))
    left = room - own - 1
    if not each.operand:
        role, text = "faint", text if left >= LEAST_SOURCE else ""
    return [(pad(op[0], own) + " ", op[1]), (clip(text, left), role)]


def effect_part(each: InstructionView, room: int) -> Part | None:
    """`  a b ── bool`, where it leaves room for the source."""
    text = f"  {each.effect.replace('--', '──')} " if each.effect else ""
    return (text, "focus") if text and room - cells(text) >= LEAST_SOURCE else None


def return_line(view: BytecodeView, width: int, digits: int, gutter: list[Part]) -> Line:
    """Where the result goes, and what it is if the current instruction is the last one."""
    head: list[Part] = [(" " * (digits + 4), ""), *gutter, (RETURN + "  ", "dim")]
    left = width - sum(cells(text) for text, _ in head) - 1
    is_next = not view.returns.startswith("→")
    text = clip(view.returns, left)
    gap = left - cells(text) if is_next and left >= cells(text) else 0
    return Line((*head, (" " * gap + text, "focus" if is_next else "dim")))


def jumps_of(view: BytecodeView) -> tuple[tuple[int, int], ...]:
    """(row of the jump, row of its target) pairs; beyond the last instruction is the row of the result."""
    code = view.instructions
    return tuple(
        (row, target_row(view, each.jump_to)) for row, each in enumerate(code) if each.jump_to is not None
    )


def target_row(view: BytecodeView, ip: int) -> int:
    row = view.row_of(ip)
    return row if row >= 0 else len(view.instructions)


def lane_end(view: BytecodeView, current: int) -> int:
    """The row that the current jump goes to; the current row if it is none."""
    target = view.instructions[current].jump_to if current >= 0 else None
    return target_row(view, target) if target is not None else current


def gutter_parts(gutter: str, lane: int | None, row: int, start: int, end: int) -> list[Part]:
    """The tracks beside one row, the current jump's one lit."""
    if not gutter:
        return []
    if lane is None or not min(start, end) <= row <= max(start, end):
        return [(gutter + " ", "faint")]
    if row in (start, end):
        return [(gutter[:lane], "faint"), (gutter[lane:] + " ", "focus")]
    return [(gutter[:lane], "faint"), (gutter[lane], "focus"), (gutter[lane + 1 :] + " ", "faint")]


class BytecodePanel(Panel):
    """Shows the frame's chunk, or any chunk that was asked for until the next step."""

    empty = "The instructions of the running code stand here. The program has ended: R runs it again."
    margin = 2

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.view: BytecodeView | None = None
        self.breakpoints: frozenset[int] = frozenset()
        self.linked: Place | None = None

    @property
    def chunk(self) -> str:
        """The name of the chunk that is shown; "" for none."""
        return self.view.chunk if self.view is not None else ""

    @property
    def instruction(self) -> InstructionView | None:
        """The one under the cursor; on the row for the result the last one."""
        if self.view is None or not self.view.instructions:
            return None
        return self.view.instructions[min(self.cursor, len(self.view.instructions) - 1)]

    @property
    def pointed_at(self) -> Stretch | None:
        """The source text of the instruction under the cursor; None for the current one, which is marked
        anyway, and for the row for the result."""
        each = self.instruction
        if each is None or self.view is None or self.cursor >= len(self.view.instructions):
            return None
        is_current = self.cursor == self.view.row_of(self.view.current)
        return None if is_current else (each.line, each.column, each.end_line, each.end_column)

    @property
    def ip(self) -> int:
        """The number of the instruction under the cursor."""
        return self.instruction.ip if self.instruction is not None else 0

    def count(self) -> int:
        return row_count(self.view) if self.view is not None else 0

    def about(self) -> str:
        if self.view is None:
            return ""
        room = self.size.width - cells(self.view.chunk) - BESIDE
        return f"{clip(self.view.title, room)} ── {self.view.chunk}" if room >= 8 else self.view.chunk

    def tally(self) -> str:
        last = self.view.instructions[-1].ip if self.view is not None and self.view.instructions else 0
        return f"{self.ip} of {last}"

    def updated(self, before: Snapshot | None) -> None:
        if self.snapshot is not None:
            self.look_at(self.snapshot.bytecode)

    def look_at(self, view: BytecodeView | None) -> None:
        """Show a chunk, with the cursor on its current instruction."""
        same = self.view is not None and view is not None and self.view.chunk == view.chunk
        if not (same and self.view is not None and view is not None and self.view.current == view.current):
            self.cursor = max(view.row_of(view.current), 0) if view is not None else 0
        self.view, self.linked = view, None
        self.keep_visible()
        self.redraw()

    def link(self, place: Place | None) -> None:
        """Mark the instructions of a line of the source."""
        if place != self.linked:
            self.linked = place
            self.redraw()

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        failed = self.snapshot is not None and self.snapshot.status == "error"
        return lines(self.view, width, top, height, Marks(self.breakpoints, failed, self.linked))

    def go_right(self) -> None:
        """Everything is clipped to the width."""

    def activate(self) -> None:
        """Nothing opens here."""

    def clicked(self, column: int, again: bool) -> None:
        if column <= 1:
            self.post_message(self.Marked(self))
