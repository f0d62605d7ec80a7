"""`nixstep export`: a run handed on as a picture, a story, a film or lines of JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from debugger.cli.arguments import keep_limits, make_limits, make_program, make_session, program_options
from debugger.cli.command_help import SectionedCommand, option
from debugger.cli.printing import PROGRAM_ERROR, print_message
from debugger.cli.process import say
from debugger.cli.recorded_run import history_option

FORMS = {".svg": "svg", ".md": "markdown", ".cast": "asciicast", ".jsonl": "json-lines"}


class Size(click.ParamType):  # type: ignore[type-arg]  # generic only for type checkers
    """`120x40`, in columns and rows."""

    name = "size"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        width, _, height = str(value).partition("x")
        if not (width.isascii() and width.isdigit() and height.isascii() and height.isdigit()):
            self.fail(f"'{value}' is not a size like 120x40", param, ctx)
        size = int(width[:9]), int(height[:9])
        if not (20 <= size[0] <= 500 and 5 <= size[1] <= 200):
            self.fail(f"'{value}' is not between 20x5 and 500x200", param, ctx)
        return size


@click.command(
    name="export",
    cls=SectionedCommand,
    short_help="Hand a run on: a picture, a story, a film.",
    examples="""./default.nix -o screen.svg --step 1200
run.nixstep -o story.md
./default.nix --strict -o film.cast --from 100 --to 300
./default.nix -o run.jsonl""",
)
@program_options
@option("-o", "--output", required=True, metavar="OUT", help="The file; its ending says which form.")
@option(
    "--as",
    "form",
    type=click.Choice(sorted(FORMS.values())),
    help="The form, where the ending does not say it: .svg, .md, .cast, .jsonl.",
)
@option("--step", "steps", multiple=True, type=click.IntRange(0), metavar="N", help="A step that is shown.")
@option("--from", "first", type=click.IntRange(0), default=0, metavar="A", help="Of a film: the first step.")
@option("--to", "last", type=click.IntRange(0), metavar="B", help="Of a film: the last step.")
@option("--every", type=click.IntRange(1), default=1, metavar="N", help="Of a film: only each Nth step.")
@option(
    "--pace", type=click.FloatRange(0.01, 60), default=0.4, metavar="S", help="Of a film: seconds a step."
)
@option("--size", type=Size(), default="120x40", help="Columns and rows of the screen.")
@option("--theme", default="nixstep-dark", metavar="NAME", help="The theme of the screen.")
@history_option
def export(
    output: str,
    form: str | None,
    steps: tuple[int, ...],
    first: int,
    last: int | None,
    every: int,
    pace: float,
    size: tuple[int, int],
    theme: str,
    **values: Any,
) -> int:
    """Run a program or a recording, and write a file for somebody else.

    A picture (SVG) shows the screen at a step. A story (Markdown) tells of the steps that were named, or have
    a mark or a note. A film (asciicast) plays in a terminal or a web page, with a marker at each note. JSON
    lines have an object for each step.
    """
    from debugger.errors import DebuggerError
    from debugger.exports.moments import moments, stretch

    form = form or FORMS.get(Path(output).suffix.lower())
    if form is None:
        raise click.UsageError(f"which form? {', '.join(FORMS)} at the end of the name say it, or --as")
    check_theme(theme)
    session = ended_session(values)
    try:
        if form == "markdown":
            from debugger.exports.story import story

            return written(output, "\n".join(story(session, moments(session, steps))) + "\n")
        if form == "svg":
            return written(output, picture(session, moments(session, steps)[-1].step, size, theme))
        if steps:
            chosen: Sequence[int] = [each.step for each in moments(session, steps)]
        else:
            chosen = stretch(session, first, last, every, form == "asciicast")
        return written(output, "\n".join(lines_of(form, session, chosen, size, theme, pace)) + "\n")
    except DebuggerError as error:
        say(f"error: {error}")
        return PROGRAM_ERROR


def check_theme(name: str) -> None:
    from debugger.tui.drawing.theme import all_themes

    if name not in all_themes():
        raise click.UsageError(f"there is no theme {name}: {', '.join(sorted(all_themes()))}")


def ended_session(values: dict[str, Any]) -> Any:
    """A session at the end of its program, or of the recording that was named."""
    from debugger.recordings.blocks import is_recording

    file = values["file"]
    path = Path(file) if file not in (None, "-") else None
    if path is not None and path.is_file() and is_recording(path):
        from debugger.cli.replay import replaying_session
        from debugger.recordings.file import open_recording
        from debugger.recordings.replays import recorded_limits

        opened = open_recording(path)
        session = replaying_session(opened, recorded_limits(opened, make_limits(values)), values["history"])
    else:
        keep_limits(values)
        session = make_session(make_program(values), values, history=values["history"])
        session.listener = lambda message: print_message(message, False)
    session.run_to_end()
    return session


def picture(session: Any, step: int, size: tuple[int, int], theme: str) -> str:
    """The screen at a step, as SVG."""
    from debugger.cli.shots import shots, svg

    found: list[str] = []
    shots(session, [step], size, theme, lambda app, _: found.append(svg(app)))
    return found[0]


def lines_of(
    form: str, session: Any, steps: Sequence[int], size: tuple[int, int], theme: str, pace: float
) -> Any:
    """The lines of a film or of JSON."""
    from debugger.cli.shots import rows, shots
    from debugger.exports.cast import cast
    from debugger.exports.json_lines import json_lines
    from debugger.exports.moments import labels, moments
    from debugger.text import safe_shown

    noted = labels(moments(session))
    if form == "json-lines":
        return json_lines(session, steps, noted)
    frames: list[tuple[str, list[str]]] = []
    shots(session, steps, size, theme, lambda app, step: frames.append((noted.get(step, ""), rows(app))))
    return cast(frames, size, safe_shown(session.program.title), pace)


def written(output: str, text: str) -> int:
    """Write the file; `-` is standard output."""
    import sys

    from debugger.exports.files import write_file

    if output == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return 0
    write_file(output, text)
    say(f"{output}: {len(text.encode())} bytes")
    return 0
