"""`derivation` and what it is made of."""

from __future__ import annotations

import re

from vm.builtins.formats import to_json
from vm.builtins.lists import needed
from vm.builtins.registry import BUILTINS, Set, builtin
from vm.errors import FormatError, MissingAttribute, NixError, NotYet, TypeMismatch
from vm.machine.coercion import coerce_to_string
from vm.machine.trampoline import Ask, Force, Suspend, force_note
from vm.steps import StepsOf
from vm.store.contexts import deep_element, output_element, split_element, without_context
from vm.store.derivations import Derivation, Output
from vm.store.store_paths import SIZES, Hash, known_algorithm, parse_hash
from vm.text.messages import expected
from vm.values import NO_CONTEXT, AttrSet, Value, context_of, is_string, with_context

SPECIAL = frozenset({"__ignoreNulls", "__structuredAttrs"})
CAPTURED = frozenset({"builder", "system", "outputHash", "outputHashAlgo", "outputHashMode", "outputs"})
EXPERIMENTS = {"__contentAddressed": "ca-derivations", "__impure": "impure-derivations"}
"""Flags that turn on an experimental feature of Nix, and the name of that."""
NO_OUTPUTS = "a derivation needs at least one output"
OUTPUT_SEPARATOR = re.compile(r"[ \t\n\r]+")


@builtin("derivation", lesson="A package to be built: a set with its outputs, whose paths are thunks.")
def derivation(drvAttrs: Set) -> StepsOf:  # noqa: N803  (the name that functionArgs and errors show)
    names = yield from output_names(drvAttrs)
    strict = (yield Suspend("derivation", BUILTINS["derivationStrict"], [[drvAttrs]]))[0]
    get_attr = BUILTINS["getAttr"]
    paths = yield Suspend("derivation", get_attr, [[name, strict] for name in (*names, "drvPath")])
    made: dict[str, AttrSet] = {name: AttrSet(drvAttrs, drvAttrs.positions) for name in names}
    every = tuple(made[name] for name in names)
    for index, name in enumerate(names):
        each = made[name]
        for other in reversed(names):
            each[other] = made[other]
        each["all"] = every
        each["drvAttrs"] = drvAttrs
        each["outPath"] = paths[index]
        each["drvPath"] = paths[-1]
        each["type"] = "derivation"
        each["outputName"] = name
    return every[0]


def imported_derivation(path: str, derivation: Derivation) -> AttrSet:
    """What importing a .drv file gives: a set as `derivation` makes it, as far as the file tells."""
    names = sorted(derivation.outputs)
    made: dict[str, AttrSet] = {name: AttrSet() for name in names}
    every = tuple(made.values())
    for name, each in made.items():
        each.update(made)
        each["all"] = every
        each["drvPath"] = with_context(path, frozenset({deep_element(path)}))
        each["name"] = derivation.environment.get("name", "")
        each["type"] = "derivation"
        element = output_element(name, path)
        each["outPath"] = with_context(derivation.outputs[name].path, frozenset({element}))
        each["outputName"] = name
    return every[0]


def output_names(attributes: AttrSet) -> StepsOf:
    """The `outputs` as a list of strings; `out` alone by default."""
    if "outputs" not in attributes:
        return ["out"]
    listed = yield Force(attributes["outputs"], note=("outputs",))
    if type(listed) is not tuple:
        raise TypeMismatch(expected("a list", listed))
    names: list[str] = []
    for item in listed:
        name = yield Force(item)
        if not is_string(name):
            raise TypeMismatch(expected("a string", name))
        names.append(without_context(name, "the output name"))
    if not names:
        raise FormatError(NO_OUTPUTS)
    return names


