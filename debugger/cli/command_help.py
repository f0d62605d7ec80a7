"""How the commands' help looks: options under headings, then examples to copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

WHAT = "What to evaluate"
HOW = "How to show it"
LIMITS = "Limits, each ending the run with an error of its own"

FILE = ("FILE", "A file, a directory (its default.nix is meant), or - for standard input.")


class SectionedOption(click.Option):
    """An option that knows under which heading it stands."""

    def __init__(self, *names: Any, section: str = HOW, **settings: Any) -> None:
        super().__init__(*names, **settings)
        self.section = section


class SectionedCommand(click.Command):
    """A command with `examples`: its arguments, one call a line. `what` says what its argument is."""

    def __init__(
        self, *names: Any, examples: str = "", what: tuple[str, str] = FILE, **settings: Any
    ) -> None:
        super().__init__(*names, **settings)
        self.examples = examples
        self.what = what

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options under what is run, how, and its limits."""
        sections: dict[str, list[tuple[str, str]]] = {WHAT: [self.what], HOW: [], LIMITS: []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and isinstance(parameter, click.Option):
                sections[getattr(parameter, "section", HOW)].append(record)
        for heading, records in sections.items():
            with formatter.section(heading):
                formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples as they are: click would fill the lines up."""
        with formatter.section("Examples"):
            for line in self.examples.split("\n"):
                formatter.write(f"{'':>{formatter.current_indent}}nixstep {self.name} {line}\n")


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """Declare an option; `section` is its heading."""
    return click.option(*names, cls=SectionedOption, **settings)
