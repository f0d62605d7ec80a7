"""Flakes, and the references that name them."""

from __future__ import annotations

from vm.builtins.registry import Plain, Set, builtin
from vm.errors import FormatError, TypeMismatch
from vm.machine.trampoline import Call, Force, LoadFlake
from vm.steps import StepsOf
from vm.text.messages import expected
from vm.values import AttrSet, Value, is_string
from vm.world.flake_refs import Attributes, parse_reference, reference_text


@builtin(
    "getFlake",
    lesson="What a flake on this machine gives, called with its inputs; they are fetched when needed.",
    experimental=True,
)
def get_flake(args: Plain) -> StepsOf:
    caller, nodes = yield LoadFlake(args)
    return (yield Call(caller, nodes, "", note=("call the flake",)))


@builtin("parseFlakeRef", lesson="The parts of a reference to a flake, as a set.", experimental=True)
def parse_flake_ref(flake_ref: Plain) -> Value:
    return AttrSet(parse_reference(flake_ref))


@builtin(
    "flakeRefToString",
    lesson="A reference to a flake as a URL: the inverse of parseFlakeRef.",
    experimental=True,
)
def flake_ref_to_string(attrs: Set) -> StepsOf:
    given: Attributes = {}
    for name in attrs.sorted_names():
        value = yield Force(attrs[name])
        if not is_string(value) and type(value) not in (int, bool):
            raise TypeMismatch(f"in the attribute '{name}': {expected(WORDS, value)}")
        given[name] = str(value) if is_string(value) else not_negative(name, value)
    return reference_text(given)


WORDS = "a string, a Boolean or an integer"


def not_negative(name: str, value: int) -> int:
    """The value, or FormatError: references know no negative numbers."""
    if value < 0:
        raise FormatError(f"the attribute '{name}' is a negative number: {value}")
    return value
