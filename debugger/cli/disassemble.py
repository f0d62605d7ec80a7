"""`nixstep dis`: the bytecode of a program, as text or JSON."""

from __future__ import annotations

import sys
from typing import Any

import click

from debugger.cli.arguments import keep_limits, make_program, program_options
from debugger.cli.command_help import SectionedCommand, option
from debugger.cli.process import say


@click.command(
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
    from debugger.loading.program import load
    from debugger.text import json_line, safe_shown
    from vm.text.disassembler import chunk_data, listing

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
