"""The Frames panel: the activations, innermost first; the selected one is what the other panels show."""

from __future__ import annotations

from debugger.tui.drawing.lines import Line, Part, clip, grouped, spread
from debugger.tui.panels.panel import Panel, stretch
from debugger.tui.panels.values import change_mark, ground, is_loud
from debugger.views.snapshot import FrameView, Snapshot


def lines(snapshot: Snapshot, width: int, top: int = 0, height: int = 20) -> list[Line]:
    """One row a frame, and one for those below that are not listed."""
    digits = len(str(snapshot.frame_count))
    marks_own = any(not frame.own for frame in snapshot.frames)
    loud = is_loud(snapshot.frames)
    rows = [
        frame_line(snapshot.frames[row], snapshot, digits, width, loud, marks_own)
        for row in stretch(snapshot.frames, top, height)
    ]
    hidden = left_out(snapshot)
    if hidden and len(rows) < height:
        rows.append(Line(((f"   {hidden}", "faint"),)))
    return rows


def frame_line(
    frame: FrameView, snapshot: Snapshot, digits: int, width: int, loud: bool, marks_own: bool = False
) -> Line:
    """`marks_own` where there is library code too: it steps back behind the person's own."""
    selected = frame.number == snapshot.selected
    role = "strong" if selected else "text" if frame.own else "dim"
    parts = (
        ("▶" if selected else " ", "focus-strong"),
        change_mark(frame.changed),
        (f"{frame.number:>{digits}} ", "focus-strong" if selected else "faint"),
        *([("▪ " if frame.own else "  ", "focus")] if marks_own else []),
        *named(frame, role, width),
    )
    return spread(
        parts, ((f"{shown_place(frame, snapshot, width)} ", "dim"),), width, ground(frame.changed, loud)
    )


def shown_place(frame: FrameView, snapshot: Snapshot, width: int) -> str:
    """`file.nix:12`, or `:12` where it is narrow and the file is the same as the top frame's."""
    name, _, number = frame.place.rpartition(":")
    same = name == snapshot.frames[0].place.rpartition(":")[0]
    if width >= 44:
        return frame.place
    return f":{number}" if same else f"{clip(name, max(width * 36 // 100 - len(number), 3))}:{number}"


def named(frame: FrameView, role: str, width: int) -> tuple[Part, ...]:
    """The title; where it says too little, the source text too, or instead of it where it is narrow."""
    if frame.title not in ("thunk", "lambda"):
        return ((frame.title, role),)
    if width < 44:
        return ((f"{'λ ' if frame.title == 'lambda' else ''}{frame.text}", role),)
    return ((frame.title, role), (f" {frame.text}", "dim"))


def left_out(snapshot: Snapshot) -> str:
    """What the rows do not show of a deep stack."""
    if not snapshot.frames:
        return ""
    below = snapshot.frames[-1].number - 1
    return f"… {grouped(below)} more below" if below else ""


class FramesPanel(Panel):
    """Moving the cursor selects the frame."""

    empty = "Calls and forces that are under way are listed here, the innermost first."
    margin = 1

    def count(self) -> int:
        if self.snapshot is None:
            return 0
        return len(self.snapshot.frames) + bool(left_out(self.snapshot))

    def about(self) -> str:
        return (
            grouped(self.snapshot.frame_count)
            if self.snapshot is not None and self.snapshot.frame_count
            else ""
        )

    @property
    def frame(self) -> FrameView | None:
        """The frame under the cursor."""
        if self.snapshot is None or self.cursor >= len(self.snapshot.frames):
            return None
        return self.snapshot.frames[self.cursor]

    def tally(self) -> str:
        return (
            f"{self.frame.number if self.frame else 1} of {self.snapshot.frame_count if self.snapshot else 0}"
        )

    def updated(self, before: Snapshot | None) -> None:
        assert self.snapshot is not None
        numbers = [frame.number for frame in self.snapshot.frames]
        self.cursor = numbers.index(self.snapshot.selected) if self.snapshot.selected in numbers else 0

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return lines(self.snapshot, width, top, height) if self.snapshot is not None else []

    def clicked(self, column: int, again: bool) -> None:
        self.post_message(self.Moved(self))
