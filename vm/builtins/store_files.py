"""Files that go to the store: their paths are computed, nothing is copied."""

from __future__ import annotations

from vm.builtins.files import coerce_to_path
from vm.builtins.lists import as_bool
from vm.builtins.registry import Forced, Set, Str, builtin
from vm.errors import FileError, FormatError, MissingAttribute, TypeMismatch, UnexpectedArgument
from vm.machine.coercion import coerce_to_string
from vm.machine.trampoline import Ask, Call, Force
from vm.steps import StepsOf
from vm.store.contexts import as_text, split_element, without_context
from vm.store.store_paths import Hash, parse_hash
from vm.text.messages import expected
from vm.text.paths import base_name, canonical
from vm.values import AttrSet, Path, Value, context_of, is_function, with_context


@builtin("toFile", lesson="A store path for a text; the text may refer to other store files.")
def to_file(name: Str, s: Str) -> StepsOf:
    plain = without_context(name, "the file name")
    references = []
    for element in context_of(s):
        kind, path = split_element(element)
        if kind != "path":
            raise FormatError(
                f"in 'toFile': the file named '{plain}' must not contain a reference to a derivation"
            )
        references.append(path)
    store = yield Ask("the_store")
    path = store.add_text(plain, str(s), frozenset(references))
    return with_context(path, frozenset({path}))


@builtin("storePath", lesson="A path that is in the store already, with its context.")
def store_path(path: Forced) -> StepsOf:
    store = yield Ask("the_store")
    text = path.text if type(path) is Path else (yield from coerce_to_string(path, False, False))
    wanted = canonical((yield from coerce_to_path(path if type(path) is Path else str(text))))
    if not store.paths.is_path(wanted):
        wanted = yield Ask("real_path", wanted)
    top = store.paths.top(wanted)
    if not store.paths.is_path(top):
        raise FileError(f"path '{wanted}' is not in the Nix store")
    if not (yield Ask("exists", top)):
        raise FileError(f"path '{wanted}' is not valid: nothing is there")
    return with_context(wanted, context_of(text) | {top})


@builtin("filterSource", lesson="A directory copied to the store without what a function refuses.")
def filter_source(filter_: Forced, path: Forced) -> StepsOf:
    text = yield from coerce_to_path(path)
    return (yield from copied(base_name(text), text, True, as_function(filter_), None))


@builtin("path", lesson="A file or directory as a store path, with a name, a filter or a hash of its own.")
def path(args: Set) -> StepsOf:
    name: str | None = None
    source: str | None = None
    recursive = True
    keep: Value = None
    expected_hash: Hash | None = None
    for key in args.sorted_names():
        value = yield Force(args[key])
        if key == "path":
            source = yield from coerce_to_path(value)
        elif key == "name":
            name = str(as_text(value))
        elif key == "filter":
            keep = as_function(value)
        elif key == "recursive":
            recursive = as_bool(value)
        elif key == "sha256":
            expected_hash = parse_hash(as_text(value), "sha256")
        else:
            raise UnexpectedArgument(f"unsupported argument '{key}' to 'path'")
    if source is None:
        raise MissingAttribute("attribute 'path' missing: builtins.path needs it")
    return (yield from copied(name or base_name(source), source, recursive, keep, expected_hash))


def as_function(value: Value) -> Value:
    """Anything that can be called, a set with `__functor` too; else TypeMismatch. Does not force."""
    if not is_function(value) and not (type(value) is AttrSet and "__functor" in value):
        raise TypeMismatch(expected("a function", value))
    return value


def copied(name: str, source: str, recursive: bool, keep: Value, wanted: Hash | None) -> StepsOf:
    """The store path for a tree; the filter is called for everything below its root."""
    kept = None
    if keep is not None and recursive:
        kept = yield from chosen(source, keep)
    result = yield Ask("add_tree", name, source, recursive, kept, wanted)
    return with_context(result, frozenset({result}))


def chosen(root: str, keep: Value) -> StepsOf:
    """The paths below `root` that a filter wants; what is below a refused directory is not asked about."""
    wanted: set[str] = set()
    if (yield Ask("file_type", root)) != "directory":
        return wanted
    pending = [root]
    while pending:
        directory = pending.pop()
        entries = yield Ask("read_dir", directory)
        for name in sorted(entries):
            each = f"{directory}/{name}"
            if as_bool((yield Call(keep, each, entries[name], note=("{} wanted so far", len(wanted))))):
                wanted.add(each)
                if entries[name] == "directory":
                    pending.append(each)
    return wanted
