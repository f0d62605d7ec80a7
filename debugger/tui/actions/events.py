"""Events: the next and the previous one of a chosen kind."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.history.happenings import KINDS
from debugger.numerals import grouped
from debugger.text import safe_shown
from debugger.tui.actions.moving import count_of
from debugger.tui.actions.travel import GROUP, jump, standing
from debugger.tui.commands import command
from debugger.tui.screens.kinds import KindsScreen
from debugger.views.snapshot import moment_text

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

MOST_EVENTS = 20_000
"""That one goes on at once."""


@command(
    "event.previous",
    "left_square_bracket",
    "Previous event",
    "The one before this step, of the kind chosen with `{`.",
    GROUP,
    "previous",
    ":previous KIND",
    counted=True,
)
def previous(app: NixStep, kind: str) -> None:
    seek(app, kind, backwards=True)


@command(
    "event.next",
    "right_square_bracket",
    "Next event",
    "The one after this step, of the same kind.",
    GROUP,
    "following",
    ":following KIND",
    counted=True,
)
def following(app: NixStep, kind: str) -> None:
    seek(app, kind, backwards=False)


def seek(app: NixStep, kind: str, backwards: bool) -> None:
    """Go to the next event; `kind` is chosen for the next time too, "" takes the one chosen last.

    A number in its place says how many events further on, or as far as there are any.
    """
    history = standing(app)
    count = count_of(kind) if kind[:1].isdigit() else 1
    if kind and not kind[:1].isdigit():
        app.choose_events(known_kind(kind))
    try:
        found = history.event(app.event_kind, backwards)
    except DebuggerError as error:
        if backwards or app.session.ended:
            raise
        raise DebuggerError(f"{error}: c or n goes on with the run") from None
    if count > 1:
        most = min(count, MOST_EVENTS)
        found = history.happenings.further(app.event_kind, history.point, backwards, most) or found
    step, tick = found
    times = f"{grouped(count)} times " if count > 1 else ""
    way = "previous" if backwards else "next"
    jump(app, step, f"{times}{way} {app.event_kind}: step {moment_text(step, tick)}", tick)


@command(
    "event.kind",
    "left_curly_bracket right_curly_bracket",
    "Kind of events",
    "Chooses what `[` and `]` look for, from a list with counts.",
    GROUP,
    "events",
    ":events KIND",
)
def choose(app: NixStep, kind: str) -> None:
    history = standing(app)
    if kind:
        app.choose_events(known_kind(kind))
        app.say(f"[ and ] go to: {app.event_kind}")
        return

    def chosen(row: int | None) -> None:
        if row is not None:
            app.choose_events(KINDS[row])
            app.say(f"[ and ] go to: {app.event_kind}")

    app.push_screen(KindsScreen(history.happenings, KINDS, app.event_kind), chosen)


def known_kind(text: str) -> str:
    """A kind by its name or an unmistakable beginning of it; DebuggerError if there is none."""
    word = " ".join(text.split()).removesuffix("s") if text not in KINDS else text
    beginning = [kind for kind in KINDS if kind.startswith(word)]
    if word in KINDS:
        return word
    if len(beginning) == 1:
        return beginning[0]
    near = get_close_matches(word, KINDS, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(KINDS)}"
    raise DebuggerError(f"there is no kind of event '{safe_shown(text)}': {hint}")
