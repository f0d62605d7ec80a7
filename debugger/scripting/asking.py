"""Asking for values, in text: expressions in the scope of the selected frame, evaluated on the side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from debugger.errors import DebuggerError
from debugger.scripting.console import Console
from debugger.scripting.verbs import verb
from debugger.side.evaluation import Outcome
from debugger.text import safe, safe_lines, safe_shown
from debugger.tui.actions.asking import thunk_number, variable
from debugger.tui.actions.breaking import number_of
from debugger.views.values.handles import value_view
from debugger.views.values.heap import graph_of, note_of, summary
from debugger.views.values.reading import read
from debugger.views.values.value_text import value_text
from vm.values import is_string, with_article


def outcome_of(console: Console, text: str, word: str, is_deep: bool = False) -> Outcome:
    """What an expression gives here; DebuggerError if it fails."""
    if not text:
        raise DebuggerError(f"{word} what? try: {word} 1 + 1")
    outcome = console.session.evaluate(text, is_deep)
    trouble = console.session.trouble(outcome)
    if trouble:
        raise DebuggerError(trouble)
    return outcome


@verb("ask.print")
def print_value(console: Console, text: str) -> Iterable[str]:
    outcome = outcome_of(console, text, "print")
    return [value_text(outcome.value, outcome.cells)]


@verb("ask.deep")
def print_deep(console: Console, text: str) -> Iterator[str]:
    outcome = outcome_of(console, text, "deep", True)
    if is_string(outcome.value):
        yield from safe_lines(outcome.value).split("\n")
        return
    reading = read(outcome.value, outcome.cells.peek)
    reading.finish()
    yield from safe_lines(reading.text).split("\n")


@verb("ask.assert")
def assert_true(console: Console, text: str) -> Iterable[str]:
    outcome = outcome_of(console, text, "assert")
    if outcome.value is True:
        return []
    if type(outcome.value) is not bool:
        raise DebuggerError(f"not true but {with_article(outcome.value)}: {text}")
    raise DebuggerError(f"not true: {text}")


@verb("ask.scope")
def scope(console: Console, argument: str) -> Iterable[str]:
    session = console.session
    found = session.scope("")
    cells = session.state.cells
    lines = [f"{safe(name)} = {value_text(value, cells)}" for name, value in found.variables()]
    lines += [f"with {value_text(value, cells)}" for value in reversed(found.withs)]
    return lines or ["nothing is in scope here"]


@verb("watch.add")
def watch(console: Console, text: str) -> Iterable[str]:
    console.session.watches.add(text)
    return console.watches(console.session.snapshot())


@verb("watch.pin")
def pin(console: Console, text: str) -> Iterable[str]:
    console.session.pin_thunk(thunk_number(text), text)
    return console.watches(console.session.snapshot())


@verb("value.holds")
def holds(console: Console, text: str) -> Iterator[str]:
    if not text:
        raise DebuggerError("holds what? holds NAME")
    cells = console.session.state.cells
    graph = graph_of(variable(console.session, text), cells)
    yield f"{safe_shown(text)} {summary(graph)}"
    for each in graph.rows:
        indent = "  " * (each.depth + 1)
        if each.left_out:
            yield f"{indent}... {each.left_out:,} more"
            continue
        shown = value_view(each.value, cells)
        label = f"{shown.called} {shown.state}: " if shown.label else ""
        name = f"{each.name} = " if each.name else ""
        yield f"{indent}{name}{label}{shown.text}  {note_of(each)}".rstrip()


@verb("watch.delete")
def unwatch(console: Console, argument: str) -> Iterable[str]:
    gone = console.session.watches.remove(number_of(argument, "unwatch"))
    return [f"watch {gone.number} removed: {gone.text}"]


@verb("watch.list")
def watches(console: Console, argument: str) -> Iterable[str]:
    return list(console.watches(console.session.snapshot())) or ["no watches: watch EXPR adds one"]
