"""Told: the panels of a snapshot as lines of text, for a face without a screen and for what is handed on."""

from __future__ import annotations

from collections.abc import Iterator

from debugger.text import safe_shown
from debugger.views.snapshot import FrameView, Snapshot, SourceText, ValueView

AROUND = 5
"""Lines of source before and after the one that is shown."""


def value_line(value: ValueView) -> str:
    """A value with its thunk, if it stands in one."""
    label = f"{value.label} {value.state} " if value.label else ""
    return f"{label}{value.text}".rstrip()


def named(name: str, value: ValueView) -> str:
    """The same with its name, if it has one."""
    return f"{name} = {value_line(value)}" if name else value_line(value)


def frame_line(frame: FrameView, is_selected: bool) -> str:
    """A frame on one line; `*` is the selected one."""
    name = frame.function or frame.title
    mark = "*" if is_selected else " "
    return f"{mark} {frame.number}  {frame.chunk}@{frame.ip}  {name}  {frame.text}".rstrip()


def frame_lines(shown: Snapshot) -> list[str]:
    return [frame_line(each, each.number == shown.selected) for each in shown.frames]


def stack_lines(shown: Snapshot) -> list[str]:
    return [f"{each.index:>4}  {named(each.name, each.value)}" for each in shown.stack]


def with_lines(shown: Snapshot) -> list[str]:
    return [f"{each.index:>4}  {value_line(each.value)}" for each in shown.withs]


def upvalue_lines(shown: Snapshot) -> list[str]:
    return [f"{each.index:>4}  {named(each.name, each.value)}" for each in shown.upvalues]


def continuation_lines(shown: Snapshot) -> list[str]:
    return [f"{each.index:>4}  below frame {each.frame}  {each.text}" for each in shown.continuations]


def numbered(text: SourceText, line: int, around: int = AROUND) -> Iterator[str]:
    """The lines of a source around one of them, which is marked."""
    first, last = max(line - around, 1), min(line + around, text.line_count)
    digits = len(str(last))
    for number in range(first, last + 1):
        mark = ">" if number == line else " "
        yield f"{mark} {number:>{digits}} | {safe_shown(text.line_text(number))}".rstrip()
