"""`--flake DIR#ATTR`: a flake on this machine, its inputs, and the attribute of it that is meant.

What a flake consists of is found out before the run begins, as Nix locks a flake first; only `flake.nix`
files are looked at for that. The run itself is `call-flake.nix`, and fetches each input when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compiler.compile import compile_source
from compiler.options import Options
from debugger.loading.caller import CALLER
from debugger.loading.flake_locks import Declared, FlakeNode, Flakes, Place, place_of_directory
from debugger.loading.flake_refs import Ref, as_reference, parse_ref, ref_of_attributes
from vm.builtins.fetchers import date_text
from vm.builtins.registry import global_names
from vm.chunk import Lambda
from vm.errors import FlakeError, MissingAttribute
from vm.machine.deep import deep_force
from vm.machine.machine import Machine
from vm.machine.trampoline import Ask, Call, Force
from vm.spans import Source, from_host
from vm.steps import StepsOf
from vm.text.paths import canonical
from vm.text.suggestions import did_you_mean
from vm.thunks import Application
from vm.values import AttrSet, Builtin, Closure, Value, is_string, with_context
from vm.world.flake_refs import parse_reference
from vm.world.git import Fetched
from vm.world.host import Host

KNOWN = frozenset({"description", "inputs", "outputs", "nixConfig"})
MOST_TICKS = 1_000_000
"""What finding out a flake's inputs may take: they are plain data."""


def caller_source(host: Host) -> Source:
    """The program that a flake is run by."""
    path, text = host.shipped(from_host(str(CALLER)))
    return Source.of_file(path, text.encode("latin-1"))


def split_flake(text: str) -> tuple[str, str]:
    """Directory and attribute of `DIR#ATTR`."""
    directory, _, fragment = text.partition("#")
    return directory or ".", fragment


# What there is.


def find_flakes(host: Host, directory: str, overrides: tuple[tuple[str, str], ...]) -> dict[str, FlakeNode]:
    """Every flake that may be needed, by key; the root's key is empty."""
    ref = parse_ref(as_reference(directory))
    if ref.path is None:
        raise not_here(directory, ref)
    target = host.absolute(ref.path)
    is_plain = not ref.with_git and ref.kind == "path" and not ref.subdir
    if is_plain and not host.exists(f"{target}/flake.nix"):
        target = enclosing_flake(host, target)
    place = place_of_directory(host, ref, target, {})
    given = {tuple(name.split("/")): target for name, target in overrides}
    return Flakes(host, lambda each: read_inputs(host, each), given).build(place)


def referred_flakes(host: Host, reference: str) -> dict[str, FlakeNode]:
    """The same for a reference in a program: a path is the directory itself, and must be absolute."""
    attributes = parse_reference(reference)
    ref = ref_of_attributes(attributes)
    flakes = Flakes(host, lambda each: read_inputs(host, each), {})
    stored = flakes.in_store(attributes) if ref.path is None else ""
    if stored:
        return flakes.build(Place(subdir=ref.subdir, locked=dict(attributes), stored=stored))
    if ref.path is None:
        raise not_here(reference, ref)
    if ref.is_relative:
        raise FlakeError(f"the flake reference '{reference}' is not an absolute path")
    return flakes.build(place_of_directory(host, ref, canonical(ref.path), dict(attributes)))


def not_here(title: str, ref: Ref) -> FlakeError:
    """The error for a flake that would have to be fetched."""
    what = "is a name of the registry" if ref.kind == "indirect" else f"is of type '{ref.kind}'"
    return FlakeError(f"the flake '{title}' {what}: only directories can be had here")


def enclosing_flake(host: Host, directory: str) -> str:
    """The nearest directory around with a `flake.nix`, as Nix looks for it; FlakeError if there is none."""
    at = directory
    while not host.exists(f"{at}/flake.nix"):
        if at == "/" or host.exists(f"{at}/.git"):
            raise FlakeError(f"there is no flake.nix in '{directory}', nor in a directory around it")
        at = at.rpartition("/")[0] or "/"
    return at


