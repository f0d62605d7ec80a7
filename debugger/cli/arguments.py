"""The options that say what is evaluated and how far it may go, shared by all commands that run something."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from debugger.cli.command_help import HOW, LIMITS, WHAT, option

POSITIVE = click.IntRange(1)
F = TypeVar("F", bound=Callable[..., Any])

MAX_STEPS = option("--max-steps", type=POSITIVE, metavar="N", section=LIMITS, help="Steps (opcodes).")
MAX_MEMORY = option("--max-memory", type=POSITIVE, metavar="MIB", section=LIMITS, help="Main memory.")
TIMEOUT = option(
    "--timeout", type=click.FloatRange(0), metavar="SECONDS", section=LIMITS, help="Time of running."
)


def program_options(function: F) -> F:
    """The options that say what is evaluated, shared by all commands."""
    options = [
        click.argument("file", required=False),
        option("-E", "--expr", metavar="EXPR", section=WHAT, help="An expression instead of a file."),
        option(
            "--flake",
            metavar="DIR#ATTR",
            section=WHAT,
            help="An attribute of a flake on this machine, instead of a file.",
        ),
        option(
            "--override-input",
            "overrides",
            nargs=2,
            multiple=True,
            metavar="NAME DIR",
            section=WHAT,
            help="The directory to use for an input of the flake (or of an input: a/b).",
        ),
        option("-A", "--attr", metavar="PATH", default="", section=WHAT, help="An attribute of it."),
        option(
            "--arg",
            nargs=2,
            multiple=True,
            metavar="NAME EXPR",
            section=WHAT,
            help="An argument, if the program is a function.",
        ),
        option(
            "--argstr",
            nargs=2,
            multiple=True,
            metavar="NAME STRING",
            section=WHAT,
            help="A string as one.",
        ),
        option(
            "-I",
            "search",
            multiple=True,
            metavar="[NAME=]PATH",
            section=WHAT,
            help="Where <NAME> is looked for, before NIX_PATH.",
        ),
        option(
            "--restrict",
            multiple=True,
            metavar="DIR",
            section=WHAT,
            help="Read nothing but FILE and what is in DIR.",
        ),
        option("--store-dir", metavar="DIR", section=WHAT, help="The store, before NIX_STORE_DIR."),
        option("--pure", is_flag=True, section=WHAT, help="No environment, no search path but -I."),
        option(
            "--experimental",
            is_flag=True,
            section=WHAT,
            help="Allow pipe operators, fetchTree, getFlake and the like.",
        ),
        option("--strict", is_flag=True, section=WHAT, help="Force the result deeply."),
        option(
            "-O",
            "level",
            type=click.IntRange(0, 1),
            metavar="0|1",
            section=HOW,
            help="Code of the plain machine (-O0), or in place what is needed at once (-O1; eval's default).",
        ),
        option("--no-cache", is_flag=True, section=HOW, help="Parse all files, keep nothing of them."),
        option("--trace-verbose", is_flag=True, section=HOW, help="Print what builtins.traceVerbose says."),
        option(
            "--skip",
            multiple=True,
            metavar="GLOB",
            section=HOW,
            help="Fold the part of such files in traces; steps pass over them.",
        ),
        MAX_STEPS,
        option("--max-depth", type=POSITIVE, metavar="N", section=LIMITS, help="Frames at once."),
        MAX_MEMORY,
        TIMEOUT,
    ]
    for decorate in reversed(options):
        function = decorate(function)
    return function


def limit_options(function: F) -> F:
    """The limits of a run whose program is known already."""
    for decorate in (TIMEOUT, MAX_MEMORY, MAX_STEPS):
        function = decorate(function)
    return function


def result_options(function: F) -> F:
    """The options that say how the result is printed."""
    options = [
        option("--json", "as_json", is_flag=True, help="Print the value as JSON (forces everything)."),
        option("--xml", "as_xml", is_flag=True, help="Print the value as XML."),
        option(
            "--keep-going",
            is_flag=True,
            help="With --strict: go on past what fails, and print <error: ...> for it.",
        ),
        option("--raw", is_flag=True, help="Print a string as it is."),
        option("--show-trace", is_flag=True, help="Show the whole trace of an error."),
        option("--warnings", is_flag=True, help="Show the compiler's remarks too."),
    ]
    for decorate in reversed(options):
        function = decorate(function)
    return function


def result_form(values: dict[str, Any]) -> str:
    """What the result is turned into; a usage error for more than one thing."""
    given = (("json", values["as_json"]), ("xml", values["as_xml"]), ("raw", values["raw"]))
    forms = [name for name, wanted in given if wanted]
    if len(forms) > 1:
        raise click.UsageError(f"--{forms[0]} and --{forms[1]} exclude each other")
    if values["keep_going"] and (forms or not values["strict"]):
        raise click.UsageError("--keep-going goes with --strict, and with no other form of the value")
    return forms[0] if forms else "value"


def make_program(values: dict[str, Any], form: str = "value", level: int = 0) -> Any:
    """A Program from the common options; usage errors for contradictions. `level` is meant without -O."""
    from debugger.loading.program import Argument, Program
    from vm.machine.machine import DEFAULT_MAX_DEPTH

    file, expression, flake = values["file"], values["expr"], values["flake"]
    if sum(given is not None for given in (file, expression, flake)) != 1:
        raise click.UsageError("give one file, an expression with -E, or a flake with --flake")
    if values["overrides"] and flake is None:
        raise click.UsageError("--override-input is for --flake")
    check_directories(values)
    text = streamed(file, make_limits(values)) if file is not None else None
    arguments = [Argument(name, text, False) for name, text in values["arg"]]
    arguments += [Argument(name, text, True) for name, text in values["argstr"]]
    return Program(
        path=None if text is not None else file,
        expression=expression,
        stdin=text,
        attribute=values["attr"],
        arguments=tuple(arguments),
        search=tuple(values["search"]),
        pure=values["pure"],
        experimental=values["experimental"],
        trace_verbose=values["trace_verbose"],
        strict=values["strict"],
        keep_going=values.get("keep_going", False),
        form=form,
        max_depth=values["max_depth"] or DEFAULT_MAX_DEPTH,
        cache=not values["no_cache"],
        level=level if values["level"] is None else values["level"],
        restrict=tuple(values["restrict"]),
        store_dir=values["store_dir"],
        flake=flake,
        overrides=tuple(values["overrides"]),
    )


def streamed(file: str, limits: Any) -> bytes | None:
    """What a pipe holds that was named as the program, such as standard input; None for a file.

    It can be read only once, however often the program is loaded.
    """
    from vm.store.reading import is_stream, open_stream, read_stream

    with limits.running():
        if file == "-":
            return read_standard_input()
        if not is_stream(file):
            return None
        descriptor = open_stream(file)
        try:
            return read_stream(descriptor, file)
        finally:
            os.close(descriptor)


def read_standard_input() -> bytes:
    """All of it, within the limits of the run."""
    from vm.store.reading import read_stream

    try:
        return read_stream(sys.stdin.fileno(), "-")
    except io.UnsupportedOperation:  # somebody put something else there
        return sys.stdin.buffer.read()


def check_directories(values: dict[str, Any]) -> None:
    """Usage errors for directories that cannot be what they are given for."""
    for root in values["restrict"]:
        if "\0" in root or not Path(root).exists():
            raise click.UsageError(f"--restrict: there is no '{root}'")
    store = values["store_dir"]
    if store is not None and not store.startswith("/"):
        raise click.UsageError(f"--store-dir: '{store}' is not an absolute path")


def make_session(
    program: Any,
    values: dict[str, Any],
    observers: tuple[object, ...] = (),
    history: int = 0,
) -> Any:
    """A session with the limits and the skipped files that were asked for."""
    from debugger.session import Session

    session = Session(program, make_limits(values), observers, history=history)
    session.skipped = skipped_files(values)
    return session


def skipped_files(values: dict[str, Any]) -> tuple[str, ...]:
    """The files that were asked to be skipped, and our own that calls a flake."""
    from debugger.loading.caller import CALLER

    calls_flakes = values["flake"] is not None or values["experimental"]
    return (*values["skip"], *((str(CALLER),) if calls_flakes else ()))


def make_limits(values: dict[str, Any]) -> Any:
    """The limits that were asked for: the same ones for one command."""
    from debugger.loading.limits import Limits

    if "limits" not in values:
        memory = values["max_memory"]
        values["limits"] = Limits(values["max_steps"], memory * 2**20 if memory else None, values["timeout"])
    return values["limits"]


def keep_limits(values: dict[str, Any]) -> None:
    """Have the limits hold in all that this command does from now on; for those that wait for nobody."""
    click.get_current_context().with_resource(make_limits(values).running())
