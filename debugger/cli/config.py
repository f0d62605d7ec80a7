"""`nixstep config`: where the configuration is, and whether it is right."""

from __future__ import annotations

import sys

import click

from debugger.cli.command_help import SectionedCommand, option
from debugger.cli.printing import PROGRAM_ERROR
from debugger.cli.process import say

EXAMPLE = """# theme = "nixstep-light"
# history = 5_000_000       # steps kept for going back
# skip = ["*/nixpkgs/lib/*"] # files that steps pass over and traces fold
# layout = "source"         # `:layout` in the debugger lists them
# numbers = "comma"         # between thousands: space, comma, point or plain
# tips = false              # nothing said at the beginning of a session
#
# [keys]                    # by the ids that `nixstep config --ids` lists
# "step.over" = "n,f10"
"""


@click.command(
    name="config",
    cls=SectionedCommand,
    short_help="Tell where the configuration is, and check it.",
    examples="""--check
--ids""",
)
@option("--check", "wants_check", is_flag=True, help="Say what is wrong in it; exit code 1 if anything is.")
@option("--ids", is_flag=True, help="List the commands by the ids that a keymap names, with their keys.")
def config(wants_check: bool, ids: bool) -> int:
    """Without an option: where the file is, and what it says or could say.

    The file is TOML: `theme`, `history`, `skip`, `layout`, `numbers`, `tips`, and a table `keys`.
    """
    from debugger.kept.configuration import usual_path
    from debugger.text import safe_shown

    if ids:
        from debugger.tui.commands import load_commands

        commands = load_commands().values()
        width = max(len(each.id) for each in commands)
        for each in commands:
            sys.stdout.write(f"{each.id:<{width}}  {','.join(each.keys) or '-':<20}  {each.title}\n")
        return 0
    path = usual_path()
    if wants_check:
        problems = all_problems()
        for problem in problems:
            say(f"{safe_shown(str(path))}: {safe_shown(problem)}")
        return PROGRAM_ERROR if problems else 0
    text = (
        path.read_text(errors="replace")
        if path.is_file()
        else f"# there is no such file yet; it could say:\n{EXAMPLE}"
    )
    sys.stdout.write(f"# {safe_shown(str(path))}\n{text}")
    return 0


def all_problems() -> list[str]:
    """All that is wrong in the file."""
    from debugger.kept.configuration import check, read, usual_path
    from debugger.tui.commands import keymap_problems, load_commands
    from debugger.tui.drawing.theme import all_themes
    from debugger.tui.placing.layouts import LAYOUTS
    from debugger.tui.placing.remembered import Remembered
    from debugger.tui.placing.remembered import usual_path as desk_path

    layouts = {**LAYOUTS, **Remembered(desk_path()).read().layouts}
    configured = read(usual_path())
    commands = load_commands()
    return [*check(configured, all_themes(), layouts, commands), *keymap_problems(configured.keys, commands)]
