"""The command line: reads arguments, picks a face, and turns every failure into a message and a code.

Exit 0 on success, 1 on an error of the program, 2 on wrong usage, 130 on Ctrl-C, 70 on a bug of ours.
"""

from __future__ import annotations

import difflib
import gc
import os
import sys
from pathlib import Path
from typing import Any

import click

import debugger
from debugger.arguments import (
    keep_limits,
    limit_options,
    make_limits,
    make_program,
    make_session,
    program_options,
    result_form,
    result_options,
    skipped_files,
)
from debugger.command_help import SETTINGS, SectionedCommand, option
from debugger.history_commands import DEFAULT_HISTORY, thunks, why
from debugger.limits import ALARM
from debugger.printing import (
    PROGRAM_ERROR,
    Meter,
    Teller,
    coloured,
    print_error,
    print_interrupted,
    print_message,
    print_outcome,
    with_notes,
)
from debugger.process import INTERRUPTED, leave, prepare, say

USAGE_ERROR, INTERNAL_ERROR = 2, 70


class Commands(click.Group):
    """The first word is a command if it names one, else a file for the debugger."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        plain = {"--help", "--version", "-h"}
        if args and args[0] not in self.commands and args[0] not in plain:
            args = ["debug", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Commands, context_settings=SETTINGS)
@click.version_option(debugger.__version__, prog_name="nixstep")
def cli() -> None:
    """Step through the evaluation of Nix programs, opcode by opcode.

    `nixstep FILE` opens the debugger. A file can also be a directory (its default.nix is meant), or `-` for
    standard input. `nixstep COMMAND --help` tells about one command.
    """


@cli.command(
    name="eval",
    cls=SectionedCommand,
    short_help="Print the value of a program.",
    examples="""-E '1 + 2'
./default.nix -A some.attribute --strict
./function.nix --arg n 3 --argstr name nix --json""",
)
@program_options
@result_options
def evaluate(show_trace: bool, warnings: bool, **values: Any) -> int:
    """Evaluate and print the value, as `nix-instantiate --eval` prints it."""
    form = result_form(values)
    keep_limits(values)
    session = make_session(make_program(values, form), values)
    session.listener = lambda message: print_message(message, warnings)
    for message in session.output:
        print_message(message, warnings)
    session.run_to_end()
    return print_outcome(session.loaded, form, show_trace, session.own)


@cli.command(
    name="dis",
    cls=SectionedCommand,
    short_help="Print the bytecode of a program.",
    examples="""-E 'x: x + 1'
./default.nix --json""",
)
@program_options
@option("--json", "as_json", is_flag=True, help="As JSON.")
@option("--warnings", is_flag=True, help="Show the compiler's remarks too.")
def disassemble(as_json: bool, warnings: bool, **values: Any) -> int:
    """Print the bytecode of every chunk, inner ones first, with source beside it."""
    from debugger.program import load
    from debugger.text import json_line, safe_shown
    from vm.disassembler import chunk_data, listing

    keep_limits(values)
    loaded = load(make_program(values))
    chunks = list(loaded.options.chunks.values())
    if as_json:
        document = {"format": "nixstep-dis", "version": 1, "chunks": [chunk_data(code) for code in chunks]}
        sys.stdout.write(json_line(document, indent=1) + "\n")
    else:
        for index, code in enumerate(chunks):
            lines = [safe_shown(line) for line in listing(code)]
            sys.stdout.write(("\n" if index else "") + "\n".join(lines) + "\n")
    if warnings:
        for warning in loaded.warnings:
            say(f"warning: {safe_shown(f'{warning.span}: {warning.text}')} [{warning.code}]")
    return 0


@cli.command(
    name="trace",
    cls=SectionedCommand,
    short_help="Print every step of a run.",
    examples="""-E 'let x = 1; in x + x'
