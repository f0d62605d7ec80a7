"""The table of builtins: each declared once, with its strictness in its signature.

A parameter's annotation says how it arrives: `Value` as it is, `Forced` forced, the other aliases forced
and checked. A plain function returns its result; a generator yields requests, and may return a TailCall.
No builtin ever gets the machine.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias, TypeVar

from vm.errors import NotYet
from vm.values import (
    AttrSet,
    Builtin,
    Closure,
    ContextString,
    PartialBuiltin,
    Strictness,
    Value,
)

Forced: TypeAlias = Value
List: TypeAlias = "tuple[Value, ...]"
Set: TypeAlias = AttrSet
Int: TypeAlias = int
Str: TypeAlias = str
Function: TypeAlias = Value

STRINGS: frozenset[type] = frozenset({str, ContextString})
ARRIVALS: dict[str, tuple[frozenset[type] | None, str]] = {
    "Forced": (None, ""),
    "List": (frozenset({tuple}), "a list"),
    "Set": (frozenset({AttrSet}), "a set"),
    "Int": (frozenset({int}), "an integer"),
    "Str": (STRINGS, "a string"),
    "Function": (
        frozenset({Closure, Builtin, PartialBuiltin}),
        "a function",
    ),
}

BUILTINS: dict[str, Builtin] = {}

F = TypeVar("F", bound=Callable[..., Any])


def builtin(name: str, lesson: str, order: tuple[int, ...] | None = None) -> Callable[[F], F]:
    """Declare the decorated function as builtin `name`; `order` if arguments are not forced left to right."""

    def decorate(function: F) -> F:
        parameters = list(inspect.signature(function).parameters.values())
        strict: list[Strictness] = []
        for index in order or range(len(parameters)):
            arrival = ARRIVALS.get(str(parameters[index].annotation))
            if arrival is not None:
                strict.append((index, *arrival))
        BUILTINS[name] = Builtin(
            name,
            function,
            tuple(parameter.name.rstrip("_") for parameter in parameters),
            tuple(strict),
            inspect.isgeneratorfunction(function),
            lesson,
        )
        return function

    return decorate


FAMILIES = ("types", "numbers", "lists", "sets", "strings", "regexes", "formats", "files", "control", "later")

GLOBAL_NAMES = (
    "abort baseNameOf break derivation derivationStrict dirOf fetchGit fetchMercurial fetchTarball fromTOML "
    "import isNull map placeholder removeAttrs scopedImport throw toString"
).split()


@cache
def builtins_set() -> AttrSet:
    """The value of `builtins`."""
    for family in FAMILIES:
        import_module(f"vm.builtins.{family}")
    result = AttrSet(BUILTINS)
    result.update(
        {
            "builtins": result,
            "true": True,
            "false": False,
            "null": None,
            "langVersion": 6,
            "nixVersion": "2.24.0",
            "storeDir": "/nix/store",
        }
    )
    return result


@cache
def global_names() -> dict[str, Value]:
    """What identifiers mean where nothing binds them."""
    everything = builtins_set()
    names: dict[str, Value] = {"true": True, "false": False, "null": None, "builtins": everything}
    names.update({name: everything[name] for name in GLOBAL_NAMES})
    for name, value in everything.items():
        if name not in names:
            names[f"__{name}"] = value
    return names


def not_yet(name: str) -> NotYet:
    return NotYet(f"builtins.{name} is not here yet")
