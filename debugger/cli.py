"""The command line: reads arguments, picks a face, and turns every failure into a message and a code.

Exit 0 on success, 1 on an error of the program, 2 on wrong usage, 130 on Ctrl-C, 70 on a bug of ours.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

import debugger

F = TypeVar("F", bound=Callable[..., Any])

PROGRAM_ERROR, USAGE_ERROR, INTERNAL_ERROR, INTERRUPTED = 1, 2, 70, 130


class Commands(click.Group):
    """The first word is a command if it names one, else a file for the debugger."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        plain = {"--help", "--version", "-h"}
        if args and args[0] not in self.commands and args[0] not in plain:
            args = ["debug", *args]
        return super().parse_args(ctx, args)


def program_options(function: F) -> F:
    """The options that say what is evaluated, shared by all commands."""
    options = [
        click.argument("file", required=False),
        click.option("-E", "--expr", metavar="EXPR", help="Evaluate an expression instead of a file."),
        click.option("-A", "--attr", metavar="PATH", default="", help="Select an attribute of the result."),
        click.option("--arg", nargs=2, multiple=True, metavar="NAME EXPR", help="Pass an argument."),
        click.option("--argstr", nargs=2, multiple=True, metavar="NAME STRING", help="Pass a string."),
        click.option("-I", "search", multiple=True, metavar="NAME=PATH", help="Add to the search path."),
        click.option("--pure", is_flag=True, help="No environment, no search path but -I."),
        click.option("--strict", is_flag=True, help="Force the result deeply."),
        click.option("--max-steps", type=click.IntRange(1), metavar="N", help="Stop after N steps."),
        click.option("--max-depth", type=click.IntRange(1), metavar="N", help="At most N frames."),
        click.option("--max-memory", type=click.IntRange(1), metavar="MIB", help="At most so much memory."),
        click.option("--timeout", type=click.FloatRange(0), metavar="SECONDS", help="At most so long."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def make_program(values: dict[str, Any], form: str = "value") -> Any:
    """A Program from the common options; usage errors for contradictions."""
    from debugger.program import Argument, Program
    from vm.machine import DEFAULT_MAX_DEPTH

    file, expression = values["file"], values["expr"]
    if (file is None) == (expression is None):
        raise click.UsageError("give one file, or an expression with -E")
    arguments = [Argument(name, text, False) for name, text in values["arg"]]
    arguments += [Argument(name, text, True) for name, text in values["argstr"]]
    return Program(
        path=None if file == "-" else file,
        expression=expression,
        stdin=sys.stdin.buffer.read() if file == "-" else None,
        attribute=values["attr"],
        arguments=tuple(arguments),
        search=tuple(values["search"]),
        pure=values["pure"],
        strict=values["strict"],
        form=form,
        max_depth=values["max_depth"] or DEFAULT_MAX_DEPTH,
    )


def make_limits(values: dict[str, Any]) -> Any:
    from debugger.limits import Limits

    memory = values["max_memory"]
    return Limits(values["max_steps"], memory * 2**20 if memory else None, values["timeout"])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(debugger.__version__, prog_name="nixstep")
def cli() -> None:
    """Step through the evaluation of Nix programs, opcode by opcode.

    `nixstep FILE` opens the debugger; `nixstep COMMAND --help` tells about one command.
    """


@cli.command(name="eval")
@program_options
@click.option("--json", "as_json", is_flag=True, help="Print the value as JSON (forces everything).")
@click.option("--xml", "as_xml", is_flag=True, help="Print the value as XML.")
@click.option("--raw", is_flag=True, help="Print a string as it is.")
@click.option("--show-trace", is_flag=True, help="Show the whole trace of an error.")
@click.option("--warnings", is_flag=True, help="Show the compiler's remarks too.")
def evaluate(as_json: bool, as_xml: bool, raw: bool, show_trace: bool, warnings: bool, **values: Any) -> int:
    """Evaluate and print the value, as `nix-instantiate --eval` prints it."""
    from debugger.session import Session

    forms = [name for name, wanted in (("json", as_json), ("xml", as_xml), ("raw", raw)) if wanted]
    if len(forms) > 1:
        raise click.UsageError(f"--{forms[0]} and --{forms[1]} exclude each other")
    form = forms[0] if forms else "value"
    session = Session(make_program(values, form), make_limits(values))
    session.listener = lambda message: print_message(message, warnings)
    for message in session.output:
        print_message(message, warnings)
    session.run_to_end()
    vm = session.machine
    if vm.failure is not None:
        return print_error(vm.failure, show_trace)
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
        sys.stderr.write(f"{message.kind}: {message.text}\n")


def print_error(error: Any, full: bool = False) -> int:
    from debugger.reports import report

    colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    sys.stdout.flush()
    sys.stderr.write(report(error, colour, full) + "\n")
    return PROGRAM_ERROR


@cli.command(name="dis")
@program_options
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--warnings", is_flag=True, help="Show the compiler's remarks too.")
def disassemble(as_json: bool, warnings: bool, **values: Any) -> int:
    """Print the bytecode of every chunk, inner ones first, with source beside it."""
    import json

    from debugger.program import load
    from debugger.text import safe_shown
    from vm.disassembler import chunk_data, listing

    loaded = load(make_program(values))
    chunks = list(loaded.options.chunks.values())
    if as_json:
        document = {"format": "nixstep-dis", "version": 1, "chunks": [chunk_data(code) for code in chunks]}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    else:
        for index, code in enumerate(chunks):
            lines = [safe_shown(line) for line in listing(code)]
            sys.stdout.write(("\n" if index else "") + "\n".join(lines) + "\n")
    if warnings:
        for warning in loaded.warnings:
            sys.stderr.write(f"warning: {safe_shown(f'{warning.span}: {warning.text}')} [{warning.code}]\n")
    return 0


@cli.command(name="trace")
@program_options
@click.option("--from", "first", type=click.IntRange(0), default=0, metavar="A", help="The first step shown.")
@click.option("--to", "last", type=click.IntRange(0), metavar="B", help="The last step shown.")
@click.option("--op", "opcodes", multiple=True, metavar="OPCODE", help="Only steps of this opcode.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def trace(first: int, last: int | None, opcodes: tuple[str, ...], as_json: bool, **values: Any) -> int:
    """Print every step: number, depth, instruction, and the top of the value stack."""
    from debugger.session import Session
    from debugger.step_trace import StepTrace
    from vm.opcodes import BY_NAME

    for name in opcodes:
        if name not in BY_NAME:
            raise click.UsageError(f"there is no opcode {name}")
    program = make_program(values)
    steps = StepTrace(sys.stdout.write, first, last, frozenset(opcodes), as_json)
    limits = make_limits(values)
    session = Session(program, limits, (steps,))
    session.listener = lambda message: print_message(message, False)
    steps.machine = session.machine
    steps.header(program.title)
    if last is None:
        session.run_to_end()
    else:
        session.run_until(last + 1)
    sys.stdout.flush()
    failure = session.machine.failure
    return print_error(failure) if failure is not None else 0


@cli.command(name="debug")
@program_options
@click.option("--break", "places", multiple=True, metavar="WHERE", help="Set a breakpoint before starting.")
def debug(places: tuple[str, ...], **values: Any) -> int:
    """Open the debugger (what `nixstep FILE` does)."""
    from debugger.errors import DebuggerError
    from debugger.session import Session

    session = Session(make_program(values), make_limits(values))
    for place in places:
        try:
            session.breakpoints.add(place)
        except DebuggerError as error:
            raise click.UsageError(str(error)) from None
    from debugger.tui.app import run

    return run(session)


def run_command(arguments: list[str]) -> int:
    """Everything but leaving the process; returns the exit code."""
    from vm.errors import NixError

    gc.set_threshold(100_000, 50, 1000)
    try:
        result = cli.main(arguments, prog_name="nixstep", standalone_mode=False)
        sys.stdout.flush()
        return int(result or 0)
    except click.UsageError as error:
        error.show(sys.stderr)
        return USAGE_ERROR
    except click.exceptions.Exit as leaving:
        return int(leaving.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        close_stdout()
        return 0
    except NixError as error:
        return print_error(error)
    except OSError as error:
        return system_error(error)


def system_error(error: OSError) -> int:
    from debugger.text import safe_shown

    sys.stderr.write(f"error: {safe_shown(str(error))}\n")
    return PROGRAM_ERROR


def close_stdout() -> None:
    """Send what is still buffered nowhere: the reader has gone."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())


def main() -> None:
    """The console script. Leaves without taking a large heap apart first."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = run_command(sys.argv[1:])
    except Exception as bug:
        if os.environ.get("NIXSTEP_TRACEBACK"):
            raise
        sys.stderr.write(
            f"internal error: {type(bug).__name__}: {bug}\n"
            "This is a bug in nixstep. Run again with NIXSTEP_TRACEBACK=1 to see where.\n"
        )
        code = INTERNAL_ERROR
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        close_stdout()
    os._exit(code)


if __name__ == "__main__":
    main()
