"""Fetchers: there is no network in the debugger. What is on this machine already is honoured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from vm.builtins.files import coerce_to_path
from vm.builtins.lists import as_bool
from vm.builtins.registry import Forced, Set, builtin
from vm.builtins.store_files import copied
from vm.errors import FormatError, MissingAttribute, NotYet, TypeMismatch, UnexpectedArgument
from vm.machine.coercion import coerce_to_string
from vm.machine.trampoline import Ask, Force
from vm.steps import StepsOf
from vm.store.contexts import as_text
from vm.store.store_paths import Hash, parse_hash
from vm.text.messages import expected
from vm.text.paths import base_name, canonical, local_url
from vm.values import AttrSet, Path, Value, is_string, with_context
from vm.world.git import NO_REVISION, Fetched, Wanted

NO_NETWORK = "there is no network in the debugger"


def local_path(url: Value, what: str) -> StepsOf:
    """The local file that a URL or path means; NotYet for one that needs the network."""
    if type(url) is Path:
        return url.text
    text = as_text(url)
    local = local_url(text)
    if local is not None:
        return canonical(local)
    if text.startswith("/"):
        return (yield from coerce_to_path(text))
    raise NotYet(f"{what} of '{text}': {NO_NETWORK}")


@dataclass(slots=True)
class Download:
    """What fetchurl and fetchTarball were asked for."""

    url: Value = None
    name: str | None = None
    content: Hash | None = None


def text_or_set(args: Value) -> Value:
    """What a fetcher takes: a string, a path or a set; TypeMismatch for anything else."""
    if not is_string(args) and type(args) not in (Path, AttrSet):
        raise TypeMismatch(expected("a string or a set", args))
    return args


def needed_url(url: Value, what: str) -> Value:
    """MissingAttribute if it was not given; `what` is the name of the fetcher."""
    if url is None:
        raise MissingAttribute(f"attribute 'url' missing: {what} needs it")
    return url


def download(args: Value, what: str) -> StepsOf:
    """URL, name and hash from a string or a set."""
    if type(text_or_set(args)) is not AttrSet:
        return Download(args)
    result = Download()
    for key in args.sorted_names():
        value = yield Force(args[key])
        if key == "url":
            result.url = value
        elif key == "name":
            result.name = as_text(value)
        elif key == "sha256":
            result.content = parse_hash(as_text(value), "sha256")
        else:
            raise UnexpectedArgument(f"unsupported argument '{key}' to '{what}'")
    needed_url(result.url, what)
    return result


def already_there(wanted: Download, name: str, recursive: bool) -> StepsOf:
    """The store path with the hash that is wanted, if it is in the store directory; else None."""
    if wanted.content is None:
        return None
    store = yield Ask("the_store")
    path = store.paths.fixed(wanted.content, recursive, name)
    return with_context(path, frozenset({path})) if (yield Ask("exists", path)) else None


@builtin("fetchurl", lesson="A file by its URL; only local ones can be had here.")
def fetchurl(args: Forced) -> StepsOf:
    wanted = yield from download(args, "fetchurl")
    url = wanted.url.text if type(wanted.url) is Path else as_text(wanted.url)
    name = wanted.name or base_name(url)
    found = yield from already_there(wanted, name, False)
    if found is not None:
        return found
    source = yield from local_path(wanted.url, "fetchurl")
    return (yield from copied(name, source, False, None, wanted.content))


@builtin("fetchTarball", lesson="An unpacked archive by its URL; only local ones can be had here.")
def fetch_tarball(args: Forced) -> StepsOf:
    wanted = yield from download(args, "fetchTarball")
    name = wanted.name or "source"
    found = yield from already_there(wanted, name, True)
    if found is not None:
        return found
    source = yield from local_path(wanted.url, "fetchTarball")
    if (yield Ask("is_directory", source)):
        return (yield from copied(name, source, True, None, wanted.content))
    result = yield Ask("fetch_archive", name, source, wanted.content)
    return with_context(result, frozenset({result}))


@builtin("fetchGit", lesson="A commit, or a work tree with changes, of a repository; only local ones here.")
def fetch_git(args: Forced) -> StepsOf:
    url, name, wanted = yield from repository(args)
    source = yield from local_path(url, "fetchGit")
    fetched: Fetched = yield Ask("fetch_repository", name, source, wanted)
    rev = fetched.rev or NO_REVISION
    return AttrSet(
        {
            **tree_facts(fetched.path, fetched.nar_hash, fetched.modified),
            "rev": rev,
            "revCount": fetched.rev_count or 0,
            "shortRev": rev[:7],
            "submodules": wanted.submodules,
        }
    )


def tree_facts(path: str, nar_hash: str, modified: int) -> dict[str, Value]:
    """What every fetched tree says about itself."""
    return {
        "lastModified": modified,
        "lastModifiedDate": date_text(modified),
        "narHash": nar_hash,
        "outPath": with_context(path, frozenset({path})),
    }


def date_text(modified: int) -> str:
    """A time as Nix writes it; FormatError for one after the year 9999."""
    try:
        return datetime.fromtimestamp(modified, UTC).strftime("%Y%m%d%H%M%S")
    except (ValueError, OverflowError, OSError):
        raise FormatError(f"{modified}, when a tree was last changed, has no date") from None


GIT_ARGUMENTS: dict[str, Callable[[Value], Value]] = {
    "name": as_text,
    "ref": as_text,
    "rev": as_text,
    "submodules": as_bool,
    "shallow": as_bool,
    "allRefs": as_bool,
}


def repository(args: Value) -> StepsOf:
    """URL, name, and what of the repository is meant."""
    if type(text_or_set(args)) is not AttrSet:
        return args, "source", Wanted()
    url: Value = None
    given: AttrSet = AttrSet()
    for key in args.sorted_names():
        value = yield Force(args[key])
        if key == "url":
            url = value
        elif key in GIT_ARGUMENTS:
            given[key] = GIT_ARGUMENTS[key](value)
        else:
            raise TypeMismatch(f"unsupported argument '{key}' to 'fetchGit'")
    wanted = Wanted(
        given.get("ref"), given.get("rev"), given.get("submodules", False), given.get("shallow", False)
    )
    return needed_url(url, "fetchGit"), given.get("name", "source"), wanted


@builtin("fetchMercurial", lesson="A Mercurial repository by its URL; none can be had here.")
def fetch_mercurial(args: Forced) -> StepsOf:
    url = text_or_set(args)
    if type(args) is AttrSet:
        url = needed_url((yield Force(args["url"])) if "url" in args else None, "fetchMercurial")
    source = yield from local_path(url, "fetchMercurial")
    raise NotYet(f"fetchMercurial of '{source}': Mercurial repositories cannot be read in the debugger")


@builtin(
    "fetchClosure",
    lesson="A store path with all it needs, from a cache; none can be had here.",
    experimental=True,
)
def fetch_closure(args: Set) -> StepsOf:
    given: dict[str, Value] = {}
    for name in args.sorted_names():
        value = yield Force(args[name])
        if name == "fromPath" or (name == "toPath" and value != ""):
            given[name] = yield from path_in_store(value)
        elif name == "fromStore":
            given[name] = as_text(value)
        elif name == "inputAddressed":
            given[name] = as_bool(value)
        elif name != "toPath":
            raise UnexpectedArgument(f"unsupported argument '{name}' to 'fetchClosure'")
    check_closure(given, args)
    raise NotYet(f"fetchClosure of '{given['fromPath']}': {NO_NETWORK}")


def path_in_store(value: Value) -> StepsOf:
    """Canonical; FormatError unless it lies in the store directory. Its own context does not matter."""
    text = canonical(str((yield from coerce_to_string(value, False, False))))
    store = yield Ask("the_store")
    if not store.paths.is_path(text):
        raise FormatError(f"path '{text}' is not in the Nix store")
    return text


def check_closure(given: dict[str, Value], args: AttrSet) -> None:
    """What Nix refuses before it asks the network. Nothing is looked at but the arguments."""
    for name in ("fromPath", "fromStore"):
        if name not in given:
            raise MissingAttribute(f"attribute '{name}' missing: fetchClosure needs it")
    if given.get("inputAddressed") and "toPath" in args:
        raise FormatError("fetchClosure takes 'inputAddressed' or 'toPath', not both")
    url = str(given["fromStore"])
    if not url.startswith(("http://", "https://")):
        raise FormatError(f"fetchClosure can use stores at http:// and https:// only, not '{url}'")
    if "?" in url:
        raise FormatError(f"fetchClosure takes no URL with a query: '{url}'")
