"""The configuration: what a person has chosen for good, in a TOML file of their own.

Whatever is wrong in it is said, and the rest counts all the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from debugger.numerals import SEPARATORS
from vm.text.suggestions import near

MOST_BYTES = 1 << 20


@dataclass(slots=True)
class Configuration:
    """What is in the file; what it does not say is as it always was."""

    theme: str = ""
    history: int | None = None
    """Steps kept for going back, where `--history` says nothing."""
    skip: tuple[str, ...] = ()
    """Files, by glob, that are never the person's own."""
    layout: str = ""
    """Of the panels, by its name."""
    numbers: str = ""
    """What stands between the thousands, by its name."""
    tips: bool = True
    """Whether newcomers are told something at the beginning."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys, with commas between them, by the ids of commands."""
    problems: list[str] = field(default_factory=list)


def usual_path() -> Path:
    """Where the file is looked for."""
    return user_config_path("nixstep", appauthor=False) / "config.toml"


def read(path: Path) -> Configuration:
    """What a file says; nothing where there is none."""
    made = Configuration()
    try:
        with path.open("rb") as file:
            text = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return made
    except OSError as error:
        made.problems.append((error.strerror or str(error)).lower())
        return made
    if len(text) > MOST_BYTES:
        made.problems.append("it is too large to be a configuration")
        return made
    try:
        found = tomllib.loads(text.decode("utf-8"))
    except UnicodeDecodeError as error:
        made.problems.append(f"it is not UTF-8: what stands at byte {error.start} is none")
        return made
    except RecursionError:
        made.problems.append("it is nested too deeply to be a configuration")
        return made
    except tomllib.TOMLDecodeError as error:
        made.problems.append(str(error))
        return made
    for name, value in found.items():
        take = SETTINGS.get(name)
        if take is None:
            made.problems.append(f"there is no setting '{name}'{suggestion(name, SETTINGS)}")
            continue
        problem = take(made, value)
        if problem:
            made.problems.append(f"{name}: {problem}")
    return made


def suggestion(name: str, known: Mapping[str, object]) -> str:
    found = near(name, known)
    return f"; did you mean {found[0]}?" if found else ""


def take_theme(made: Configuration, value: Any) -> str:
    if not isinstance(value, str):
        return "the name of a theme is text"
    made.theme = value
    return ""


def take_history(made: Configuration, value: Any) -> str:
    if type(value) is not int or value < 0:
        return "a number of steps is 0 or more"
    made.history = value
    return ""


def take_skip(made: Configuration, value: Any) -> str:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return 'it is a list of globs: skip = ["*/lib/*"]'
    made.skip = tuple(value)
    return ""


def take_layout(made: Configuration, value: Any) -> str:
    if not isinstance(value, str):
        return "the name of a layout is text"
    made.layout = value
    return ""


def take_numbers(made: Configuration, value: Any) -> str:
    if not isinstance(value, str) or value not in SEPARATORS:
        return f"it is one of {', '.join(SEPARATORS)}"
    made.numbers = value
    return ""


def take_tips(made: Configuration, value: Any) -> str:
    if type(value) is not bool:
        return "it is true or false"
    made.tips = value
    return ""


def take_keys(made: Configuration, value: Any) -> str:
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        return 'it is a table: "step.over" = "n,f10"'
    made.keys = dict(value)
    return ""


SETTINGS: dict[str, Callable[[Configuration, Any], str]] = {
    "theme": take_theme,
    "history": take_history,
    "skip": take_skip,
    "layout": take_layout,
    "numbers": take_numbers,
    "tips": take_tips,
    "keys": take_keys,
}
"""What may stand in the file, and what takes it; an answer is what is wrong with it."""


def check(
    made: Configuration,
    themes: Mapping[str, object],
    layouts: Mapping[str, object],
    ids: Mapping[str, object],
) -> list[str]:
    """All that is wrong, names included that only the interface knows."""
    found = list(made.problems)
    if made.theme and made.theme not in themes:
        found.append(f"theme: there is no theme '{made.theme}'{suggestion(made.theme, themes)}")
    if made.layout and made.layout not in layouts:
        found.append(f"layout: there is no layout '{made.layout}'{suggestion(made.layout, layouts)}")
    found += [
        f"keys: there is no command '{name}'{suggestion(name, ids)}" for name in made.keys if name not in ids
    ]
    return found
