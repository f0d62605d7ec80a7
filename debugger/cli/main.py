"""The command line: reads arguments, picks a face, and turns every failure into a message and a code.

Exit 0 on success, 1 on an error of the program, 2 on wrong usage, 130 on Ctrl-C, 70 on a bug of ours.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click

import debugger
from debugger.cli.command_help import SETTINGS
from debugger.cli.printing import PROGRAM_ERROR, coloured, print_error, print_interrupted, with_notes
from debugger.cli.process import INTERRUPTED, leave, prepare, say
from debugger.loading.limits import ALARM
from vm.native import WAY

USAGE_ERROR, INTERNAL_ERROR = 2, 70


COMMANDS = {
    "eval": "evaluate",
    "dis": "disassemble",
    "trace": "trace",
    "debug": "debug",
    "repl": "repl",
    "record": "record",
    "replay": "replay",
    "why": "why",
    "whence": "whence",
    "thunks": "thunks",
    "profile": "profile",
    "coverage": "coverage",
    "explain": "explain",
    "export": "export",
    "cache": "cache",
    "config": "config",
    "start": "start",
}
"""Commands, and the module and function that each of them is. Only the one that is called is imported."""


COMPLETING = "_NIXSTEP_COMPLETE"
"""The variable by which a shell asks; click answers."""


class Commands(click.Group):
    """The first word is a command if it names one, else a file for the debugger."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = COMMANDS.get(cmd_name)
        if name is None:
            return None
        command: click.Command = getattr(import_module(f"debugger.cli.{name}"), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """`nixstep FILE` is `nixstep debug FILE`."""
        plain = {"--help", "--version", "-h"}
        if not args and sys.stdin.isatty() and sys.stdout.isatty():
            args = ["start"]
        if args and args[0] not in COMMANDS and args[0] not in plain:
            args = ["debug", *args]
        return super().parse_args(ctx, args)


def show_version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    """`nixstep, version 0.1.0, native`."""
    if wanted:
        click.echo(f"nixstep, version {debugger.__version__}, {WAY}")
        context.exit()


@click.group(cls=Commands, context_settings=SETTINGS)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=show_version,
    help="Show the version, and whether it is compiled, and exit.",
)
def cli() -> None:
    """Step through the evaluation of Nix programs, opcode by opcode.

    `nixstep FILE` opens the debugger. A file can also be a directory (its default.nix is meant), or `-` for
    standard input. `nixstep COMMAND --help` tells about one command.
    """


def run_command(arguments: list[str]) -> int:
    """Everything but leaving the process; returns the exit code."""
    from debugger.errors import DebuggerError
    from vm.errors import FileError, NixError, VmBug, out_of_memory

    gc.set_threshold(100_000, 50, 1000)
    try:
        if COMPLETING in os.environ:  # a shell asks how to complete, or what may come next
            cli.main(list(arguments), "nixstep", complete_var=COMPLETING, standalone_mode=False)
            return 0
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
        gc.unfreeze()
        gc.collect()
        return print_error(with_notes(out_of_memory(), stop))
    except BrokenPipeError:
        return 0
    except FileError as error:
        if arguments and arguments[0] not in COMMANDS:
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
    import difflib

    near = difflib.get_close_matches(word, COMMANDS, 1)
    return [f"there is a command called '{near[0]}'"] if near else []


def tool_error(error: Exception) -> int:
    """A request that cannot be met: a file that is not a recording, no such step."""
    from debugger.text import safe_shown

    say(f"error: {safe_shown(str(error))}")
    return PROGRAM_ERROR


def system_error(error: OSError) -> int:
    """Say what the system refused, and of which file; answers the exit code."""
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
    """Say that it is our fault; answers the exit code."""
    from debugger.text import safe_shown

    say(f"internal error: {type(bug).__name__}: {safe_shown(str(bug))}")
    say("This is a bug in nixstep. Run again with NIXSTEP_TRACEBACK=1 to see where.")
    return INTERNAL_ERROR


if __name__ == "__main__":
    main()
