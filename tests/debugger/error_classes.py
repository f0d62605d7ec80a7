"""The classes of errors that a program can cause."""

from __future__ import annotations

from vm import errors
from vm.errors import NixError


def every_class(kind: type[NixError] = NixError) -> list[type[NixError]]:
    """The class and all below it that are declared in `vm.errors`."""
    below = [inner for each in kind.__subclasses__() for inner in every_class(each)]
    return [kind, *below] if kind.__module__ == errors.__name__ else below
