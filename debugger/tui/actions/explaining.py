"""Explaining: a card for the instruction that is due, and the pages of `nixstep explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.explaining.pages import near, page
from debugger.explaining.terms import related
from debugger.text import safe_shown
from debugger.tui.commands import command
from debugger.tui.drawing.lines import Line, line, wrap
from debugger.tui.windows.pager import PagerScreen
from debugger.views.snapshot import Snapshot
from vm.opcodes import BY_NAME

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

GROUP = "Looking around"
MOST_ROWS = 20
"""Of one paragraph."""


@command(
    "look.explain",
    "exclamation_mark",
    "Explain",
    "A card of the instruction that is due: what it does with the values there, and why it is there. "
    "`:explain thunk`, `OpFinalise`, `builtins.map` or `E012` tells about anything.",
    GROUP,
    "explain",
    ":explain [TOPIC]",
)
def explain(app: NixStep, topic: str) -> None:
    width = app.size.width * 8 // 10 - 6
    if topic:
        app.push_screen(PagerScreen(safe_shown(topic), page_lines(page_of(topic), width)))
        return
    rows = card(app.snapshot)
    if not rows:
        raise DebuggerError("no instruction is due here: :explain TOPIC tells about anything")
    app.push_screen(PagerScreen(f"Step {app.snapshot.moment}", page_lines("\n".join(rows), width)))


def page_of(topic: str) -> str:
    """What is known of a topic; DebuggerError if there is no such thing."""
    text = page(topic)
    if text is None:
        known = near(topic)
        hint = f"did you mean {known}?" if known else "try thunk, OpForce, builtins.map or E012"
        raise DebuggerError(f"nothing is known of '{safe_shown(topic)}': {hint}")
    return text


def card(snapshot: Snapshot) -> list[str]:
    """What is to be told of the instruction that is due, as Markdown; nothing if none is."""
    opcode = BY_NAME.get(snapshot.opcode)
    effect, code = snapshot.effect, snapshot.bytecode
    if opcode is None or effect is None:
        return []
    row = code.row_of(code.current) if code is not None else -1
    source = code.instructions[row].source if code is not None and row >= 0 else ""
    rows = [f"# {opcode.name}  {opcode.effect}", "", opcode.lesson, ""]
    rows += ["## Here", "", snapshot.explanation, ""]
    taken = [each.value.text for each in reversed(snapshot.stack[: effect.taken])]
    below = snapshot.stack_height - len(taken)
    under = [f"… {below} below"] if below else []
    after = [effect.text] if effect.text else []
    rows += [f"- before:  {'  '.join([*under, *taken]) or 'empty'}"]
    rows += [f"- after:   {'  '.join([*under, *after]) or 'empty'}", ""]
    if snapshot.because:
        rows += [f"Because {snapshot.because}", ""]
    rows += ["## Why it is there", "", opcode.emitted]
    if source:
        rows.append(f"Here it stands for `{source}`.")
    found = related(f"{opcode.lesson} {opcode.emitted}")
    if found:
        rows += ["", "## Words", "", *(f"- {each.name}: {each.summary}" for each in found)]
    return rows


def page_lines(text: str, width: int) -> list[Line]:
    """A page of Markdown in rows of so many cells; code stays as it is."""
    rows: list[Line] = []
    paragraph: list[str] = []
    is_code = False

    def flush() -> None:
        if paragraph:
            told = " ".join(paragraph)
            indent = "  " if told.startswith("- ") else ""
            shown = wrap(told, max(width - 2, 10), MOST_ROWS)
            rows.extend(line((f" {indent if at else ''}{each}", "text")) for at, each in enumerate(shown))
            paragraph.clear()

    for each in text.split("\n"):
        if each.startswith("```"):
            flush()
            is_code = not is_code
        elif is_code:
            rows.append(line((f"   {each}", "dim")))
        elif each.startswith("#"):
            flush()
            rows.append(line((f" {each.lstrip('#').strip()}", "focus-strong")))
        elif not each.strip():
            flush()
            rows.append(line())
        else:
            if each.startswith("- "):
                flush()
            paragraph.append(each.replace("**", "").strip())
    flush()
    return rows
