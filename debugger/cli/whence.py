"""`nixstep whence`: where a value comes from, hand by hand, as text or JSON."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import click

from debugger.cli.arguments import keep_limits, make_program, make_session, program_options
from debugger.cli.command_help import SectionedCommand, option
from debugger.cli.printing import PROGRAM_ERROR, print_error, print_message
from debugger.cli.process import say
from debugger.cli.recorded_run import FORMAT_VERSION, history_option, with_nulls, write


@click.command(
    name="whence",
    cls=SectionedCommand,
    short_help="Tell where a value comes from.",
    examples="""./default.nix -A hello.version
./default.nix -A config.services.web.port --json""",
)
@program_options
@option("--show-trace", is_flag=True, help="Show the hands in libraries too.")
@option("--json", "as_json", is_flag=True, help="As JSON.")
@history_option
def whence(show_trace: bool, as_json: bool, **values: Any) -> int:
    """Print the definition of an attribute, and every hand that its value passed through on its way there.

    The latest hand comes first: selections, `//` with the side that won and over what, arguments, builtins,
    and of a text that was put together the way of each piece. `nixstep debug` and `:goto STEP` go there.
    """
    from debugger.errors import DebuggerError
    from debugger.loading.program import parse_attribute_path
    from debugger.provenance.whence.hands import hand_lines
    from debugger.side.options import option_lines
    from debugger.text import json_line
    from debugger.views.values.value_text import value_text
    from vm.spans import from_host
    from vm.thunks import CELLS_NOW

    keep_limits(values)
    path = parse_attribute_path(from_host(values["attr"]))
    program = replace(make_program(values), attribute="", strict=False)
    session = make_session(program, values, history=values["history"])
    session.listener = lambda message: print_message(message, False)
    session.run_to_end()
    if session.machine.failure is None and path:
        session.force_part(tuple(path))
        session.run_to_end()
    failure = session.machine.failure
    if failure is not None:
        return print_error(failure, own=session.own)
    try:
        told = session.whence()
        root = session.machine.result
        value = told.part(root, path)
        hands = list(told.of_attribute(root, path) if path else told.of(told.record.cell_of(root)))
    except DebuggerError as error:
        say(f"error: {error}")
        return PROGRAM_ERROR
    if as_json:
        document = {
            "format": "nixstep-whence",
            "version": FORMAT_VERSION,
            "program": session.program.title,
            "attribute": values["attr"],
            "value": value_text(value, CELLS_NOW),
            "hands": [with_nulls(asdict(each)) for each in hands],
            "options": [asdict(each) for each in merged(session, values["attr"])],
        }
        write(json_line(document, indent=1))
        return 0
    write(f"{values['attr'] or 'the value'} = {value_text(value, CELLS_NOW)}")
    for line in hand_lines(session.near_hands(hands), not show_trace):
        write(line)
    for each in merged(session, values["attr"]):
        for line in option_lines(each):
            write(session.near(line))
    return 0


def merged(session: Any, attribute: str) -> list[Any]:
    """The options of the module system that the attribute is the value of, as they were merged."""
    return (
        [each for each in session.options(attribute, with_readers=False) if each is not None]
        if attribute
        else []
    )
