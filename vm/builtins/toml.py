"""TOML, read by the standard library."""

from __future__ import annotations

from vm.builtins.registry import Plain, builtin
from vm.errors import FormatError
from vm.spans import from_host
from vm.values import INT_MAX, INT_MIN, AttrSet, Value


@builtin("fromTOML", lesson="The value that a TOML text stands for.")
def from_toml(e: Plain) -> Value:
    import tomllib

    try:
        document = tomllib.loads(e.encode("latin-1").decode("utf-8"))
    except UnicodeDecodeError:
        raise FormatError("TOML: the text is not valid UTF-8") from None
    except ValueError as error:
        raise FormatError(f"TOML: {uncapitalised(from_host(str(error)))}") from None
    except RecursionError:
        raise FormatError("TOML: the text nests too deep") from None
    return converted(document)


def uncapitalised(text: str) -> str:
    """For a message of Python that goes on a sentence of ours."""
    return text[:1].lower() + text[1:]


def converted(document: dict[str, object]) -> AttrSet:
    """The document with our own lists and sets; nested values wait on a list of their own."""
    root = AttrSet()
    pending: list[tuple[object, Value, str | int]] = [
        (value, root, text_of(name)) for name, value in document.items()
    ]
    lists: list[tuple[list[Value], Value, str | int]] = []
    while pending:
        value, holder, place = pending.pop()
        if isinstance(value, dict):
            inner = AttrSet()
            holder[place] = inner
            pending.extend((each, inner, text_of(name)) for name, each in value.items())
        elif isinstance(value, list):
            items: list[Value] = [None] * len(value)
            lists.append((items, holder, place))
            pending.extend((each, items, index) for index, each in enumerate(value))
        else:
            holder[place] = scalar(value)
    for items, holder, place in reversed(lists):
        holder[place] = tuple(items)
    return root


def text_of(text: str) -> str:
    """A string or name of the document."""
    if "\0" in text:
        raise FormatError("a string in TOML holds a NUL byte, which a Nix string cannot")
    return from_host(text)


def scalar(value: object) -> Value:
    """FormatError for dates and times, and for integers beyond 64 bits."""
    if isinstance(value, str):
        return text_of(value)
    if type(value) is int and not INT_MIN <= value <= INT_MAX:
        raise FormatError(f"TOML: the number {value} does not fit a 64-bit integer")
    if isinstance(value, bool | int | float):
        return value
    raise FormatError("TOML: dates and times are not supported")
