"""Completion: what may come next in an expression that is being typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from debugger.side.evaluation import Outcome
from debugger.side.scope import IDENTIFIER, Scope
from vm.spans import from_host, to_display
from vm.text.printer import print_name
from vm.values import AttrSet

PATH = re.compile(rf"(?P<before>{IDENTIFIER}(?:\.{IDENTIFIER})*)\.(?P<last>(?:{IDENTIFIER})?)\Z")
NAME = re.compile(rf"(?P<name>{IDENTIFIER})\Z")
MOST = 500


def completions(
    text: str, scope: Scope, names: Iterable[str], evaluate: Callable[[str], Outcome]
) -> list[str]:
    """The text with each thing that its last word may become: names in scope and `names`, or the attributes
    of the set before a dot."""
    path = PATH.search(text)
    if path is not None:
        outcome = evaluate(path["before"])
        if type(outcome.value) is not AttrSet:
            return []
        known, last = outcome.value.sorted_names(), path["last"]
    else:
        name = NAME.search(text)
        if name is None:
            return []
        last = name["name"]
        own = sorted(each for each in scope.names if not each.startswith("__") or last.startswith("__"))
        known = [*own, *sorted(set(names) - scope.names.keys())]
    start = from_host(last)
    found = [each for each in known if each.startswith(start) and each != start][:MOST]
    return [text[: len(text) - len(last)] + to_display(print_name(each)) for each in found]