class Draft:
    """What the attributes of one derivation have said so far."""

    def __init__(self, name: str) -> None:
        self.derivation = Derivation(name)
        self.context: frozenset[str] = NO_CONTEXT
        self.outputs: list[str] = ["out"]
        self.hash: str | None = None
        self.hash_algorithm: str | None = None
        self.recursive = False
        self.json: dict[str, Value] | None = None

    def take(self, name: str, text: str) -> None:
        """Note an attribute that means something beyond the environment."""
        if name == "builder":
            self.derivation.builder = str(text)
        elif name == "system":
            self.derivation.system = str(text)
        elif name == "outputHash":
            self.hash = str(text)
        elif name == "outputHashAlgo":
            self.hash_algorithm = str(text)
        elif name == "outputHashMode":
            if text not in ("recursive", "flat"):
                raise FormatError(f"invalid value '{text}' for 'outputHashMode' attribute")
            self.recursive = text == "recursive"

    def take_outputs(self, names: list[str]) -> None:
        """The names in their order. FormatError for one that is double, is reserved, or for none at all."""
        seen: set[str] = set()
        for name in names:
            if name in seen:
                raise FormatError(f"duplicate derivation output '{name}'")
            if name in ("drv", "drvPath"):
                raise FormatError(f"invalid derivation output name '{name}'")
            seen.add(name)
        if not names:
            raise FormatError(NO_OUTPUTS)
        self.outputs = names


@builtin("derivationStrict", lesson="Forces a derivation's attributes and computes its paths.")
def derivation_strict(attrs: Set) -> StepsOf:
    name = yield Force(needed(attrs, "name", "a derivation"))
    if not is_string(name):
        raise TypeMismatch(expected("a string", name))
    draft = Draft(without_context(name, "the derivation name"))
    try:
        yield from read_attributes(draft, attrs)
        return (yield from finished(draft))
    except NixError as error:
        error.notes.append(f"while evaluating the derivation '{draft.derivation.name}'")
        raise


def flag(attrs: AttrSet, name: str) -> StepsOf:
    """A flag of the derivation, forced; False if it is absent."""
    if name not in attrs:
        return False
    value = yield Force(attrs[name])
    if type(value) is not bool:
        raise TypeMismatch(expected("a Boolean", value))
    return value


def read_attributes(draft: Draft, attrs: AttrSet) -> StepsOf:
    """Every attribute in order of names, into the environment or the JSON."""
    if (yield from flag(attrs, "__structuredAttrs")):
        draft.json = {}
    ignore_nulls = yield from flag(attrs, "__ignoreNulls")
    names = attrs.sorted_names()
    for index, name in enumerate(names):
        if name == "__ignoreNulls" or (name == "__structuredAttrs" and draft.json is not None):
            continue
        value = attrs[name]
        note = ("attribute {} of {}", index + 1, len(names))
        if ignore_nulls:
            value = yield Force(value, note=note)
            if value is None:
                continue
        if name in EXPERIMENTS:
            yield from refuse_experiment(attrs, name)
        elif name == "args":
            yield from read_arguments(draft, value)
        elif draft.json is not None:
            yield from read_structured(draft, name, value)
        else:
            yield from read_plain(draft, name, value)
    if draft.json is not None:
        text = yield from to_json(AttrSet(draft.json))
        draft.context |= context_of(text)
        draft.derivation.environment["__json"] = str(text)


def refuse_experiment(attrs: AttrSet, name: str) -> StepsOf:
    """NotYet if a flag is true that turns on an experiment; false leaves no trace in the derivation."""
    if (yield from flag(attrs, name)):
        raise NotYet(f"'{name}' needs the experimental feature '{EXPERIMENTS[name]}' of Nix")


def read_arguments(draft: Draft, value: Value) -> StepsOf:
    """`args`: each coerced strongly, paths copied to the store; their contexts are the derivation's."""
    arguments = yield Force(value)
    if type(arguments) is not tuple:
        raise TypeMismatch(expected("a list", arguments))
    for index, item in enumerate(arguments):
        plain = yield Force(item, note=force_note(index, len(arguments)))
        text = yield from coerce_to_string(plain, strong=True, copy_paths=True)
        draft.context |= context_of(text)
        draft.derivation.arguments.append(str(text))


