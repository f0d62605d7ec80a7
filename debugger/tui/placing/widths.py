"""Widths: how wide panels want to be for what is in them.

Wants only grow, in steps, until the size of the screen changes: panels that move about with every step are
worse than panels that are a little too wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from debugger.tui.drawing.lines import cells
from debugger.views.snapshot import BytecodeView, Snapshot, SourceText, ValueView

STEP = 8
MOST = 104
"""Wants are multiples of STEP, and none is larger than MOST."""
GIVE, TAKE = 30, 45
"""Percent of its share that a panel may give up, and get in addition."""
LINES = 3_000
"""Lines of a source that are looked at."""
SHARE_OF_LINES = 95
"""Percent of the lines of a source that have room."""
OP, NOTE, TEXT, NAME = 26, 30, 44, 20
"""The most that an opcode, its operand's meaning, a text and a name are counted as."""
ROWS = 16
"""Rows of a panel that are looked at."""


def fitted(width: int, shares: Sequence[int], wants: Sequence[int]) -> list[int]:
    """The widths of neighbours: their shares (in percent), and what one does not want goes to those that want
    more; a want of 0 is none."""
    own = [width * share // 100 for share in shares]
    own[-1] = width - sum(own[:-1])
    given = [
        min(max(size - want, 0), size * GIVE // 100) if want else 0
        for size, want in zip(own, wants, strict=True)
    ]
    missed = [min(max(want - size, 0), size * TAKE // 100) for size, want in zip(own, wants, strict=True)]
    moved = min(sum(given), sum(missed))
    if not moved:
        return own
    got = shared(moved, missed)
    lost = shared(moved, given)
    return [size + more - less for size, more, less in zip(own, got, lost, strict=True)]


def shared(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount in whole parts by weight; what is left over goes to the first that have any."""
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    left = amount - sum(parts)
    for at, weight in enumerate(weights):
        more = min(left, weight - parts[at])
        parts[at] += more
        left -= more
    return parts


class Wants:
    """How wide each panel has wanted to be so far."""

    def __init__(self) -> None:
        self.widths: dict[str, int] = {}
        self.known: set[tuple[str, object]] = set()
        """Chunks and sources that have been looked at."""

    def forget(self) -> None:
        """Begin anew: the screen or the program is another one."""
        self.widths, self.known = {}, set()

    def take(self, snapshot: Snapshot) -> bool:
        """Look at a snapshot; True if a panel wants more than before."""
        before = dict(self.widths)
        if snapshot.bytecode is not None and self.is_new("bytecode", snapshot.bytecode.chunk):
            self.want("bytecode", [code_width(snapshot.bytecode)])
        if snapshot.source is not None and self.is_new("source", snapshot.source.text):
            self.want("source", [source_width(snapshot.source.text)])
        digits = len(str(max(snapshot.frame_count, snapshot.stack_height)))
        self.want(
            "frames", (frame_width(each.title, each.text, each.place) for each in snapshot.frames[:ROWS])
        )
        self.want("stack", (digits + value_width(each.name, each.value) for each in snapshot.stack[:ROWS]))
        self.want("upvalues", (2 + value_width(each.name, each.value) for each in snapshot.upvalues[:ROWS]))
        self.want("upvalues", (7 + value_width(each.text, each.value) for each in snapshot.watches[:ROWS]))
        self.want("upvalues", (12 + value_width("", each.value) for each in snapshot.withs[:ROWS]))
        return self.widths != before

    def is_new(self, panel: str, what: object) -> bool:
        known = (panel, what) in self.known
        self.known.add((panel, what))
        return not known

    def want(self, panel: str, widths: Iterable[int]) -> None:
        wanted = min(max(widths, default=0) + STEP - 1, MOST) // STEP * STEP
        self.widths[panel] = max(self.widths.get(panel, 0), wanted)

    def of(self, panels: Iterable[str]) -> int:
        """What a place wants that several panels share."""
        return wanted(self.widths, panels)


def wanted(widths: Mapping[str, int], panels: Iterable[str]) -> int:
    """The width that the widest of these wants; 0 if none wants any."""
    return max((widths.get(panel, 0) for panel in panels), default=0)


def code_width(view: BytecodeView) -> int:
    """Opcode, operand and the beginning of its source, with the margin."""
    op = max((cells(each.op) for each in view.instructions), default=0)
    note = max((cells(each.operand) for each in view.instructions), default=0)
    return min(op, OP) + min(note, NOTE) + 24


@lru_cache(maxsize=64)
def source_width(text: SourceText) -> int:
    """Most of the lines, with the margin; of some very long ones nobody sees the end."""
    numbers = range(1, min(text.line_count, LINES) + 1)
    lengths = sorted(len(line) for line in (text.line_text(number).rstrip() for number in numbers) if line)
    if not lengths:
        return 0
    return lengths[(len(lengths) - 1) * SHARE_OF_LINES // 100] + len(str(text.line_count)) + 6


def frame_width(title: str, text: str, place: str) -> int:
    return min(cells(title) + cells(text), TEXT) + min(cells(place), NAME) + 10


def value_width(name: str, value: ValueView) -> int:
    return min(cells(name), NAME) + min(cells(value.text) + cells(value.called), TEXT) + 8
