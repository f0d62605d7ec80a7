"""fetchTree: one builtin for whatever a tree can come from. Only what is on this machine can be had here."""

from __future__ import annotations

from collections.abc import Callable

from vm.builtins.fetchers import NO_NETWORK, tree_facts
from vm.builtins.flakes import WORDS, not_negative
from vm.builtins.registry import Forced, builtin
from vm.errors import FormatError, MissingAttribute, NotYet, TypeMismatch, UnexpectedArgument
from vm.machine.coercion import coerce_to_string
from vm.machine.trampoline import Ask, Force
from vm.steps import StepsOf
from vm.store.contexts import as_text
from vm.store.nar import text_hash
from vm.store.store import check_hash
from vm.store.store_paths import Hash, parse_hash
from vm.text.messages import expected
from vm.text.paths import canonical, local_url
from vm.values import AttrSet, Path, Value, is_string
from vm.world.flake_refs import Attributes, checked, git_url, reference_of_url, text_of
from vm.world.git import Fetched, Wanted
from vm.world.urls import parse_url

VERIFYING = frozenset({"verifyCommit", "keytype", "publicKey", "publicKeys"})


@builtin(
    "fetchTree",
    lesson="A tree from where its type says, with what is known about it; only local ones here.",
    experimental=True,
)
def fetch_tree(input_: Forced) -> StepsOf:
    wanted = yield from (attributes_of_set(input_) if type(input_) is AttrSet else attributes_of_url(input_))
    facts = yield from KINDS.get(text_of(wanted, "type"), remote_tree)(wanted)
    return AttrSet(facts)


def attributes_of_set(given: AttrSet) -> StepsOf:
    """What is wanted, its values forced and checked."""
    if "type" not in given:
        raise MissingAttribute("attribute 'type' missing: fetchTree needs it")
    result: Attributes = {"type": as_text((yield Force(given["type"])))}
    for name in given.sorted_names():
        if name != "type":
            result[name] = yield from plain_attribute(name, (yield Force(given[name])))
    if "name" in result:
        raise UnexpectedArgument("unsupported argument 'name' to 'fetchTree'")
    if result["type"] == "git":
        result.setdefault("shallow", True)
        if "url" in result:
            result["url"] = git_url(text_of(result, "url"))
    return checked(result)


def plain_attribute(name: str, value: Value) -> StepsOf:
    """A forced attribute as references have them: text, bool, or a number from 0 on."""
    if is_string(value) or type(value) is Path:
        return str((yield from coerce_to_string(value, False, False)))
    if type(value) is bool:
        return value
    if type(value) is int:
        return not_negative(name, value)
    raise TypeMismatch(f"in the attribute '{name}': {expected(WORDS, value)}")


def attributes_of_url(given: Value) -> StepsOf:
    """The reference that a URL means; FormatError if it is none."""
    return reference_of_url(parse_url(str((yield from coerce_to_string(given, False, False)))))


# Each type.


def path_tree(wanted: Attributes) -> StepsOf:
    """`type = "path"`: FormatError unless it is absolute. All times within the store are the same."""
    given = text_of(wanted, "path")
    if not given.startswith("/"):
        raise FormatError(f"fetchTree cannot fetch '{given}': it is a relative path")
    path = canonical(given)
    stored, content, modified = yield Ask("flake_source", path, True)
    store = yield Ask("the_store")
    if store.paths.contains(path):  # there every file is from the same moment
        modified = 0 if store.paths.is_path(path) and path.endswith("-source") else 1
    return known_facts(wanted, path, stored, content, modified)


def git_tree(wanted: Attributes) -> StepsOf:
    """`type = "git"`: a repository on this machine, at a commit or as its work tree is."""
    path = local_url(text_of(wanted, "url"))
    if path is None:
        return (yield from remote_tree(wanted))
    if wanted.get("lfs") or VERIFYING & wanted.keys():
        raise NotYet(f"fetchTree of '{path}': nothing is downloaded or verified for it in the debugger")
    commit = Wanted(
        str(wanted["ref"]) if "ref" in wanted else None,
        str(wanted["rev"]) if "rev" in wanted else None,
        wanted.get("submodules") is True,
        wanted.get("shallow") is True,
    )
    fetched: Fetched = yield Ask("fetch_repository", "source", canonical(path), commit)
    found: Attributes = {}
    if fetched.rev is not None:
        found["rev"] = fetched.rev
        if fetched.rev_count is not None:
            found["revCount"] = fetched.rev_count
    content = parse_hash(fetched.nar_hash, "sha256")
    facts = known_facts({**found, **wanted}, path, fetched.path, content, fetched.modified)
    return {**facts, "submodules": commit.submodules}


def tarball_tree(wanted: Attributes) -> StepsOf:
    """`type = "tarball"`: an archive on this machine, unpacked."""
    path = local_download(wanted)
    if path is None:
        return (yield from remote_tree(wanted))
    stored, content, modified = yield Ask("archive_source", path)
    return known_facts(wanted, path, stored, content, modified)


def file_tree(wanted: Attributes) -> StepsOf:
    """`type = "file"`: one file as it is, which has no time of change."""
    path = local_download(wanted)
    if path is None:
        return (yield from remote_tree(wanted))
    text = yield Ask("read_file", path)
    store = yield Ask("the_store")
    stored = store.add_file("source", text)
    return known_facts(wanted, path, stored, Hash("sha256", text_hash(text.encode("latin-1"))), None)


def local_download(wanted: Attributes) -> str | None:
    """The path of what is to be downloaded; None for what is not on this machine."""
    url = text_of(wanted, "url")
    path = url if url.startswith("/") else local_url(url)
    return None if path is None else canonical(path)


def remote_tree(wanted: Attributes) -> StepsOf:
    """What has a known hash may be in the store already; anything else cannot be had."""
    if "narHash" in wanted:
        content = parse_hash(text_of(wanted, "narHash"), "sha256")
        store = yield Ask("the_store")
        path = store.paths.fixed(content, True, "source")
        if (yield Ask("exists", path)):
            return known_facts(wanted, path, path, content, None)
    if wanted["type"] == "hg" and local_url(text_of(wanted, "url")) is not None:
        raise NotYet(f"fetchTree of '{wanted['url']}': Mercurial repositories cannot be read in the debugger")
    raise NotYet(f"fetchTree of {shown(wanted)}: {NO_NETWORK}")


def shown(wanted: Attributes) -> str:
    """How an error names a tree that is not on this machine."""
    if "url" in wanted:
        return f"'{wanted['url']}'"
    if "id" in wanted:
        return f"'{wanted['id']}', a name of the registry"
    return f"'{wanted['type']}:{wanted.get('owner')}/{wanted.get('repo')}'"


def known_facts(
    wanted: Attributes, path: str, stored: str, content: Hash, modified: int | None
) -> dict[str, Value]:
    """What the result says; what the program says about the tree itself is believed, but not its hash."""
    if "narHash" in wanted:
        check_hash(path, content, parse_hash(text_of(wanted, "narHash"), "sha256"))
    changed = wanted.get("lastModified", modified)
    facts = tree_facts(stored, content.formatted("sri"), int(changed or 0))
    if changed is None:
        del facts["lastModified"], facts["lastModifiedDate"]
    if "rev" in wanted:
        facts |= {"rev": str(wanted["rev"]), "shortRev": str(wanted["rev"])[:7]}
    if "revCount" in wanted:
        facts["revCount"] = wanted["revCount"]
    return facts


KINDS: dict[str, Callable[[Attributes], StepsOf]] = {
    "path": path_tree,
    "git": git_tree,
    "tarball": tarball_tree,
    "file": file_tree,
}
