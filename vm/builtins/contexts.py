"""String contexts, looked at and changed."""

from __future__ import annotations

from vm.builtins.lists import as_bool, as_list
from vm.builtins.registry import Plain, Set, Str, builtin
from vm.errors import FormatError, NotYet, TypeMismatch
from vm.machine.coercion import coerce_to_string
from vm.machine.trampoline import Ask, Force
from vm.steps import StepsOf
from vm.store.contexts import (
    deep_element,
    discard_output_dependency,
    output_element,
    split_element,
    without_context,
)
from vm.store.store_paths import new_hash, to_base32
from vm.text.messages import expected
from vm.text.paths import base_name
from vm.values import AttrSet, Value, context_of, is_string, with_context


@builtin("hasContext", lesson="Does a string refer to the store?")
def has_context(s: Str) -> bool:
    return bool(context_of(s))


@builtin("getContext", lesson="What a string refers to: a set by store path.")
def get_context(s: Str) -> Value:
    found: dict[str, AttrSet] = {}
    for element in sorted(context_of(s)):
        kind, path = split_element(element)
        entry = found.setdefault(path, AttrSet())
        if kind == "path":
            entry["path"] = True
        elif kind == "deep":
            entry["allOutputs"] = True
        else:
            entry["outputs"] = (*entry.get("outputs", ()), kind[1:])
    return AttrSet(found)


@builtin("appendContext", lesson="A string with more context: the inverse of getContext.")
def append_context(s: Str, context: Set) -> StepsOf:
    store = yield Ask("the_store")
    elements: set[str] = set(context_of(s))
    for path in context.sorted_names():
        if not store.paths.is_path(path):
            raise FormatError(f"context key '{path}' is not a store path")
        info = yield Force(context[path])
        if type(info) is not AttrSet:
            raise TypeMismatch(expected("a set", info))
        if "path" in info and as_bool((yield Force(info["path"]))):
            elements.add(path)
        if "allOutputs" in info and as_bool((yield Force(info["allOutputs"]))):
            refuse_unless_derivation(path, "all outputs")
            elements.add(deep_element(path))
        if "outputs" in info:
            outputs = as_list((yield Force(info["outputs"])))
            if outputs:
                refuse_unless_derivation(path, "derivation output")
            for item in outputs:
                name = yield Force(item)
                if not is_string(name):
                    raise TypeMismatch(expected("a string", name))
                elements.add(output_element(without_context(name, "the output name"), path))
    return with_context(str(s), frozenset(elements))


def refuse_unless_derivation(path: str, what: str) -> None:
    """FormatError unless the path ends in `.drv`; `what` is the kind of context, in words."""
    if not path.endswith(".drv"):
        raise FormatError(f"tried to add {what} context of '{path}', which is not a derivation, to a string")


@builtin("unsafeDiscardStringContext", lesson="The same string without its context.")
def discard_context(s: Value) -> StepsOf:
    return str((yield from coerce_to_string(s, strong=False, copy_paths=True)))


@builtin(
    "unsafeDiscardOutputDependency", lesson="Refers to a .drv file itself instead of all that it builds."
)
def discard_outputs(s: Value) -> StepsOf:
    text = yield from coerce_to_string(s, strong=False, copy_paths=True)
    return with_context(str(text), discard_output_dependency(context_of(text)))


@builtin(
    "addDrvOutputDependencies", lesson="Refers to all that a .drv file builds, where it referred to the file."
)
def add_outputs(s: Value) -> StepsOf:
    text = yield from coerce_to_string(s, strong=False, copy_paths=True)
    context = context_of(text)
    if len(context) != 1:
        raise FormatError(f"context of string '{text}' must have exactly one element, but has {len(context)}")
    kind, path = split_element(next(iter(context)))
    if kind.startswith("!"):
        raise FormatError(f"addDrvOutputDependencies can only act on derivations, not on output '{kind[1:]}'")
    if kind == "path" and not path.endswith(".drv"):
        raise FormatError(f"path '{path}' is not a derivation")
    return with_context(str(text), frozenset({deep_element(path)}))


@builtin(
    "outputOf",
    lesson="The path of an output, by the path of a .drv file; a placeholder if building it tells the path.",
    experimental=True,
)
def output_of(derivation_reference: Str, output_name: Plain) -> StepsOf:
    text = str(derivation_reference)
    path = single_derivation(text, context_of(derivation_reference))
    store = yield Ask("the_store")
    outputs = store.registry.find(path).outputs
    if output_name not in outputs:
        raise FormatError(f"the derivation '{path}' has no output '{output_name}'")
    found = outputs[output_name].path or unknown_output(path, output_name)
    return with_context(found, frozenset({output_element(output_name, path)}))


def single_derivation(text: str, context: frozenset[str]) -> str:
    """The path of the .drv file that a string is, as its context says too."""
    if len(context) != 1:
        raise FormatError(f"context of string '{text}' must have exactly one element, but has {len(context)}")
    kind, path = split_element(next(iter(context)))
    if kind == "deep":
        error = FormatError(f"'{text}' refers to all that the derivation builds, not to the .drv file alone")
        error.notes.append("builtins.unsafeDiscardOutputDependency makes it refer to the file")
        raise error
    if kind != "path":
        raise NotYet(f"the output '{kind[1:]}' of '{path}' is a derivation only once it is built")
    if text != path:
        raise FormatError(f"the string '{text}' has the different path '{path}' in its context")
    if not path.endswith(".drv"):
        raise FormatError(f"path '{path}' is not a derivation")
    return path


def unknown_output(path: str, output: str) -> str:
    """What stands for the path of an output that depends on what is built, after Nix's input placeholders."""
    digest, _, name = base_name(path).removesuffix(".drv").partition("-")
    full = name if output == "out" else f"{name}-{output}"
    return "/" + to_base32(
        new_hash("sha256", f"nix-upstream-output:{digest}:{full}".encode("latin-1")).digest()
    )
