"""Turning values into strings, weakly (`${}`, `+`) or strongly (`toString`).

Sets and lists may nest as deep as they like, so the walk over lists keeps its own stack, and a set whose
`__toString` or `outPath` gives another set goes round the same loop.
"""

from __future__ import annotations

from vm.errors import TypeMismatch
from vm.machine.deep import check_depth
from vm.machine.trampoline import Ask, Call, Force
from vm.pulse import joined
from vm.steps import StepsOf
from vm.text.messages import shown_after
from vm.text.paths import canonical
from vm.text.printer import float_to_string
from vm.values import AttrSet, ContextString, Path, Value, context_of, is_string, with_article, with_context


def coerce_to_string(value: Value, strong: bool, copy_paths: bool) -> StepsOf:
    """The string that `value` turns into; `copy_paths` asks for store paths, as interpolation does."""
    pieces: list[str] = []
    context: frozenset[str] = frozenset()
    pending: list[list[Value]] = [[value]]
    while pending:
        level = pending[-1]
        if not level:
            pending.pop()
            continue
        top = level.pop()
        if top is SEPARATOR:
            pieces.append(" ")
            continue
        item = yield Force(top)
        if type(item) is AttrSet:
            level.append((yield from set_to_string(item)))
            continue
        nested = type(item) is tuple and strong
        if len(pending) > 1 and level and not (nested and not item):
            level.append(SEPARATOR)
        if nested:
            pending.append(list(reversed(item)))
            check_depth(len(pending))
            continue
        if type(item) is Path and copy_paths:
            text = yield from copied_path(item)
        else:
            text = simple_to_string(item, strong)
        pieces.append(text)
        if type(text) is ContextString:
            context |= text.context
    return with_context(joined(pieces) if len(pieces) > 1 else "".join(pieces), context)


SEPARATOR = object()
"""A blank that is due between two elements of a list."""


def set_to_string(item: AttrSet) -> StepsOf:
    """What stands for a set: the result of its `__toString`, else its `outPath`."""
    if "__toString" in item:
        function = yield Force(item["__toString"])
        return (yield Call(function, item, note=("__toString",)))
    if "outPath" in item:
        return item["outPath"]
    raise no_string(item)


def no_string(item: Value) -> TypeMismatch:
    """The error for a value that cannot be coerced, with a note on what would make a string of it."""
    error = TypeMismatch(f"cannot coerce {with_article(item)} to a string{shown_after(item)}")
    if type(item) in (int, float, bool, type(None), tuple):
        error.notes.append("toString makes a string of it")
    elif type(item) is AttrSet:
        error.notes.append("a set stands for a string only if it has __toString or outPath")
    return error


def copied_path(path: Path) -> StepsOf:
    """The store path that a path becomes in a string: it is computed, nothing is copied."""
    result = yield Ask("copy_to_store", path.text)
    return with_context(result, frozenset({result}))


def simple_to_string(item: Value, strong: bool) -> str:
    """The string for anything that needs no evaluation."""
    if is_string(item):
        return item  # type: ignore[no-any-return]
    if type(item) is Path:
        return item.text
    if strong:
        if item is None or item is False:
            return ""
        if item is True:
            return "1"
        if type(item) is int:
            return str(item)
        if type(item) is float:
            return float_to_string(item)
    raise no_string(item)


def append_path(left: Path, text: str) -> Path:
    """`path + text`: canonical again, so `..` in the text goes up."""
    return Path(canonical(left.text + text))


def added(left: Value, right: Value) -> StepsOf:
    """The slow cases of `+`: a path extended, or a string made of what can be coerced."""
    if type(left) is Path:
        text = yield from coerce_to_string(right, strong=False, copy_paths=False)
        if context_of(text):
            raise TypeMismatch("a string that refers to a store path cannot be appended to a path")
        return append_path(left, text)
    copy_paths = is_string(left)  # so an oddity of Nix: `{ outPath = "a"; } + ./b` copies nothing
    first = yield from coerce_to_string(left, strong=False, copy_paths=copy_paths)
    second = yield from coerce_to_string(right, strong=False, copy_paths=copy_paths)
    return with_context(joined((first, second)), context_of(first) | context_of(second))
