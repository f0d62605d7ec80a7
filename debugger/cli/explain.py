"""`nixstep explain`: what an error, a term, an opcode or a builtin is."""

from __future__ import annotations

import sys

import click


@click.command(name="explain", short_help="Tell what an error code, a term, an opcode or a builtin is.")
@click.argument("topic", nargs=-1)
def explain(topic: tuple[str, ...]) -> int:
    """Tell what an error means and how to find its cause; what a term of the machine is, such as thunk or
    blackhole; what an opcode does and why it is there (OpFinalise); what a builtin does (builtins.map).
    Without TOPIC, list all."""
    from debugger.cli.page import show
    from debugger.explaining.pages import list_text, near, page
    from debugger.text import safe_shown

    if not topic:
        sys.stdout.write(list_text())
        return 0
    wanted = " ".join(topic)
    text = page(wanted)
    if text is None:
        known = near(wanted)
        hint = f"did you mean {known}?" if known else "`nixstep explain` lists all"
        raise click.UsageError(f"nothing is known of '{safe_shown(wanted)}': {hint}")
    show(text)
    return 0