def read_plain(draft: Draft, name: str, value: Value) -> StepsOf:
    """An attribute that becomes an environment variable; some mean more than that."""
    text = yield from coerce_to_string(value, strong=True, copy_paths=True)
    draft.context |= context_of(text)
    draft.derivation.environment[name] = str(text)
    if name == "outputs":
        draft.take_outputs([each for each in OUTPUT_SEPARATOR.split(str(text)) if each])
    else:
        draft.take(name, text)


def read_structured(draft: Draft, name: str, value: Value) -> StepsOf:
    """Structured attributes go into the JSON as they are; a few are looked at as well."""
    assert draft.json is not None
    draft.json[name] = value
    if name not in CAPTURED:
        return None
    plain = yield Force(value)
    if name == "outputs":
        draft.take_outputs((yield from output_names(AttrSet({"outputs": plain}))))
        return None
    if not is_string(plain):
        raise TypeMismatch(expected("a string", plain))
    if name == "builder":
        draft.context |= context_of(plain)
    else:
        plain = without_context(plain, f"the attribute '{name}'")
    draft.take(name, plain)
    return None


def finished(draft: Draft) -> StepsOf:
    """The set of paths, once everything is known."""
    derivation = draft.derivation
    yield from read_context(draft)
    if not derivation.builder:
        raise MissingAttribute("attribute 'builder' missing: a derivation needs it")
    if not derivation.system:
        raise MissingAttribute("attribute 'system' missing: a derivation needs it")
    if derivation.name.endswith(".drv"):
        raise FormatError(f"derivation names are not allowed to end in '.drv': {derivation.name}")
    store = yield Ask("the_store")
    if draft.hash is not None:
        fix_output(draft, store)
    else:
        for output in draft.outputs:
            derivation.outputs[output] = Output("")
            derivation.environment[output] = ""
        modulo = store.registry.modulo(derivation, True)
        for output in draft.outputs:
            path = store.paths.output(output, modulo, derivation.name)
            derivation.outputs[output] = Output(path)
            derivation.environment[output] = path
    path = store.registry.register(derivation)
    result = AttrSet({"drvPath": with_context(path, frozenset({deep_element(path)}))})
    for output, made in derivation.outputs.items():
        result[output] = with_context(made.path, frozenset({output_element(output, path)}))
    return result


def fix_output(draft: Draft, store: Value) -> None:
    """A fixed output: its path follows from the hash that it is said to have."""
    derivation = draft.derivation
    if draft.outputs != ["out"]:
        raise FormatError("multiple outputs are not supported in fixed-output derivations")
    content = expected_hash(draft.hash or "", draft.hash_algorithm)
    path = store.paths.fixed(content, draft.recursive, derivation.name)
    derivation.environment["out"] = path
    kind = ("r:" if draft.recursive else "") + content.algorithm
    derivation.outputs["out"] = Output(path, kind, content.hex)


def expected_hash(text: str, algorithm: str | None) -> Hash:
    """The hash of a fixed output; an empty one stands for zeros."""
    if not text:
        if not algorithm:
            raise FormatError("empty hash requires explicit hash type")
        return zeros(algorithm)
    return parse_hash(text, algorithm or None)


def zeros(algorithm: str) -> Hash:
    """The hash that stands for one that was left empty, as Nix takes it; it has the length of its kind."""
    return Hash(algorithm, bytes(SIZES[known_algorithm(algorithm)]))


def read_context(draft: Draft) -> StepsOf:
    """Turn what the strings refer to into inputs."""
    derivation = draft.derivation
    for element in sorted(draft.context):
        kind, path = split_element(element)
        if kind == "path":
            derivation.input_sources.add(path)
        elif kind == "deep":
            store = yield Ask("the_store")
            everything = store.registry.closure(path)
            derivation.input_sources |= everything
            for each in everything:
                if not each.endswith(".drv"):
                    continue
                outputs = derivation.input_derivations.setdefault(each, set())
                outputs |= set(store.registry.find(each).outputs)
        else:
            derivation.input_derivations.setdefault(path, set()).add(kind[1:])