def read_inputs(host: Host, directory: str) -> dict[str, Declared]:
    """What the `flake.nix` in a directory declares; FlakeError if it has not the form of a flake."""
    path = f"{directory}/flake.nix"
    if host.allows(path) and not host.exists(path):
        raise FlakeError(f"there is no flake.nix in '{directory}'")
    source = Source.of_file(path, host.read_file(path).encode("latin-1"))
    machine = Machine(host, lambda *_: refuse_import(path))
    machine.start(
        compile_source(source, Options(global_names(), None)).toplevel,
        [("flake inputs", lambda value: flake_parts(value, path))],
    )
    machine.run(MOST_TICKS)
    if not machine.finished and machine.error is None:
        raise FlakeError(f"finding out the inputs of '{path}' takes too long: they should be plain data")
    inputs, formals = machine.finish()
    declared = {name: declaration(name, inputs[name], path) for name in inputs.sorted_names()}
    for name in formals:
        if name != "self" and name not in declared:
            declared[name] = Declared(parse_ref(name))
    return declared


def refuse_import(path: str) -> Any:
    """Stands for `import` while inputs are found out. FlakeError."""
    raise FlakeError(f"'{path}' imports a file to say what its inputs are: they should be plain data")


def flake_parts(value: Value, path: str) -> StepsOf:
    """The inputs, forced deeply, and the names that the function of the outputs takes."""
    flake = yield Force(value)
    if type(flake) is not AttrSet:
        raise FlakeError(f"'{path}' is not a flake: it should be a set")
    unknown = sorted(flake.keys() - KNOWN)
    if unknown:
        error = FlakeError(f"the flake '{path}' has an unsupported attribute '{unknown[0]}'")
        error.notes += did_you_mean(unknown[0], KNOWN)
        raise error
    if "outputs" not in flake:
        raise FlakeError(f"the flake '{path}' lacks the attribute 'outputs'")
    outputs = yield Force(flake["outputs"])
    if type(outputs) is not Closure:
        raise FlakeError(f"'outputs' of the flake '{path}' should be a function")
    inputs = (yield Force(flake["inputs"])) if "inputs" in flake else AttrSet()
    yield from deep_force(inputs)
    if type(inputs) is not AttrSet:
        raise FlakeError(f"'inputs' of the flake '{path}' should be a set")
    formals = outputs.code.formals
    return inputs, tuple(formals.names) if formals is not None else ()


def declaration(name: str, value: Value, path: str) -> Declared:
    """One input, from its value, which is forced deeply."""
    result = Declared(None)
    work: list[tuple[Declared, Value]] = [(result, value)]
    while work:
        made, place = work.pop()
        given = plain(place)
        if not isinstance(given, AttrSet):
            raise FlakeError(f"the input '{name}' of '{path}' should be a set")
        attributes: dict[str, Any] = {}
        for key, each in given.items():
            part = plain(each)
            if key == "inputs" and isinstance(part, AttrSet):
                for inner, declared in part.items():
                    made.inputs[inner] = Declared(None)
                    work.append((made.inputs[inner], declared))
            elif key == "flake":
                made.is_flake = part is not False
            elif key == "follows" and is_string(part):
                made.follows = tuple(each for each in str(part).split("/") if each)
            else:
                attributes[key] = part
        if "url" in attributes and "type" not in attributes:
            made.ref = parse_ref(str(attributes["url"]))
        elif attributes:
            made.ref = ref_of_attributes(attributes)
    return result


def plain(value: Value) -> Value:
    """What is in a thunk that was evaluated; anything else as it is."""
    return value.value if hasattr(value, "state") else value


# Running it.


def flake_nodes(machine: Machine, nodes: dict[str, FlakeNode]) -> AttrSet:
    """What `call-flake.nix` takes: each tree is looked at when somebody needs it."""
    result = AttrSet()
    for key, node in nodes.items():
        file = f"/{node.place.subdir}/flake.nix" if node.place.subdir else "/flake.nix"
        fetch = Builtin("fetchFlake", fetcher(node), ("input",), (), True, "The tree of a flake's input.")
        info = machine.new_thunk(Application("fetchFlake", fetch), [key])
        inputs = AttrSet(dict(node.inputs))
        result[key] = AttrSet({"sourceInfo": info, "file": file, "isFlake": node.is_flake, "inputs": inputs})
    return result


