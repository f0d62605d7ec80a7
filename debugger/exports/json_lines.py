"""JSON lines: a line for the run, then one for each step with what the screen shows of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from debugger.exports.moments import visit
from debugger.session import Session
from debugger.text import json_line
from debugger.views.snapshot import Snapshot
from debugger.views.told import named

FORMAT: Final = "nixstep-steps"
VERSION: Final = 1
SHOWN = 8
"""Of a stack."""


def json_lines(session: Session, steps: Iterable[int], labels: Mapping[int, str]) -> Iterator[str]:
    """The lines, the header first."""
    yield json_line(
        {
            "format": FORMAT,
            "version": VERSION,
            "program": session.program.title,
            "steps": session.history.edge,
        }
    )
    for step in steps:
        visit(session, step)
        yield json_line(step_object(session.snapshot(), labels.get(step, "")))


def step_object(shown: Snapshot, label: str) -> dict[str, Any]:
    """One step; the tops of the stacks stand first."""
    frame = shown.frames[0] if shown.frames else None
    return {
        "step": shown.step,
        "depth": shown.depth,
        "status": shown.status,
        "opcode": shown.opcode or None,
        "chunk": frame.chunk if frame is not None else None,
        "ip": frame.ip if frame is not None else None,
        "place": frame.place if frame is not None else None,
        "explanation": shown.explanation,
        "stack": [named(each.name, each.value) for each in shown.stack[:SHOWN]],
        "stack_height": shown.stack_height,
        "frames": [each.function or each.title for each in shown.frames[:SHOWN]],
        "pending": [each.text for each in shown.continuations[:SHOWN]],
        "pending_count": shown.continuation_count,
        "thunks": shown.thunks,
        "error": {"message": shown.error.message, "code": shown.error.code}
        if shown.error is not None
        else None,
        "note": label or None,
    }
