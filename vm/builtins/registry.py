"""The table of builtins: each declared once, with its strictness in its signature.

A parameter's annotation says how it arrives: `Value` as it is, `Forced` forced, the other aliases forced
and checked. A plain function returns its result; one that gives `StepsOf` is a generator, or returns one,
which yields requests, and may return a TailCall.
No builtin ever gets the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias, TypeVar

from vm.builtins.signatures import SIGNATURES
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
Plain: TypeAlias = str
Function: TypeAlias = Value

STRINGS: frozenset[type] = frozenset({str, ContextString})
PLAIN: frozenset[type] = frozenset({str})
"""Strings that must not refer to the store."""
ARRIVALS: dict[str, tuple[frozenset[type] | None, str]] = {
    "Forced": (None, ""),
    "List": (frozenset({tuple}), "a list"),
    "Set": (frozenset({AttrSet}), "a set"),
    "Int": (frozenset({int}), "an integer"),
    "Str": (STRINGS, "a string"),
    "Plain": (PLAIN, "a string"),
    "Function": (
        frozenset({Closure, Builtin, PartialBuiltin}),
        "a function",
    ),
}

BUILTINS: dict[str, Builtin] = {}
EXPERIMENTAL: set[str] = set()
"""Those that a program sees only if it may use what Nix calls experimental."""

F = TypeVar("F", bound=Callable[..., Any])

Signature: TypeAlias = "tuple[tuple[str, ...], tuple[str, ...], bool]"
"""The names of the parameters, how each arrives, and whether it gives steps."""


def builtin(
    name: str, lesson: str, order: tuple[int, ...] | None = None, experimental: bool = False
) -> Callable[[F], F]:
    """Declare the decorated function as builtin `name`; `order` if arguments are not forced left to right."""
    if experimental:
        EXPERIMENTAL.add(name)

    def decorate(function: F) -> F:
        parameters, arrivals, is_generator = signature_of(name, function)
        strict: list[Strictness] = []
        for index in order or range(len(parameters)):
            arrival = ARRIVALS.get(arrivals[index])
            if arrival is not None:
                strict.append((index, *arrival))
        BUILTINS[name] = Builtin(name, function, parameters, tuple(strict), is_generator, lesson)
        return function

    return decorate


def signature_of(name: str, function: Callable[..., Any]) -> Signature:
    """What a builtin takes: read from its body, or where that is compiled from what was read before."""
    code = getattr(function, "__code__", None)
    if code is None:
        return SIGNATURES[name]
    parameters = code.co_varnames[: code.co_argcount]
    return (
        tuple([parameter.rstrip("_") for parameter in parameters]),
        tuple([function.__annotations__.get(parameter, "") for parameter in parameters]),
        function.__annotations__["return"] == "StepsOf",
    )


FAMILIES = (
    "types",
    "numbers",
    "lists",
    "sets",
    "strings",
    "contexts",
    "regexes",
    "formats",
    "toml",
    "hashes",
    "files",
    "store_files",
    "fetchers",
    "derivations",
    "control",
)
EXPERIMENTAL_FAMILIES = ("trees", "flakes")
"""Those whose builtins are all experimental: most programs never need them."""

GLOBAL_NAMES = (
    "abort baseNameOf break derivation derivationStrict dirOf fetchGit fetchMercurial fetchTarball fetchTree "
    "fromTOML import isNull map placeholder removeAttrs scopedImport throw toString"
).split()


@cache
def declared(experimental: bool = True) -> dict[str, Builtin]:
    """Every builtin by its name, once all families are loaded."""
    for family in (*FAMILIES, *(EXPERIMENTAL_FAMILIES if experimental else ())):
        import_module(f"vm.builtins.{family}")
    return BUILTINS


def builtins_set(world: Mapping[str, Value] | None = None, experimental: bool = False) -> AttrSet:
    """The value of `builtins`; `world` adds what depends on the run, such as `nixPath`."""
    result = AttrSet(
        {
            name: each
            for name, each in declared(experimental).items()
            if experimental or name not in EXPERIMENTAL
        }
    )
    result.update(
        {
            "builtins": result,
            "true": True,
            "false": False,
            "null": None,
            "langVersion": 6,
            "nixVersion": "2.24.0",
            "nixPath": (),
            "storeDir": "/nix/store",
        }
    )
    result.update(world or {})
    return result


def global_names(world: Mapping[str, Value] | None = None, experimental: bool = False) -> dict[str, Value]:
    """What identifiers mean where nothing binds them."""
    everything = builtins_set(world, experimental)
    names: dict[str, Value] = {"true": True, "false": False, "null": None, "builtins": everything}
    names.update({name: everything[name] for name in GLOBAL_NAMES if name in everything})
    for name, value in everything.items():
        if name not in names:
            names[f"__{name}"] = value
    return names
