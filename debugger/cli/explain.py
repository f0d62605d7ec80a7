"""`nixstep explain`: what an error code means."""

from __future__ import annotations

import sys

import click


@click.command(name="explain", short_help="Tell what an error code means.")
@click.argument("code", required=False)
def explain(code: str | None) -> int:
    """Tell what an error means and how to find its cause with the debugger; without CODE, list all."""
    from debugger.cli.error_pages import list_text, page, show

    if code is None:
        sys.stdout.write(list_text())
        return 0
    text = page(code)
    if text is None:
        raise click.UsageError(f"there is no error {code}; `nixstep explain` lists all")
    show(text)
    return 0
