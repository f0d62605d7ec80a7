"""Which flakes an evaluation consists of: inputs, locks, overrides and `follows`, without fetching anything.

The result is a graph of nodes. An input that is not on this machine is a node too, which says why it cannot
be had when somebody needs it. Graphs may be as deep as they like: the work is done from a list.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from debugger.loading.flake_refs import Ref, as_reference, parse_ref, ref_of_attributes, relative_to
from vm.errors import FlakeError, FormatError
from vm.store.store_paths import parse_hash
from vm.world.git import Wanted, git_is_here
from vm.world.host import Host

InputPath: TypeAlias = "tuple[str, ...]"
LOCK_VERSIONS = (5, 6, 7)
MOST_NODES = 10_000
ROOT: InputPath = ()


@dataclass(slots=True)
class Declared:
    """An input as `flake.nix` declares it."""

    ref: Ref | None
    is_flake: bool = True
    follows: InputPath | None = None
    inputs: dict[str, Declared] = field(default_factory=dict)
    """What it says about the inputs of the input."""


@dataclass(slots=True)
class Place:
    """Where a flake's tree is: a directory, or a store path that is there; or why it cannot be had."""

    directory: str = ""
    subdir: str = ""
    with_git: bool = True
    locked: dict[str, Any] = field(default_factory=dict)
    """What the lock file knows about it."""
    stored: str = ""
    refusal: str = ""
    commit: Wanted | None = None
    """What of the Git repository in the directory is meant; None if it is just a directory."""

    @property
    def flake_directory(self) -> str:
        """Where its `flake.nix` is, `dir=` included."""
        base = self.stored or self.directory
        return f"{base}/{self.subdir}" if self.subdir else base


@dataclass(slots=True)
class FlakeNode:
    """One flake, or one tree that is none. An input is the key of a node, or a path from the root."""

    name: str
    place: Place
    is_flake: bool
    inputs: dict[str, str | InputPath] = field(default_factory=dict)


@dataclass(slots=True)
class Lock:
    """A lock file; `prefix` is the input whose flake it belongs to."""

    number: int
    nodes: dict[str, Any]
    root: str
    prefix: InputPath

    def inputs(self, key: str) -> dict[str, Any]:
        """Inputs by name: the key of a node, or a list of names that it follows. Empty for nonsense."""
        inputs = self.node(key).get("inputs", {})
        return inputs if isinstance(inputs, dict) else {}

    def node(self, key: str) -> dict[str, Any]:
        """FlakeError if the file has no such node."""
        node = self.nodes.get(key)
        if not isinstance(node, dict):
            raise FlakeError(f"the lock file has no node '{key}'")
        return node


@dataclass(slots=True)
class Family:
    """Whose inputs are still to be found: the node, its place in the graph, and what knows about them."""

    node: FlakeNode
    at: InputPath
    declared: dict[str, Declared] | None
    """None for a locked flake, whose lock says it all."""
    lock: Lock | None
    key: str
    parents: tuple[str, ...]


