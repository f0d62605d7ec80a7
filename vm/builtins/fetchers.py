"""Fetchers: there is no network in the debugger. What is on this machine already is honoured."""

from __future__ import annotations

from vm.builtins.files import coerce_to_path
from vm.builtins.registry import Forced, builtin
from vm.builtins.store_files import copied
from vm.contexts import as_text
from vm.errors import MissingAttribute, NotYet, TypeMismatch, UnexpectedArgument
from vm.messages import expected
from vm.paths import base_name
from vm.store_paths import parse_hash
from vm.trampoline import Force, StepsOf
from vm.values import AttrSet, Path, Value, is_string


def local_path(url: Value, what: str) -> StepsOf:
    """The local file that a URL or path means; NotYet for one that needs the network."""
    if type(url) is Path:
        return url.text
    text = as_text(url)
    if text.startswith("file://"):
        text = text.removeprefix("file://")
    if text.startswith("/"):
        return (yield from coerce_to_path(text))
    raise NotYet(f"{what} of '{text}': there is no network in the debugger")


def arguments(args: Value, what: str, known: frozenset[str]) -> StepsOf:
    """URL, name and hash from a string or a set."""
    if type(args) is not AttrSet:
        if not is_string(args) and type(args) is not Path:
            raise TypeMismatch(expected("a string or a set", args))
        return args, None, None
    url: Value = None
    name: str | None = None
    content = None
    for key in args.sorted_names():
        value = yield Force(args[key])
        if key == "url":
            url = value
        elif key == "name":
            name = as_text(value)
        elif key == "sha256":
            content = parse_hash(as_text(value), "sha256")
        elif key not in known:
            raise UnexpectedArgument(f"unsupported argument '{key}' to '{what}'")
    if url is None:
        raise MissingAttribute(f"attribute 'url' missing: {what} needs it")
    return url, name, content


@builtin("fetchurl", lesson="A file by its URL; only local ones can be had here.")
def fetchurl(args: Forced) -> StepsOf:
    url, name, content = yield from arguments(args, "fetchurl", frozenset())
    source = yield from local_path(url, "fetchurl")
    return (yield from copied(name or base_name(source), source, False, None, content))


@builtin("fetchTarball", lesson="An unpacked archive by its URL; only a local directory can be had here.")
def fetch_tarball(args: Forced) -> StepsOf:
    url, name, content = yield from arguments(args, "fetchTarball", frozenset())
    source = yield from local_path(url, "fetchTarball")
    return (yield from copied(name or "source", source, True, None, content))


@builtin("fetchGit", lesson="A repository by its URL; only a local directory can be had here.")
def fetch_git(args: Forced) -> StepsOf:
    return (yield from repository(args, "fetchGit"))


@builtin("fetchMercurial", lesson="A repository by its URL; only a local directory can be had here.")
def fetch_mercurial(args: Forced) -> StepsOf:
    return (yield from repository(args, "fetchMercurial"))


REPOSITORY = frozenset({"rev", "ref", "submodules", "shallow", "allRefs"})


def repository(args: Value, what: str) -> StepsOf:
    url, name, _ = yield from arguments(args, what, REPOSITORY)
    source = yield from local_path(url, what)
    raise NotYet(f"{what} of '{source}' ({name or 'source'}): repositories cannot be read in the debugger")
