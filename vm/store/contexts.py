"""String contexts: what a string needs from the store, as a set of encoded elements.

/nix/store/x        a path as it is
!out!/nix/store/d   the output `out` of the derivation d
=/nix/store/d       the derivation d with everything that it needs
"""

from __future__ import annotations

from vm.errors import TypeMismatch
from vm.text.messages import expected
from vm.values import NO_CONTEXT, Value, context_of, is_string


def output_element(output: str, derivation: str) -> str:
    """The context of an output: `!out!/nix/store/d.drv`."""
    return f"!{output}!{derivation}"


def deep_element(derivation: str) -> str:
    """The context of a derivation with all that it needs: `=/nix/store/d.drv`."""
    return f"={derivation}"


def split_element(element: str) -> tuple[str, str]:
    """Kind and path: `path`, `deep`, or an output's name behind `!`."""
    if element.startswith("="):
        return "deep", element[1:]
    if element.startswith("!"):
        output, _, path = element[1:].partition("!")
        return f"!{output}", path
    return "path", element


def without_context(text: str, what: str) -> str:
    """The plain text; TypeMismatch if it refers to the store."""
    context = context_of(text)
    if context:
        shown = split_element(min(context))[1]
        raise TypeMismatch(f"{what} '{text}' is not allowed to refer to a store path (such as '{shown}')")
    return str(text)


def attribute_name(value: Value) -> str:
    """A string as the name of an attribute; TypeMismatch for anything else and for a context."""
    if type(value) is str:
        return value
    if not is_string(value):
        raise TypeMismatch(expected("a string as attribute name", value))
    return without_context(value, "the string")


def as_text(value: Value) -> str:
    """The plain text of a string; TypeMismatch for anything else and for a context."""
    if not is_string(value):
        raise TypeMismatch(expected("a string", value))
    return without_context(value, "the string")


def discard_output_dependency(context: frozenset[str]) -> frozenset[str]:
    """Deep references become references to the .drv file itself."""
    if not context:
        return NO_CONTEXT
    return frozenset(element.removeprefix("=") for element in context)