def fetcher(node: FlakeNode) -> Any:
    """The body of a builtin that gives the tree of one node, or says why it cannot be had."""

    def fetch(_: Value) -> StepsOf:
        place, locked = node.place, node.place.locked
        if place.refusal:
            raise FlakeError(place.refusal)
        if place.commit is not None and not place.stored:
            fetched = yield Ask("fetch_repository", "source", place.directory, place.commit)
            check_unchanged(node, fetched.nar_hash)
            info = source_info(fetched.path, fetched.nar_hash, fetched.modified, locked)
            return AttrSet(info | git_facts(fetched))
        if place.stored:
            store_path, nar_hash, newest = place.stored, str(locked["narHash"]), 0
        else:
            store_path, content, newest = yield Ask("flake_source", place.directory, place.with_git)
            nar_hash = content.formatted("sri")
            check_unchanged(node, nar_hash)
        return source_info(store_path, nar_hash, int(locked.get("lastModified", newest)), locked)

    return fetch


def git_facts(fetched: Fetched) -> dict[str, Value]:
    """What a flake knows about its commit; a work tree with changes has none."""
    facts: dict[str, Value] = {"submodules": False}
    if fetched.rev is not None:
        facts |= {"rev": fetched.rev, "shortRev": fetched.rev[:7], "revCount": fetched.rev_count or 0}
    return facts


def check_unchanged(node: FlakeNode, found: str) -> None:
    """FlakeError if a directory's NAR hash is not the one that was locked for it."""
    wanted = node.place.locked.get("narHash")
    if wanted is not None and wanted != found:
        what = f"input '{node.name}'" if node.name else "flake"
        error = FlakeError(
            f"the {what} in '{node.place.directory}' is not what was locked: "
            f"its hash is {found}, not {wanted}"
        )
        if not node.name:
            raise error
        error.notes.append(f"use it as it is with --override-input {node.name} {node.place.directory}")
        raise error


def source_info(store_path: str, nar_hash: str, modified: int, locked: dict[str, Any]) -> AttrSet:
    """What a flake knows about its own tree."""
    info = AttrSet(
        {
            "outPath": with_context(store_path, frozenset({store_path})),
            "narHash": nar_hash,
            "lastModified": modified,
            "lastModifiedDate": date_text(modified),
        }
    )
    if isinstance(locked.get("rev"), str):
        info |= {"rev": locked["rev"], "shortRev": locked["rev"][:7]}
    if type(locked.get("revCount")) is int:
        info["revCount"] = locked["revCount"]
    return info


class FlakeCaller:
    """What `getFlake` asks for, in one load: the program that calls a flake, and what it takes."""

    def __init__(self, host: Host, compiled: Callable[[Source], Lambda]) -> None:
        self.host = host
        self.compiled = compiled
        self.caller: Lambda | None = None

    def __call__(self, machine: Machine, reference: str) -> tuple[Value, Value]:
        nodes = flake_nodes(machine, referred_flakes(self.host, reference))
        if self.caller is None:
            self.caller = self.compiled(caller_source(self.host))
        return machine.new_thunk(self.caller, []), nodes


def call_flake(caller: Value, nodes: AttrSet) -> StepsOf:
    """The root flake."""
    return (yield Call(caller, nodes, "", note=("call the flake",)))


def attribute_paths(path: list[str], system: str) -> list[list[str]]:
    """Where Nix looks for an attribute of a flake, in order."""
    if not path:
        return [["packages", system, "default"], ["defaultPackage", system]]
    return [["packages", system, *path], ["legacyPackages", system, *path], path]


def select_output(flake: Value, path: list[str], system: str, title: str) -> StepsOf:
    """The first of the possible attributes that is there."""
    outputs = yield Force((yield Force(flake))["outputs"])
    names: set[str] = set()
    attempts = attribute_paths(path, system)
    for attempt in attempts:
        value = outputs
        for part in attempt:
            value = yield Force(value)
            if type(value) is not AttrSet:
                break
            names |= value.keys() if part == attempt[-1] else set()
            if part not in value:
                break
            value = value[part]
        else:
            return (yield Force(value))
    tried = [f"'{'.'.join(attempt)}'" for attempt in attempts]
    error = MissingAttribute(
        f"flake '{title}' does not provide attribute {', '.join(tried[:-1])} or {tried[-1]}"
    )
    error.notes += did_you_mean(path[-1] if path else "default", names)
    raise error