class Flakes:
    """The graph under construction."""

    def __init__(
        self,
        host: Host,
        read_inputs: Callable[[str], dict[str, Declared]],
        overrides: dict[InputPath, str],
    ) -> None:
        self.host = host
        self.read_inputs = read_inputs
        """The inputs that the `flake.nix` in a directory declares."""
        self.overrides = overrides
        self.unused = set(overrides)
        self.declared: dict[InputPath, Declared] = {}
        """What flakes say about inputs of their inputs."""
        self.nodes: dict[str, FlakeNode] = {}
        self.shared: dict[tuple[int, str], str] = {}
        """Nodes of locks that stand for themselves wherever they are used."""
        self.locks = 0
        self.pending: list[Family] = []

    def build(self, root: Place) -> dict[str, FlakeNode]:
        """All nodes by key, the root's being empty, with every input resolved to a key."""
        self.add_directory(ROOT, root, True, ())
        while self.pending:
            self.add_inputs(self.pending.pop())
            if len(self.nodes) > MOST_NODES:
                raise FlakeError(f"there are more than {MOST_NODES} inputs")
        if self.unused:
            raise FlakeError(f"--override-input: there is no input '{'/'.join(min(self.unused))}'")
        for node in self.nodes.values():
            node.inputs = {name: self.resolved(target) for name, target in node.inputs.items()}
        return self.nodes

    # Nodes.

    def add(self, at: InputPath, place: Place, is_flake: bool) -> str:
        """Add a node; its key is its path of inputs, joined by slashes."""
        key = "/".join(at)
        self.nodes[key] = FlakeNode(key, place, is_flake)
        return key

    def add_directory(self, at: InputPath, place: Place, is_flake: bool, parents: tuple[str, ...]) -> str:
        """A tree on this machine, whose own files tell its inputs."""
        key = self.add(at, place, is_flake)
        if is_flake:
            directory = self.source_of(place)
            if directory in parents:
                raise FlakeError(f"the flake in '{directory}' is an input of itself")
            lock = self.read_lock(directory, at)
            declared = self.read_inputs(directory)
            root = lock.root if lock is not None else ""
            self.pending.append(Family(self.nodes[key], at, declared, lock, root, (*parents, directory)))
        return key

    def source_of(self, place: Place) -> str:
        """Where the files of a flake can be read now: the work tree has those of other commits no more."""
        commit = place.commit
        if commit is None or (commit.ref is None and commit.rev is None):
            return place.flake_directory
        fetched = self.host.fetch_repository("source", place.directory, commit)
        return f"{fetched.path}/{place.subdir}" if place.subdir else fetched.path

    def add_locked(self, at: InputPath, lock: Lock, key: str, family: Family) -> str:
        """A node of a lock file, whose inputs the lock tells."""
        is_own = any(path[: len(at)] == at and path != at for path in (*self.overrides, *self.declared))
        known = self.shared.get((lock.number, key)) if not is_own else None
        if known is not None:
            return known
        node = lock.node(key)
        is_flake = node.get("flake", True) is not False
        made = self.add(at, self.locked_place(at, node, family), is_flake)
        if not is_own:
            self.shared[lock.number, key] = made
        self.pending.append(Family(self.nodes[made], at, None, lock, key, family.parents))
        return made

    def add_inputs(self, family: Family) -> None:
        """Add the inputs of a flake: those it declares or, if that is not known, those of its lock."""
        locked = family.lock.inputs(family.key) if family.lock is not None else {}
        declared = family.declared
        for name, each in (declared or {}).items():
            for path, inner in nested(each.inputs, (*family.at, name)):
                self.declared.setdefault(path, inner)
        for name in declared if declared is not None else locked:
            own = declared[name] if declared is not None else None
            family.node.inputs[name] = self.add_input(family, name, own, locked.get(name))

    def add_input(
        self, family: Family, name: str, declared: Declared | None, locked: object
    ) -> str | InputPath:
        """The key of the new node, or the path of the input that it follows. Overrides go before locks."""
        at = (*family.at, name)
        self.unused.discard(at)
        outer = self.declared.get(at)
        declared = outer or declared
        is_flake = declared.is_flake if declared is not None else True
        if at in self.overrides:
            return self.add_directory(at, self.override(self.overrides[at]), is_flake, family.parents)
        if declared is not None and declared.follows is not None:
            return declared.follows
        if locked is not None and outer is None and family.lock is not None:
            if isinstance(locked, list):
                return (*family.lock.prefix, *map(str, locked))
            return self.add_locked(at, family.lock, str(locked), family)
        ref = declared.ref if declared is not None and declared.ref is not None else parse_ref(name)
        place = self.place_of(at, ref, {}, family)
        if place.refusal:
            return self.add(at, place, is_flake)
        return self.add_directory(at, place, is_flake, family.parents)

    def resolved(self, target: str | InputPath) -> str:
        """The key of the node that an input stands for; FlakeError for a `follows` that leads nowhere."""
        if isinstance(target, str):
            return target
        key, rest, turns = "", list(reversed(target)), 0
        while rest:
            step = self.nodes[key].inputs.get(rest.pop())
            if step is None or turns > MOST_NODES:
                why = "does not exist" if step is None else "follows itself"
                raise FlakeError(f"the input '{'/'.join(target)}', which another one follows, {why}")
            if isinstance(step, str):
                key = step
            else:
                key, turns = "", turns + 1
                rest += reversed(step)
        return key

    # Places.

    def override(self, text: str) -> Place:
        """What `--override-input` names; FlakeError unless it is a directory here."""
        ref = parse_ref(as_reference(text))
        if ref.path is None:
            raise FlakeError(f"--override-input: '{text}' is not a directory on this machine")
        return self.directory(ref, {})

    def locked_place(self, at: InputPath, node: dict[str, Any], family: Family) -> Place:
        """Where a locked input is: in the store, else where the lock says. FlakeError for a broken lock."""
        locked = node.get("locked")
        if not isinstance(locked, dict):
            raise FlakeError(f"the lock file does not say where the input '{'/'.join(at)}' is")
        stored = self.in_store(locked)
        if stored:
            return Place(subdir=str(locked.get("dir", "")), locked=locked, stored=stored)
        return self.place_of(at, ref_of_attributes(locked), locked, family)

    def in_store(self, locked: dict[str, Any]) -> str:
        """The store path of a locked tree if it is there: that is how Nix avoids fetching."""
        try:
            content = parse_hash(str(locked["narHash"]), "sha256")
        except (KeyError, FormatError):
            return ""
        path = self.host.store.paths.fixed(content, True, "source")
        return path if self.host.exists(path) else ""

    def place_of(self, at: InputPath, ref: Ref, locked: dict[str, Any], family: Family) -> Place:
        """Where a reference leads, relative to the parent's flake; a refusal if that is not here."""
        if ref.path is None:
            return Place(refusal=refusal(at, ref))
        if not ref.is_relative:  # only what a person types is looked at for a repository around it
            return self.directory(replace(ref, with_git=ref.kind != "git"), locked)
        parent = family.node.place
        if parent.refusal:
            return Place(refusal=parent.refusal)
        known = locked or {"lastModified": 1}  # what Nix finds in its own copy of the parent
        return Place(relative_to(ref, parent.flake_directory), ref.subdir, True, known)

    def directory(self, ref: Ref, locked: dict[str, Any]) -> Place:
        """A directory of this machine, or the part of a Git repository that it is."""
        return place_of_directory(self.host, ref, self.host.absolute(ref.path or ""), locked)

    # Files.

    def read_lock(self, directory: str, prefix: InputPath) -> Lock | None:
        """The lock file of a directory; None without one, FlakeError for one that cannot be read."""
        path = f"{directory}/flake.lock"
        if not self.host.exists(path):
            return None
        self.locks += 1
        try:
            document = json.loads(self.host.read_file(path).encode("latin-1"))
            version, nodes, root = document["version"], document["nodes"], document["root"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise FlakeError(f"'{path}' is not a lock file") from None
        if version not in LOCK_VERSIONS or not isinstance(nodes, dict):
            raise FlakeError(f"the lock file '{path}' has version {version}; 5, 6 and 7 can be read")
        return Lock(self.locks, nodes, str(root), prefix)


def nested(inputs: dict[str, Declared], at: InputPath) -> list[tuple[InputPath, Declared]]:
    """What a declaration says about inputs of inputs, however deep, by path from the root."""
    found: list[tuple[InputPath, Declared]] = []
    work = [(inputs, at)]
    while work:
        level, path = work.pop()
        for name, declared in level.items():
            if declared.ref is not None or declared.follows is not None:
                found.append(((*path, name), declared))
            work.append((declared.inputs, (*path, name)))
    return found


def place_of_directory(host: Host, ref: Ref, directory: str, locked: dict[str, Any]) -> Place:
    """A directory, or the part of a Git repository that it is."""
    place = Place(directory, ref.subdir, ref.with_git, locked)
    root = directory if ref.kind == "git" else repository_around(host, directory)
    if ref.with_git or root is None or not git_is_here():
        return place
    parts = [directory[len(root) :].strip("/"), ref.subdir]
    place.directory, place.subdir = root, "/".join(filter(None, parts))
    place.commit = Wanted(ref.ref, ref.rev)
    return place


def repository_around(host: Host, directory: str) -> str | None:
    """The nearest directory around with a `.git`."""
    at = directory
    while not host.exists(f"{at}/.git"):
        if at in ("/", ""):
            return None
        at = at.rpartition("/")[0] or "/"
    return at


def refusal(at: InputPath, ref: Ref) -> str:
    """Why an input cannot be had, and what to do about it. Said only once somebody needs it."""
    name = "/".join(at)
    what = "is a name of the registry" if ref.kind == "indirect" else f"is of type '{ref.kind}'"
    return (
        f"the input '{name}' ({ref.text}) {what}, and nothing is fetched here: "
        f"give a directory with --override-input {name} DIR"
    )
