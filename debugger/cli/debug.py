"""`nixstep debug`: the terminal interface."""

from __future__ import annotations

from typing import Any

import click

from debugger.cli.arguments import make_program, make_session, program_options
from debugger.cli.command_help import SectionedCommand, option
from debugger.cli.keyboard import keys_kept
from debugger.cli.process import say
from debugger.cli.recorded_run import DEFAULT_HISTORY
from debugger.cli.script import run_plain, run_script


@click.command(
    name="debug",
    cls=SectionedCommand,
    short_help="Step through a program (what `nixstep FILE` does).",
    examples="""./default.nix
./default.nix --break default.nix:12 --break 'attr meta.license'
./default.nix -x 'break fn layer' -x continue -x 'print args'""",
)
@program_options
@option("--break", "places", multiple=True, metavar="WHERE", help="Set a breakpoint before starting.")
@option(
    "--until",
    multiple=True,
    metavar="WHERE",
    help="Start where this first happens: `error`, or what --break takes.",
)
@option("--on-trace", is_flag=True, help="Stop after each message of builtins.trace.")
@option("--on-warn", is_flag=True, help="Stop after each warning of the program.")
@option(
    "--ignore-try/--no-ignore-try",
    default=True,
    help="Pass over errors that tryEval catches (default), or stop at them.",
)
@option("-x", "lines", multiple=True, metavar="COMMAND", help="Carry out a command without the screen.")
@option("--script", metavar="FILE", help="Carry out the commands of a file without the screen.")
@option("--plain", is_flag=True, help="Read commands from standard input and answer in plain lines.")
@option("--show-trace", is_flag=True, help="Show the whole trace of an error.")
@option(
    "--history",
    type=click.IntRange(0),
    default=None,
    metavar="N",
    help="Keep so many steps for going back (default 2,000,000); 0 records nothing.",
)
def debug(
    places: tuple[str, ...],
    until: tuple[str, ...],
    on_trace: bool,
    on_warn: bool,
    ignore_try: bool,
    lines: tuple[str, ...],
    script: str | None,
    plain: bool,
    show_trace: bool,
    history: int | None,
    **values: Any,
) -> int:
    """Step through a program in the terminal; `nixstep FILE` does the same. Press ? there for help.

    With -x, --script or --plain there is no screen: the same commands as behind `:` there, one a line, and
    their answers as text. The first command of a script that fails ends it with exit code 1.
    """
    is_scripted = bool(lines) or script is not None
    if plain and is_scripted:
        raise click.UsageError("--plain reads its commands from standard input: leave out -x and --script")
    breakpoints = [*places, *events(on_trace, on_warn, ignore_try)]
    if is_scripted or plain:
        session = prepared(chosen(), breakpoints, until, show_trace, history, values)
        return run_plain(session) if plain else run_script(session, lines, script)
    with keys_kept():
        configured = chosen()
        session = prepared(configured, breakpoints, until, show_trace, history, values)
        from debugger.tui.app import run

        return run(session, configured)


def chosen() -> Any:
    """What the person has chosen for good."""
    from debugger.kept.configuration import read, usual_path

    return read(usual_path())


def events(on_trace: bool, on_warn: bool, ignore_try: bool) -> list[str]:
    """The breakpoints that options stand for."""
    wanted = [("trace", on_trace), ("warning", on_warn), ("error caught", not ignore_try)]
    return [where for where, is_wanted in wanted if is_wanted]


def prepared(
    configured: Any,
    places: list[str],
    until: tuple[str, ...],
    show_trace: bool,
    history: int | None,
    values: dict[str, Any],
) -> Any:
    """The program, loaded, with its breakpoints, where it is to begin."""
    from debugger.errors import DebuggerError
    from debugger.motions import Continue

    values["skip"] = (*values["skip"], *configured.skip)
    if history is None:
        history = DEFAULT_HISTORY if configured.history is None else configured.history
    session = make_session(make_program(values), values, history=history)
    session.show_trace = show_trace
    try:
        for place in places:
            session.breakpoints.add(place)
        goals = [session.breakpoints.add(place) for place in until]
    except DebuggerError as error:
        raise click.UsageError(str(error)) from None
    if goals:
        session.run(Continue())
        if not any(each.hits for each in goals):
            session.message = f"--until was not reached: {session.message.splitlines()[0]}"
            say(f"warning: {session.message}")
        known = {each.number for each in session.breakpoints.all}
        for number in known.intersection(each.number for each in goals):
            session.breakpoints.remove(number)
    return session
