"""Marks: names that a person gives to steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.numerals import grouped
from debugger.text import safe_shown
from debugger.tui.actions.travel import GROUP, jump, jump_back, standing
from debugger.tui.commands import command
from debugger.tui.drawing.lines import Line, line, pad
from debugger.tui.screens.marks import MarksScreen
from debugger.tui.windows.picker import PickerScreen

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

LONGEST = 40


@command(
    "mark.set",
    "m",
    "Set a mark",
    "Names this step; the next key is the name. `:mark before the error` takes longer names.",
    GROUP,
    "mark",
    ":mark NAME",
)
def set_mark(app: NixStep, name: str) -> None:
    standing(app)
    if not name:
        app.await_key("mark this step as: a letter or digit", lambda key: set_named(app, key))
        return
    set_named(app, name)


def set_named(app: NixStep, name: str) -> None:
    """Mark the step that is looked at; a name that was in use moves."""
    history = standing(app)
    if len(name) > LONGEST:
        raise DebuggerError(f"a mark's name has at most {LONGEST} characters")
    app.session.mark(name)
    app.show()
    app.say(f"mark {name}: step {grouped(history.step)}")


@command(
    "mark.jump",
    "apostrophe",
    "Jump to a mark",
    "The next key is its name; `''` goes back from the last jump.",
    GROUP,
    "jump",
    ":jump NAME",
)
def jump_to_mark(app: NixStep, name: str) -> None:
    standing(app)
    if not name:
        app.await_key("jump to which mark? its letter, or ' for back", lambda key: jump_named(app, key))
        return
    jump_named(app, name)


def jump_named(app: NixStep, name: str) -> None:
    """Go to a mark. `'` goes back to before the last jump, unless a mark is called so."""
    history = standing(app)
    if name == "'" and name not in history.marks:
        jump_back(app, "")
        return
    step, _ = history.find(f"mark {name}")
    jump(app, step, f"mark {name}: step {grouped(step)}")


@command("mark.list", "", "List the marks", "Enter jumps, d deletes.", GROUP, "marks", ":marks")
def list_marks(app: NixStep, argument: str) -> None:
    history = standing(app)
    if not history.marks:
        app.say("no marks: m and a letter set one")
        return
    names = sorted(history.marks, key=lambda name: (history.marks[name], name))

    def chosen(row: int | None) -> None:
        if row is not None:
            jump_named(app, names[row])

    def delete(row: int) -> None:
        app.command("mark.delete", names.pop(row))

    at = next((row for row, name in enumerate(names) if history.marks[name] >= history.step), len(names) - 1)
    app.push_screen(MarksScreen(mark_lines(names, history.marks), at, delete), chosen)


def mark_lines(names: list[str], marks: dict[str, int]) -> list[Line]:
    """A line for each name, with its step."""
    width = max(map(len, names))
    digits = max(len(grouped(marks[name])) for name in names)
    return [
        line(
            (f" {pad(safe_shown(name), width)}", "evaluated-strong"),
            ("  step ", "dim"),
            f"{grouped(marks[name]):>{digits}}",
        )
        for name in names
    ]


@command("mark.delete", "", "Delete a mark", "By its name.", GROUP, "unmark", ":unmark NAME")
def delete_mark(app: NixStep, name: str) -> None:
    history = standing(app)
    if name not in history.marks:
        raise DebuggerError(f"there is no mark '{safe_shown(name)}': :marks lists them")
    del history.marks[name]
    app.show()
    app.say(f"mark {name} deleted")


@command(
    "note.pin",
    "",
    "Pin a note",
    "Writes something down about this step; in a replayed recording it is kept in the file.",
    GROUP,
    "note",
    ":note TEXT",
)
def pin_note(app: NixStep, text: str) -> None:
    history = standing(app)
    if not text:
        raise DebuggerError("note what? try :note here it goes wrong")
    app.session.note(text)
    app.show()
    app.say(f"noted at step {grouped(history.step)}")


@command("note.list", "", "List the notes", "Enter jumps to the step of one.", GROUP, "notes", ":notes")
def list_notes(app: NixStep, argument: str) -> None:
    history = standing(app)
    if not history.notes:
        app.say("no notes: :note TEXT pins one to this step")
        return
    notes = sorted(history.notes)
    digits = max(len(grouped(step)) for step, _ in notes)
    rows = [
        line((" step ", "dim"), f"{grouped(step):>{digits}}", (f"  {safe_shown(text)}", "evaluated"))
        for step, text in notes
    ]

    def chosen(row: int | None) -> None:
        if row is not None:
            jump(app, notes[row][0], f"a note: step {grouped(notes[row][0])}")

    at = next((row for row, (step, _) in enumerate(notes) if step >= history.step), len(notes) - 1)
    app.push_screen(PickerScreen("Notes", rows, at), chosen)