./default.nix --from 100 --to 200
./default.nix --op OpForce --json""",
)
@program_options
@option("--from", "first", type=click.IntRange(0), default=0, metavar="A", help="The first step shown.")
@option("--to", "last", type=click.IntRange(0), metavar="B", help="The last step shown.")
@option("--op", "opcodes", multiple=True, metavar="OPCODE", help="Only steps of this opcode.")
@option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@option("--show-trace", is_flag=True, help="Show the whole trace of an error.")
def trace(
    first: int,
    last: int | None,
    opcodes: tuple[str, ...],
    as_json: bool,
    show_trace: bool,
    **values: Any,
) -> int:
    """Print every step: number, depth, instruction, and the top of the value stack."""
    from debugger.step_trace import StepTrace
    from vm.opcodes import BY_NAME

    for name in opcodes:
        if name not in BY_NAME:
            near = difflib.get_close_matches(name, BY_NAME, 1, 0.4)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"there is no opcode {name}{hint}")
    keep_limits(values)
    program = make_program(values)
    steps = StepTrace(sys.stdout.write, first, last, frozenset(opcodes), as_json)
    session = make_session(program, values, (steps,))
    session.listener = lambda message: print_message(message, False)
    steps.machine = session.machine
    steps.header(program.title)
    if last is None:
        session.run_to_end()
    else:
        session.run_until(last + 1)
    sys.stdout.flush()
    failure = session.machine.failure
    return print_error(failure, show_trace, session.own) if failure is not None else 0


@cli.command(
    name="debug",
    cls=SectionedCommand,
    short_help="Step through a program (what `nixstep FILE` does).",
    examples="""./default.nix
./default.nix --break default.nix:12 --break OpAttrsSelect""",
)
@program_options
@option("--break", "places", multiple=True, metavar="WHERE", help="Set a breakpoint before starting.")
@option("--show-trace", is_flag=True, help="Show the whole trace of an error.")
@option(
    "--history",
    type=click.IntRange(0),
    default=DEFAULT_HISTORY,
    metavar="N",
    help="Keep so many steps for going back (default 2,000,000); 0 records nothing.",
)
def debug(places: tuple[str, ...], show_trace: bool, history: int, **values: Any) -> int:
    """Step through a program in the terminal; `nixstep FILE` does the same. Press ? there for help."""
    from debugger.errors import DebuggerError

    session = make_session(make_program(values), values, history=history)
    session.show_trace = show_trace
    for place in places:
        try:
            session.breakpoints.add(place)
        except DebuggerError as error:
            raise click.UsageError(str(error)) from None
    from debugger.tui.app import run

    return run(session)


@cli.command(
    name="record",
    cls=SectionedCommand,
    short_help="Evaluate, and keep the run in a file.",
    examples="""./default.nix -o run.nixstep
