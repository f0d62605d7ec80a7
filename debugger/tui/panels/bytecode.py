"""The Bytecode panel: the selected frame's chunk, the current instruction and where the jumps go."""

from __future__ import annotations

from debugger.tui.drawing.lines import Line, Part, cells, clip, pad
from debugger.tui.panels.arrows import tracks
from debugger.tui.panels.panel import Panel, stretch
from debugger.views.snapshot import BytecodeView, InstructionView, Snapshot

OP_WIDTH = 26


def lines(
    view: BytecodeView | None,
    width: int,
    top: int = 0,
    height: int = 20,
    breakpoints: frozenset[int] = frozenset(),
    failed: bool = False,
) -> list[Line]:
    """Rows of a chunk from row `top` on."""
    if view is None or not view.instructions:
        return []
    code = view.instructions
    first = code[0].ip
    jumps = tuple((row, each.jump_to - first) for row, each in enumerate(code) if each.jump_to is not None)
    gutters, lanes = tracks(jumps, len(code))
    digits = len(str(code[-1].ip))
    op_width = min(max(cells(each.text) for each in code), OP_WIDTH)
    note_width = min(max(cells(note_of(each)) for each in code), max(width * 30 // 100, 8))
    result = []
    for row in stretch(code, top, height):
        each = code[row]
        current = each.ip == view.current
        lane = lanes.get(view.current - first)
        parts: list[Part] = [
            ("■" if each.ip in breakpoints else " ", "break"),
            ("▶" if current else " ", "error-strong" if failed else "focus-strong"),
            (f"{each.ip:>{digits}} ", "focus-strong" if current else "faint"),
            *gutter_parts(
                gutters[row],
                lane,
                each,
                view.current,
                code[lane_end(view, first)].ip if lane is not None else -1,
            ),
            (pad(each.text, op_width) + "  ", "faint" if each.is_data else "op-current" if current else "op"),
        ]
        left = width - sum(cells(text) for text, _ in parts)
        parts += tail(each, left, note_width)
        result.append(Line(tuple(parts), ("error" if failed else "current") if current else ""))
    return result


def note_of(each: InstructionView) -> str:
    """ "" for an op without a stack effect."""
    return "" if each.note == "--" else each.note


def tail(each: InstructionView, left: int, note_width: int) -> list[Part]:
    """The operand's meaning, and the source text where there is room for it."""
    note = note_of(each)
    role = "faint" if each.is_data or " -- " in f" {note} " else "string" if note.startswith('"') else "dim"
    if left < note_width + 8:
        return [(clip(note or each.source, left), role)]
    room = left - note_width - 2
    return [(pad(note, note_width) + "  ", role), (clip(each.source, room), "faint")]


def lane_end(view: BytecodeView, first: int) -> int:
    """The row that the current jump goes to."""
    target = view.instructions[view.current - first].jump_to
    return min(max((target or 0) - first, 0), len(view.instructions) - 1)


def gutter_parts(gutter: str, lane: int | None, each: InstructionView, start: int, end: int) -> list[Part]:
    """The tracks beside one row, the current jump's one lit."""
    if not gutter:
        return []
    if lane is None or not min(start, end) <= each.ip <= max(start, end):
        return [(gutter + " ", "faint")]
    if each.ip in (start, end):
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

    @property
    def chunk(self) -> str:
        """The name of the chunk that is shown; "" for none."""
        return self.view.chunk if self.view is not None else ""

    @property
    def ip(self) -> int:
        """The instruction under the cursor; a data instruction counts as the one that it belongs to."""
        if self.view is None or not self.view.instructions:
            return 0
        row = self.cursor
        while row > 0 and self.view.instructions[row].is_data:
            row -= 1
        return self.view.instructions[row].ip

    def count(self) -> int:
        return len(self.view.instructions) if self.view is not None else 0

    def about(self) -> str:
        return f"{self.view.title}  {self.view.chunk}" if self.view is not None else ""

    def tally(self) -> str:
        return f"{self.ip} of {self.count()}"

    def updated(self, before: Snapshot | None) -> None:
        if self.snapshot is not None:
            self.look_at(self.snapshot.bytecode)

    def look_at(self, view: BytecodeView | None) -> None:
        """Show a chunk, with the cursor on its current instruction."""
        same = self.view is not None and view is not None and self.view.chunk == view.chunk
        if not (same and self.view is not None and view is not None and self.view.current == view.current):
            first = view.instructions[0].ip if view is not None and view.instructions else 0
            self.cursor = max(view.current - first, 0) if view is not None else 0
        self.view = view
        self.keep_visible()
        self.redraw()

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        failed = self.snapshot is not None and self.snapshot.status == "error"
        return lines(self.view, width, top, height, self.breakpoints, failed)

    def go_right(self) -> None:
        """Everything is clipped to the width."""

    def activate(self) -> None:
        """Nothing opens here."""

    def clicked(self, column: int, again: bool) -> None:
        if column <= 1:
            self.post_message(self.Marked(self))
