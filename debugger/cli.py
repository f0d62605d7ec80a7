"""The command line: reads arguments, picks a face, and turns every failure into a message and a code.

Exit 0 on success, 1 on an error of the program, 2 on wrong usage, 130 on Ctrl-C, 70 on a bug of ours.
"""

from __future__ import annotations

import difflib
import gc
import os
import shutil
import sys
from typing import Any

import click

import debugger
from debugger.arguments import make_program, make_session, program_options
from debugger.command_help import SETTINGS, SectionedCommand, option
from debugger.process import INTERRUPTED, leave, prepare, say

DEFAULT_HISTORY = 2_000_000
"""Steps that the debugger keeps, unless the recorder's limit of memory comes first."""
PROGRAM_ERROR, USAGE_ERROR, INTERNAL_ERROR = 1, 2, 70


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
@option("--json", "as_json", is_flag=True, help="Print the value as JSON (forces everything).")
@option("--xml", "as_xml", is_flag=True, help="Print the value as XML.")
@option("--raw", is_flag=True, help="Print a string as it is.")
@option("--show-trace", is_flag=True, help="Show the whole trace of an error.")
@option("--warnings", is_flag=True, help="Show the compiler's remarks too.")
def evaluate(as_json: bool, as_xml: bool, raw: bool, show_trace: bool, warnings: bool, **values: Any) -> int:
    """Evaluate and print the value, as `nix-instantiate --eval` prints it."""
    forms = [name for name, wanted in (("json", as_json), ("xml", as_xml), ("raw", raw)) if wanted]
    if len(forms) > 1:
        raise click.UsageError(f"--{forms[0]} and --{forms[1]} exclude each other")
    form = forms[0] if forms else "value"
    session = make_session(make_program(values, form), values)
    session.listener = lambda message: print_message(message, warnings)
    for message in session.output:
        print_message(message, warnings)
    session.run_to_end()
    vm = session.machine
    if vm.failure is not None:
        return print_error(vm.failure, show_trace, session.skipped)
    print_result(vm.result, form)
    return 0


def print_result(value: Any, form: str) -> None:
    """Bytes as they are into a file or a pipe; to a terminal only what cannot steer it."""
    from debugger.text import safe_lines
    from vm.printer import print_value

    text = print_value(value) if form == "value" else str(value)
    end = "\n" if form == "value" else ""
    if sys.stdout.isatty():
        sys.stdout.write(safe_lines(text) + ("" if text.endswith("\n") else "\n"))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write((text + end).encode("latin-1"))
    sys.stdout.flush()


def print_message(message: Any, warnings: bool = True) -> None:
    if message.kind == "trace" or warnings:
        say(f"{message.kind}: {message.text}")


def print_error(error: Any, full: bool = False, skipped: tuple[str, ...] = ()) -> int:
    from debugger.reports import WIDTH, report

    terminal = sys.stderr.isatty()
    width = shutil.get_terminal_size().columns - 1 if terminal else WIDTH
    say(report(error, coloured(), full, width, skipped, hint=terminal))
    return PROGRAM_ERROR


def coloured() -> bool:
    """Whether standard error may have colours."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


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
    return print_error(failure, show_trace, session.skipped) if failure is not None else 0


@cli.command(
    name="debug",
    cls=SectionedCommand,
    short_help="Step through a program (what `nixstep FILE` does).",
    examples="""./default.nix
./default.nix --break default.nix:12 --break OpAttrsSelect""",
)
@program_options
@option("--break", "places", multiple=True, metavar="WHERE", help="Set a breakpoint before starting.")
@option(
    "--history",
    type=click.IntRange(0),
    default=DEFAULT_HISTORY,
    metavar="N",
    help="Keep so many steps for going back (default 2,000,000); 0 records nothing.",
)
def debug(places: tuple[str, ...], history: int, **values: Any) -> int:
    """Step through a program in the terminal; `nixstep FILE` does the same. Press ? there for help."""
    from debugger.errors import DebuggerError

    session = make_session(make_program(values), values, history=history)
    for place in places:
        try:
            session.breakpoints.add(place)
        except DebuggerError as error:
            raise click.UsageError(str(error)) from None
    from debugger.tui.app import run

    return run(session)


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
    from vm.errors import FileError, NixError, VmBug

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
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except FileError as error:
        if arguments and arguments[0] not in cli.commands:
            error.notes += near_commands(arguments[0])
        return print_error(error)
    except NixError as error:
        return print_error(error)
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
