"""Story: chosen steps of a run as Markdown, each with what is about to happen, its source and the stacks.

What comes from a program stands in code blocks, and what somebody noted is quoted with all that Markdown
would take for its own escaped, so no text can become a heading, a link or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from debugger.exports.moments import Moment, moments, visit
from debugger.session import Session
from debugger.text import safe_shown
from debugger.views.snapshot import Snapshot
from debugger.views.told import continuation_lines, frame_lines, numbered, stack_lines, with_lines

ROWS = 12
"""Of a stack."""
SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&!@]|:(?=//)|(?<=www)\.)")
"""What means something inside a line."""
OPENING = re.compile(r"(\s*\d{0,9})([-+=.)])")
"""What means something where a line begins."""
CODE = re.compile(r"`([^`]+)`")
PANELS = (
    ("Value stack, the top first", stack_lines),
    ("Frames", frame_lines),
    ("With-stack", with_lines),
    ("What is pending", continuation_lines),
)


def story(session: Session, chosen: Iterable[Moment]) -> Iterator[str]:
    """Line by line."""
    yield f"# {escaped(session.program.title)}"
    for moment in chosen:
        visit(session, moment.step)
        yield ""
        yield from chapter(session, moment, session.snapshot())


def story_of(session: Session) -> str:
    """That of the steps with a mark or a note, and of the one that is looked at; one stands there afterwards
    as before."""
    history = session.history
    was_live, point, selected, message = history.is_live, history.point, session.selected, session.message
    chosen = moments(session) if history.marks or history.notes else []
    if all(each.step != history.step for each in chosen):
        chosen.append(Moment(history.step))
    try:
        return "\n".join(story(session, sorted(chosen, key=lambda each: each.step))) + "\n"
    finally:
        history.look_at(history.edge if was_live else point[0], 0 if was_live else point[1])
        session.selected, session.message = selected, message


def chapter(session: Session, moment: Moment, shown: Snapshot) -> Iterator[str]:
    """One step."""
    titles = "".join(f": {escaped(each)}" for each in moment.titles)
    yield f"## Step {moment.step}{titles}"
    for note in moment.notes:
        yield ""
        yield from (f"> {escaped(line)}" for line in note.split("\n"))
    yield ""
    yield with_code(shown.explanation)
    if shown.error is not None:
        yield from fenced("The error", [f"{shown.error.message} [{shown.error.code}]"])
    if shown.source is not None:
        place = session.near(f"{shown.source.path}:{shown.source.line}")
        yield from fenced(place, numbered(shown.source.text, shown.source.line, 3), "nix")
    for title, lines in PANELS:
        rows = lines(shown)
        left_out = len(rows) - ROWS
        if rows:
            yield from fenced(title, [*rows[:ROWS], *([f"... and {left_out} more"] if left_out > 0 else ())])
    if shown.result is not None:
        yield from fenced("The value", [shown.result.text])


def fenced(title: str, lines: Iterable[str], language: str = "text") -> Iterator[str]:
    """A code block whose fence is longer than any in the text."""
    text = list(map(safe_shown, lines))
    longest = max((len(run) for line in text for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield ""
    yield f"{escaped(title)}:"
    yield ""
    yield f"{fence}{language}"
    yield from text
    yield fence


def escaped(text: str) -> str:
    """Text that Markdown takes for nothing but text."""
    return OPENING.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", safe_shown(text).strip()), count=1) if text else ""


def with_code(text: str) -> str:
    """The same with what stands between backticks as code, in which nothing else means anything."""
    if "``" in text:
        return escaped(text)  # readers disagree about where that ends
    parts = CODE.split(safe_shown(text))
    return "".join(f"`{part}`" if at % 2 else SPECIAL.sub(r"\\\1", part) for at, part in enumerate(parts))
