"""Files, the environment, and import: everything that asks the host."""

from __future__ import annotations

from vm.builtins.derivations import imported_derivation
from vm.builtins.lists import needed
from vm.builtins.registry import Forced, List, Plain, Set, builtin
from vm.errors import FileError, NotYet, TypeMismatch
from vm.machine.coercion import coerce_to_string
from vm.machine.search_path import search_path_entries
from vm.machine.trampoline import Ask, Force, ImportFile, force_note
from vm.steps import StepsOf
from vm.store.contexts import as_text, split_element
from vm.text.messages import expected
from vm.text.paths import canonical
from vm.values import AttrSet, Path, Value, context_of, with_context


def coerce_to_path(value: Value) -> StepsOf:
    """The canonical text of an absolute path, from a path or a string that holds one."""
    return canonical((yield from absolute_text(value)))


def absolute_text(value: Value) -> StepsOf:
    """The text of an absolute path, as a string spells it."""
    if type(value) is Path:
        return value.text
    text = yield from coerce_to_string(value, strong=False, copy_paths=False)
    if not text.startswith("/"):
        raise FileError(f"string '{text}' doesn't represent an absolute path")
    yield from refuse_to_build_any(text)
    return str(text)


def refuse_to_build_any(text: str) -> StepsOf:
    """NotYet if the text refers to something that would have to be built first."""
    for element in context_of(text):
        kind, derivation = split_element(element)
        if kind.startswith("!"):
            yield from refuse_to_build(derivation, kind[1:])


def refuse_to_build(derivation: str, output: str) -> StepsOf:
    """NotYet, unless the output is there already: somebody else built it."""
    store = yield Ask("the_store")
    outputs = store.registry.find(derivation).outputs
    if output not in outputs or not (yield Ask("exists", outputs[output].path)):
        raise NotYet(
            f"import from derivation: the output '{output}' of '{derivation}' is not in the store, "
            "and the debugger builds nothing"
        )


@builtin("import", lesson="The value of a file; each file is evaluated once, however often it is imported.")
def import_(path: Forced) -> StepsOf:
    wanted = yield from coerce_to_path(path)
    store = yield Ask("the_store")
    if wanted.endswith(".drv") and store.paths.contains(wanted) and (yield Ask("exists", wanted)):
        return imported_derivation(wanted, store.registry.find(wanted))
    real = yield Ask("resolve_import", wanted)
    return (yield ImportFile(real))


@builtin("scopedImport", lesson="Imports a file with a set of names in scope; never cached.", order=(1, 0))
def scoped_import(scope: Set, path: Forced) -> StepsOf:
    wanted = yield from coerce_to_path(path)
    real = yield Ask("resolve_import", wanted)
    return (yield ImportFile(real, scope))


@builtin("readFileType", lesson="Regular, directory, symlink or unknown: what a path is.")
def read_file_type(path: Forced) -> StepsOf:
    wanted = yield from coerce_to_path(path)
    return (yield Ask("file_type", wanted))


@builtin("readFile", lesson="The contents of a file as a string of bytes.")
def read_file(path: Forced) -> StepsOf:
    wanted = yield from coerce_to_path(path)
    text = yield Ask("read_file", wanted)
    if "\0" in text:
        raise FileError(f"the contents of the file '{wanted}' cannot be represented as a Nix string")
    store = yield Ask("the_store")
    return with_context(text, store.references_in(wanted, text))


@builtin("readDir", lesson="A set of the names in a directory, each with its type.")
def read_dir(path: Forced) -> StepsOf:
    wanted = yield from coerce_to_path(path)
    return AttrSet((yield Ask("read_dir", wanted)))


@builtin("pathExists", lesson="Does a path exist?")
def path_exists(path: Forced) -> StepsOf:
    """As nix-instantiate: the text of a string is looked up as it is written, so `file/`, `file/.` and
    `missing/..` do not exist. A path is canonical already."""
    text = yield from absolute_text(path)
    wanted = canonical(text)
    if text == wanted:
        return (yield Ask("exists", wanted))
    store = yield Ask("the_store")
    if not store.is_made(wanted):
        return (yield Ask("exists", text))
    question = "is_directory" if text.endswith(("/", "/.")) else "exists"
    return (yield Ask(question, wanted))


@builtin("toPath", lesson="The canonical form of an absolute path, as a string.")
def to_path(s: Forced) -> StepsOf:
    text = yield from coerce_to_string(s, strong=False, copy_paths=False)
    if not text.startswith("/"):
        raise FileError(f"string '{text}' doesn't represent an absolute path")
    return with_context(canonical(str(text)), context_of(text))


@builtin("getEnv", lesson="An environment variable, or the empty string.")
def get_env(s: Plain) -> StepsOf:
    return (yield Ask("getenv", str(s)))


@builtin("findFile", lesson="Looks a name up in a search path: a list of { prefix, path }.")
def find_file(search_path: List, name: Value) -> StepsOf:
    entries: list[tuple[str, str]] = []
    for index, item in enumerate(search_path):
        each = yield Force(item, note=force_note(index, len(search_path)))
        if type(each) is not AttrSet:
            raise TypeMismatch(expected("a set", each))
        prefix = ""
        if "prefix" in each:
            prefix = as_text((yield Force(each["prefix"])))
        path = needed(each, "path", "an entry of a search path")
        text = yield from coerce_to_string(path, strong=False, copy_paths=False)
        yield from refuse_to_build_any(text)
        entries.append((prefix, str(text)))
    wanted = as_text((yield Force(name)))
    return (yield from search_path_entries(entries, wanted))