-E 'import ./release.nix' -A tests --strict -o run.nixstep""",
)
@program_options
@option("-o", "--output", required=True, metavar="OUT", help="The recording to be made (run.nixstep).")
@result_options
def record(output: str, show_trace: bool, warnings: bool, **values: Any) -> int:
    """Do as eval does, and keep the run in a file: `nixstep replay` runs it again wherever that is.

    A recording holds the program, every file it read and whatever else it learnt from outside. It is kept
    when the run fails, and good as far as it got when the run is interrupted.
    """
    from debugger.recorded import Recorded

    form = result_form(values)
    keep_limits(values)
    program = make_program(values, form)
    shown = [name for name, wanted in (("trace", show_trace), ("warnings", warnings)) if wanted]
    skipped = skipped_files(values)
    run = Recorded(Path(output), program, make_limits(values), skipped, tuple(shown))
    teller = Teller(warnings)
    loaded = run.load((teller,))
    teller.attend(loaded)
    run.run(loaded.machine)
    if run.writer.full:
        say(f"warning: the recording ends early: {run.writer.full}")
    return print_outcome(loaded, program.form, show_trace, run.own)


@cli.command(
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
    from debugger.recordings import open_recording
    from debugger.replays import Replay, parsed_mark, parsed_note, parsed_step, recorded_limits, tail_text

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
    return replay_session(opened, limits, wanted)


def replay_result(run: Any) -> int:
    """Print what the recorded run printed."""
    from debugger.replays import verdict

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
    from debugger.replays import summary

    run.load()
    meter = Meter(run.recording.end.steps)
    run.run(meter)
    meter.clear()
    for heading, text in summary(run):
        sys.stdout.write(f"{heading + ':':<10} {text}\n")
    return 0 if run.matches else PROGRAM_ERROR


def replay_session(recording: Any, limits: Any, step: int) -> int:
    """Open the debugger on a recording, at a step."""
    from debugger.motions import ToStep
    from debugger.replays import replaying_host
    from debugger.session import Session
    from debugger.tui.app import run

    session = Session(
        recording.program, limits, host=lambda: replaying_host(recording), history=DEFAULT_HISTORY
    )
    session.open_notebook(recording)
    session.skipped = recording.skipped
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


cli.add_command(why)
cli.add_command(thunks)


@cli.command(name="explain", short_help="Tell what an error code means.")
@click.argument("code", required=False)
def explain(code: str | None) -> int:
    """Tell what an error means and how to find its cause with the debugger; without CODE, list all."""
    from debugger.error_pages import list_text, page, show

    if code is None:
        sys.stdout.write(list_text())
        return 0
    text = page(code)
    if text is None:
        raise click.UsageError(f"there is no error {code}; `nixstep explain` lists all")
    show(text)
    return 0


def run_command(arguments: list[str]) -> int:
    """Everything but leaving the process; returns the exit code."""
    from debugger.errors import DebuggerError
    from vm.errors import FileError, NixError, VmBug, out_of_memory

    gc.set_threshold(100_000, 50, 1000)
    try:
        with cli.make_context("nixstep", list(arguments)) as context:
            result = cli.invoke(context)
        sys.stdout.flush()
        return int(result or 0)
    except click.UsageError as error:
        return usage_error(error)
    except click.exceptions.Exit as leaving:
        return int(leaving.exit_code)
    except (KeyboardInterrupt, click.Abort) as stop:
        return print_interrupted(stop)
    except MemoryError as stop:
        stop.__traceback__ = stop.__context__ = None  # what has been made so far hangs on them
        gc.collect()
        return print_error(with_notes(out_of_memory(), stop))
    except BrokenPipeError:
        return 0
    except FileError as error:
        if arguments and arguments[0] not in cli.commands:
            error.notes += near_commands(arguments[0])
        return print_error(error)
    except NixError as error:
        return print_error(with_notes(error, error))
    except DebuggerError as error:
        return tool_error(error)
    except OSError as error:
        return system_error(error)
    except VmBug as bug:
        if isinstance(bug.__cause__, OSError):  # an observer that prints
            return system_error(bug.__cause__)
        raise


def usage_error(error: click.UsageError) -> int:
    """What is wrong, how the command is called, and where to read more."""
    from debugger.text import safe_shown

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        say(error.format_message())
        return USAGE_ERROR
    red, plain = ("\x1b[1;31m", "\x1b[0m") if coloured() else ("", "")
    message = error.format_message()
    message = message[:1].lower() + message[1:].removesuffix(".")
    lines = [f"{red}error:{plain} {safe_shown(message)}"]
    if error.ctx is not None:
        lines.append(error.ctx.get_usage().replace("Usage:", "usage:"))
        lines.append(f"`{error.ctx.command_path} --help` tells more")
    say("\n".join(lines))
    return USAGE_ERROR


def near_commands(word: str) -> list[str]:
    """A hint for a first word that is neither a command nor a file."""
    near = difflib.get_close_matches(word, cli.commands, 1)
    return [f"there is a command called '{near[0]}'"] if near else []


def tool_error(error: Exception) -> int:
    """A request that cannot be met: a file that is not a recording, no such step."""
    from debugger.text import safe_shown

    say(f"error: {safe_shown(str(error))}")
    return PROGRAM_ERROR


def system_error(error: OSError) -> int:
    from debugger.text import safe_shown

    what = (error.strerror or str(error)).lower()
    where = f"{error.filename}: " if isinstance(error.filename, str) else ""
    say(f"error: {safe_shown(where + what)}")
    return PROGRAM_ERROR


def main() -> None:
    """The console script."""
    code = INTERRUPTED
    try:
        prepare()
        ALARM.arm()
        code = run_command(sys.argv[1:])
    except KeyboardInterrupt:
        pass
    except Exception as bug:
        if os.environ.get("NIXSTEP_TRACEBACK"):
            raise
        code = internal_error(bug)
    leave(code)


def internal_error(bug: Exception) -> int:
    from debugger.text import safe_shown

    say(f"internal error: {type(bug).__name__}: {safe_shown(str(bug))}")
    say("This is a bug in nixstep. Run again with NIXSTEP_TRACEBACK=1 to see where.")
    return INTERNAL_ERROR


if __name__ == "__main__":
    main()
