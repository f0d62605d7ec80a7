"""Looking around: frames, chunks, the error."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from debugger.errors import DebuggerError
from debugger.text import safe_shown, source_name
from debugger.tui.commands import ELEMENT, RESULT, command
from debugger.tui.drawing.lines import Line, line, pad, wrap
from debugger.tui.panels.holding import HoldingPanel
from debugger.tui.screens.reading import ReadingScreen
from debugger.tui.windows.pager import PagerScreen
from debugger.tui.windows.picker import PickerScreen
from debugger.views.snapshot import SourceView
from vm.spans import Source

if TYPE_CHECKING:
    from debugger.tui.app import NixStep
    from debugger.views.snapshot import ErrorView

GROUP = "Looking around"


@command(
    "frame.caller",
    "u",
    "Caller's frame",
    "Selects the frame that called or forced this one.",
    GROUP,
    "u up",
    ":u",
)
def caller(app: NixStep, argument: str) -> None:
    select(app, -1)


@command(
    "frame.callee",
    "d",
    "Callee's frame",
    "Selects the frame that this one called or forced.",
    GROUP,
    "d down",
    ":d",
)
def callee(app: NixStep, argument: str) -> None:
    select(app, 1)


@command(
    "frame.own_caller",
    "U",
    "Own caller's frame",
    "Selects the next frame further out that runs your own code: not a file of the search path, the store or "
    "--skip.",
    GROUP,
    "own",
    ":own",
)
def own_caller(app: NixStep, argument: str) -> None:
    select_own(app, True)


@command(
    "frame.own_callee",
    "D",
    "Own callee's frame",
    "Selects the next frame further in that runs your own code.",
    GROUP,
    "own-callee",
    ":own-callee",
)
def own_callee(app: NixStep, argument: str) -> None:
    select_own(app, False)


def select_own(app: NixStep, outwards: bool) -> None:
    """The nearest frame of own code; DebuggerError if there is none in that direction."""
    if not app.snapshot.frame_count:
        raise DebuggerError("there are no frames")
    number = app.session.own_frame(outwards)
    if number is None:
        raise DebuggerError(f"no frame further {'out' if outwards else 'in'} runs your own code")
    app.select_frame(number)


def select(app: NixStep, by: int) -> None:
    """`by` frames further in, negative: further out. DebuggerError beyond either end."""
    snapshot = app.snapshot
    if not snapshot.frame_count:
        raise DebuggerError("there are no frames")
    number = snapshot.selected + by
    if number < 1:
        raise DebuggerError("this is the outermost frame")
    if number > snapshot.frame_count:
        raise DebuggerError("this is the innermost frame")
    app.select_frame(number)


@command("look.frame", "", "Select a frame", "By its number.", GROUP, "frame", ":frame N")
def frame(app: NixStep, argument: str) -> None:
    count = app.snapshot.frame_count
    if not (argument.isascii() and argument.isdigit() and len(argument) < 12 and 1 <= int(argument) <= count):
        raise DebuggerError(f"frames are numbered from 1 to {count}" if count else "there are no frames")
    app.select_frame(int(argument))


@command(
    RESULT,
    "v",
    "The program's value",
    "All of it, once the program is done: the lines of a string, or as Nix prints it; `/` searches.",
    GROUP,
    "result value",
    ":result",
)
def result(app: NixStep, argument: str) -> None:
    app.push_screen(ReadingScreen("The program's value", app.session.result()))


@command(
    ELEMENT,
    "",
    "Go to an element",
    "Opens the value under the cursor, or the program's, at an element or a name: `:[52000]`.",
    GROUP,
    "element",
    ":[N] :element NAME",
)
def element(app: NixStep, argument: str) -> None:
    panel = app.focused_panel
    found = panel.value() if isinstance(panel, HoldingPanel) else None
    if found is None and app.snapshot.result is not None:
        found = "result", app.snapshot.result
    if found is None:
        raise DebuggerError("no value under the cursor: focus the value stack (4), 5 or 6")
    name, value = found
    if not value.ref or value.is_read:
        raise DebuggerError("there are no elements in this value")
    app.open_value(name, value, argument)


@command(
    "look.definition",
    "J",
    "Go to the definition",
    "To where the name under the cursor of Source is bound; Ctrl+O and the next step come back.",
    GROUP,
    "definition",
    ":definition",
)
def definition(app: NixStep, argument: str) -> None:
    name = app.source.pointed()
    view = app.source.view
    if name is None or view is None:
        raise DebuggerError("there is no name on this line: ← and → choose one in Source (1)")
    line, _ = app.session.definition(view.text, name.text, app.source.line, name.start + 1)
    open_file(app, app.source.path, line)
    app.say(f"{safe_shown(name.text)} is bound on line {line}")


@command(
    "look.files",
    "",
    "List the files",
    "All that the program has imported so far; Enter opens one in Source, where it can be broken in.",
    GROUP,
    "files",
    ":files",
)
def files(app: NixStep, argument: str) -> None:
    sources = app.session.sources()
    names = [source_name(each) for each in sources]
    rows = [
        line((f" {safe_shown(name)}", "text"), (f"  {each.line_count} lines", "faint"))
        for name, each in zip(names, sources, strict=True)
    ]
    current = names.index(app.source.path) if app.source.path in names else 0

    def chosen(row: int | None) -> None:
        if row is not None:
            open_file(app, names[row])

    app.push_screen(PickerScreen("Files", rows, current), chosen)


@command(
    "look.file",
    "",
    "Open a file",
    "In the Source panel, until the next step; its name, or the end of its path, and perhaps a line.",
    GROUP,
    "open",
    ":open FILE[:LINE]",
)
def open_named(app: NixStep, argument: str) -> None:
    if not argument:
        raise DebuggerError("which file? :files lists them")
    open_file(app, *file_and_line(app.session.sources(), argument))


@command(
    "look.edit",
    "E",
    "Open it in the editor",
    "The shown source at the cursor's line, in $VISUAL or $EDITOR; R reloads the program then.",
    GROUP,
    "edit",
    ":edit",
)
def edit(app: NixStep, argument: str) -> None:
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    view = app.source.view
    source = next((each for each in app.session.sources() if view is not None and each is view.text), None)
    if source is None or source.path is None:
        raise DebuggerError("this source is no file: it cannot be edited")
    words = editor_line(source.path, app.source.line)
    try:
        with app.suspend():
            done = subprocess.run(words, check=False)
    except SuspendNotSupported:
        raise DebuggerError("this terminal cannot be handed to an editor") from None
    except OSError as error:
        app.refresh()
        raise DebuggerError(f"{words[0]}: {(error.strerror or str(error)).lower()}: set EDITOR") from None
    app.refresh()
    ended = "failed" if done.returncode else "ended: R reloads the program"
    app.say(f"{safe_shown(words[0])} {ended}", wrong=bool(done.returncode))


def editor_line(path: str, line: int) -> list[str]:
    """The words that open an editor at a line."""
    words = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi") or ["vi"]
    name = words[0].rsplit("/", 1)[-1]
    if name in ("code", "codium"):
        return [*words, "--wait", "--goto", f"{path}:{line}"]
    return [*words, f"{path}:{line}"] if name in ("hx", "subl") else [*words, f"+{line}", path]


def file_and_line(sources: Sequence[Source], text: str) -> tuple[str, int]:
    """The one source that is meant, by its whole name, and the line, 1 if none is named; DebuggerError if it
    is none, or may be several."""
    name, _, digits = text.rpartition(":")
    if not name or not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        name, digits = text, "1"
    known = [source_name(each) for each in sources]
    found = [each for each in known if each == name] or [each for each in known if each.endswith(f"/{name}")]
    if len(found) != 1:
        how = "several files" if found else "no imported file"
        raise DebuggerError(f"{how} of that name: :files lists them")
    return found[0], int(digits)


def open_file(app: NixStep, name: str, line: int = 1) -> None:
    """Show a source from a line on; the machine does not move."""
    text = app.session.source_text(name)
    if text is None:
        raise DebuggerError(f"{safe_shown(name)} is not imported")
    line = max(1, min(line, text.line_count))
    app.focus_panel("source")
    running = app.snapshot.source
    if running is not None and running.path == name:
        if app.source.path != name:
            app.source.show(app.snapshot)
        app.source.go_to_line(line)
        return
    app.source.look_at(SourceView(text, name, line, 1, line, 1))
    app.show_breakpoints()


@command(
    "look.chunks",
    "",
    "List the chunks",
    "All compiled code; Enter shows a chunk in Bytecode.",
    GROUP,
    "chunks",
    ":chunks",
)
def chunks(app: NixStep, argument: str) -> None:
    listed = app.session.chunk_list()
    width = min(max((len(name) for name, _, _ in listed), default=0), 40)
    rows = [
        line((f" {pad(name, width)}  ", "text"), (f"{size:>5} ", "faint"), (title, "dim"))
        for name, title, size in listed
    ]
    names = [name for name, _, _ in listed]
    current = names.index(app.bytecode.chunk) if app.bytecode.chunk in names else 0

    def chosen(row: int | None) -> None:
        if row is not None:
            show_chunk(app, names[row])

    app.push_screen(PickerScreen("Chunks", rows, current), chosen)


@command(
    "look.chunk",
    "",
    "Show a chunk",
    "In the Bytecode panel, until the next step.",
    GROUP,
    "chunk",
    ":chunk NAME",
)
def chunk(app: NixStep, name: str) -> None:
    if not name:
        raise DebuggerError("which chunk? :chunks lists them")
    show_chunk(app, name)


def show_chunk(app: NixStep, name: str) -> None:
    """Show a chunk in the Bytecode panel until the next step; DebuggerError if there is none."""
    view = app.session.chunk(name)
    current = app.snapshot.bytecode
    app.bytecode.look_at(current if current is not None and current.chunk == name else view)
    app.show_breakpoints()
    app.focus_panel("bytecode")


@command(
    "look.error",
    "",
    "The whole error",
    "Message, notes and trace of the error that stopped the program.",
    GROUP,
    "error",
    ":error",
)
def error(app: NixStep, argument: str) -> None:
    shown = app.snapshot.error
    if shown is None:
        raise DebuggerError("there is no error")
    app.push_screen(PagerScreen(shown.label.capitalize(), error_lines(shown, app.size.width * 8 // 10 - 4)))


def error_lines(shown: ErrorView, width: int) -> list[Line]:
    """All that is known of an error."""
    rows = [line((f"  {row}", "error-strong")) for row in wrap(shown.message, width, 40)]
    rows.append(line((f"  {shown.code} at {shown.place}" if shown.place else f"  {shown.code}", "dim")))
    for word, text in (
        ("reached from your code at", shown.own_place),
        ("cause:", shown.cause),
        ("try:", shown.advice),
    ):
        if text:
            rows += [line((f"  {row}", "text")) for row in wrap(f"{word} {text}", width, 10)]
    if shown.notes:
        rows.append(line())
        rows += [
            line(("  … ", "faint"), (row, "text")) for note in shown.notes for row in wrap(note, width, 10)
        ]
    if shown.trace:
        rows += [line(), line(("  What was going on, the newest first:", "title"))]
        rows += [line((f"  {text}", "dim")) for text in shown.trace]
    return rows
