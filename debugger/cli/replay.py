"""`nixstep replay`: a recording run again, in the debugger or for its result."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from debugger.cli.arguments import limit_options, make_limits
from debugger.cli.command_help import SectionedCommand, option
from debugger.cli.keyboard import keys_kept
from debugger.cli.printing import PROGRAM_ERROR, Meter, Teller, print_error, print_outcome
from debugger.cli.process import say
from debugger.cli.recorded_run import DEFAULT_HISTORY


@click.command(
    name="replay",
    cls=SectionedCommand,
    what=("RECORDING", "A file that `nixstep record` made."),
    short_help="Run a recording again.",
    examples="""run.nixstep --step 1200
run.nixstep --info
run.nixstep --mark symptom=1200 --note '1100 here it goes wrong'""",
)
@click.argument("recording")
@option("--step", metavar="N", help="Begin at this step.")
@option("--eval", "evaluates", is_flag=True, help="Print what the recorded run printed.")
@option("--info", is_flag=True, help="Tell what is recorded, and whether it still runs the same.")
@option("--mark", "marks", multiple=True, metavar="NAME=STEP", help="Name a step, in the file.")
@option("--note", "notes", multiple=True, metavar="'STEP TEXT'", help="Pin a note to a step, in the file.")
@limit_options
def replay(
    recording: str,
    step: str | None,
    evaluates: bool,
    info: bool,
    marks: tuple[str, ...],
    notes: tuple[str, ...],
    **values: Any,
) -> int:
    """Open a recording in the debugger. Nothing but the recording is read, so the original files can be gone.

    With --mark and --note alone the debugger is not opened.
    """
    from debugger.recordings.file import open_recording
    from debugger.recordings.replays import (
        Replay,
        parsed_mark,
        parsed_note,
        parsed_step,
        recorded_limits,
        tail_text,
    )

    if evaluates + info + (step is not None) > 1:
        raise click.UsageError("--step, --eval and --info exclude each other")
    opened = open_recording(Path(recording))
    if opened.extent.rest and not info:
        say(f"warning: {tail_text(opened)}")
    wanted = opened.check_step(parsed_step(step)) if step is not None else 0
    named, pinned = list(map(parsed_mark, marks)), list(map(parsed_note, notes))
    for name, at in named:
        opened.mark(name, at)
    for at, text in pinned:
        opened.note(at, text)
    limits = recorded_limits(opened, make_limits(values))
    if evaluates:
        return replay_result(Replay(opened, limits))
    if info:
        return replay_summary(Replay(opened, limits))
    if (marks or notes) and step is None:
        return 0
    with keys_kept():
        return replay_session(opened, limits, wanted)


def replay_result(run: Any) -> int:
    """Print what the recorded run printed."""
    from debugger.recordings.replays import verdict

    shown = run.recording.shown
    teller = Teller("warnings" in shown)
    run.load((teller,))
    if run.loaded is not None:
        teller.attend(run.loaded)
        meter = Meter(run.recording.end.steps)
        run.run(meter)
        meter.clear()
    if not run.matches:
        say(f"warning: {verdict(run)}")
    if run.loaded is None:
        return print_error(run.failure, "trace" in shown, run.own)
    form = run.recording.program.form
    return print_outcome(run.loaded, form, "trace" in shown, run.own)


def replay_summary(run: Any) -> int:
    """Print what is recorded; 1 if the run is not the recorded one."""
    from debugger.recordings.replays import summary

    run.load()
    meter = Meter(run.recording.end.steps)
    run.run(meter)
    meter.clear()
    for heading, text in summary(run):
        sys.stdout.write(f"{heading + ':':<10} {text}\n")
    return 0 if run.matches else PROGRAM_ERROR


def replaying_session(recording: Any, limits: Any, history: int = DEFAULT_HISTORY) -> Any:
    """A session on a recording, with its marks and notes."""
    from debugger.recordings.replays import replaying_host
    from debugger.session import Session

    session = Session(recording.program, limits, host=lambda: replaying_host(recording), history=history)
    session.open_notebook(recording)
    session.skipped = recording.skipped
    return session


def replay_session(recording: Any, limits: Any, step: int) -> int:
    """Open the debugger on a recording, at a step."""
    from debugger.motions import ToStep
    from debugger.tui.app import run

    session = replaying_session(recording, limits)
    limits.comparison.listener = lambda at: session.say(
        "warning", f"the run differs from the recorded one at step {at}, or shortly before"
    )
    meter = Meter(step)
    while not session.ended and session.machine.steps < step:
        session.begin(ToStep(step))
        while not session.advance(0.25):
            meter(session.machine.steps)
    meter.clear()
    return run(session)
