"""The journal: everything that a run learnt from outside, so that the same run can be had again.

Every question to the host is written down with its answer, in the order of first asking, and the first answer
stands for the whole run: a journaled run and its repetitions see one and the same world, whatever happens to
files in between. What the run made itself (`toFile`, derivations) is no question: it is made again.

A question is known by what was asked and, for a store path that stands for a copied tree, by where that tree
really lies, since the same path may not have been there when it was first asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final, TypeAlias

from vm.errors import (
    AccessDenied,
    EvalError,
    FileError,
    FlakeError,
    FormatError,
    LimitExceeded,
    NixError,
    NotYet,
)
from vm.store.derivations import Derivation, parse_aterm
from vm.store.store import Store
from vm.store.store_paths import Hash
from vm.text.paths import base_name
from vm.world.git import Fetched, Wanted
from vm.world.host import Host, keeping

Question: TypeAlias = "tuple[str, ...]"
"""The name of a method of Host, then what tells this question from others. Texts are byte-per-character."""

RAISED = {kind.code: kind for kind in (AccessDenied, FileError, FlakeError, FormatError, NotYet)}
UNKNOWN: Final = object()


class NotRecorded(EvalError):
    """A repetition asks something that the first run did not ask, or did not get to."""

    code = "E033"
    label = "not recorded"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that was an error. Each time it is a new one: errors are marked where they strike."""

    code: str
    message: str
    notes: tuple[str, ...] = ()

    def error(self) -> NixError:
        """A fresh error of the same class and message."""
        error = RAISED.get(self.code, EvalError)(self.message)
        error.notes += self.notes
        return error


Answer: TypeAlias = "Refusal | Any"
"""See debugger.recordings.answers for what each question is answered with."""


@dataclass(slots=True)
class Journal:
    """Questions and their answers, in order of first asking."""

    answers: dict[Question, Answer] = field(default_factory=dict)
    listener: Callable[[Question, Answer], None] | None = None
    """Called with each new entry."""

    def add(self, question: Question, answer: Answer) -> None:
        """Note the first answer and tell the listener."""
        self.answers[question] = answer
        if self.listener is not None:
            self.listener(question, answer)

    @contextmanager
    def forgetful(self) -> Iterator[None]:
        """What is asked meanwhile is no part of the run: it is forgotten again, and nobody is told."""
        known, listener = len(self.answers), self.listener
        self.listener = None
        try:
            yield
        finally:
            self.listener = listener
            while len(self.answers) > known:
                self.answers.popitem()


class RememberingHost(Host):
    """A host that answers from a journal as far as that goes. Belongs to one load."""

    def __init__(self, journal: Journal, store: Store) -> None:
        self.journal = journal
        self.store = store
        self.fetched: set[str] = set()
        """Store paths of what was fetched: where that lies for the time being tells nothing."""
        self.pure = self.ask("pure")
        self.base_dir = self.ask("base_dir")
        store.registry.read = self.read_derivation

    def ask(self, question: str, details: Question = (), *arguments: Any) -> Any:
        """The answer to a question; `arguments` are those of the method of Host."""
        key = (question, *details)
        answer = self.journal.answers.get(key, UNKNOWN)
        if answer is UNKNOWN:
            answer = self.find_out(key, arguments)
        if type(answer) is Refusal:
            raise answer.error()
        return answer

    def find_out(self, question: Question, arguments: tuple[Any, ...]) -> Answer:
        """The answer to a question that is not in the journal."""
        raise NotImplementedError

    def placed(self, path: str) -> Question:
        """What tells a path from others: itself, and where it really is if that is elsewhere."""
        if self.store.paths.contains(path) and self.store.paths.top(path) in self.fetched:
            return (path, "fetched")
        located = self.store.located(path)
        return (path, "" if located == path else located)

    # Facts.

    def search_path(self) -> list[tuple[str, str]]:
        return list(self.ask("search_path"))

    def core_package(self, name: str) -> str:
        return str(self.ask("core_package", (name,), name))

    def shipped(self, path: str) -> tuple[str, str]:
        name, text = self.ask("shipped", (base_name(path),), path)
        return name, text

    def getenv(self, name: str) -> str:
        return str(self.ask("getenv", (name,), name))

    def traces_verbosely(self) -> bool:
        return bool(self.ask("traces_verbosely"))

    def aborts_on_warning(self) -> bool:
        return bool(self.ask("aborts_on_warning"))

    def home(self) -> str | None:
        home = self.ask("home")
        return None if home is None else str(home)

    def current_time(self) -> int:
        return int(self.ask("current_time"))

    def current_system(self) -> str:
        return str(self.ask("current_system"))

    # Files. What this run made itself is in its own store.

    def exists(self, path: str) -> bool:
        return self.store.text(path) is not None or bool(self.ask("exists", self.placed(path), path))

    def allows(self, path: str) -> bool:
        return self.store.text(path) is not None or bool(self.ask("allows", self.placed(path), path))

    def read_file(self, path: str) -> str:
        made = self.store.text(path)
        return made if made is not None else str(self.ask("read_file", self.placed(path), path))

    def file_type(self, path: str) -> str:
        return str(self.ask("file_type", self.placed(path), path))

    def is_directory(self, path: str) -> bool:
        return bool(self.ask("is_directory", self.placed(path), path))

    def real_path(self, path: str) -> str:
        return str(self.ask("real_path", self.placed(path), path))

    def read_dir(self, path: str) -> dict[str, str]:
        return dict(self.ask("read_dir", self.placed(path), path))

    def resolve_import(self, path: str) -> str:
        if self.store.text(path) is not None:
            return path
        return str(self.ask("resolve_import", self.placed(path), path))

    def resolve_program(self, path: str) -> str:
        return str(self.ask("resolve_program", (path,), path))

    # Copies. The journal knows their paths; what they stand for is noted here, each time anew.

    def copy_to_store(self, path: str) -> str:
        if self.store.text(path) is not None:
            return self.store.copy(path)
        stored = self.store.copied.get(path)
        if stored is None:
            stored = str(self.ask("copy_to_store", self.placed(path), path))
            self.store.copied[path] = stored
            self.store.stand_for(stored, path)
        return stored

    def add_tree(
        self, name: str, path: str, recursive: bool, kept: set[str] | None, wanted: Hash | None
    ) -> str:
        if self.store.text(path) is not None:
            return self.store.add_tree(name, path, recursive, None, wanted)
        expected = wanted.prefixed if wanted is not None else ""
        form = "recursive" if recursive else "flat"
        details = (*self.placed(path), name, form, set_digest(kept), expected)
        stored = str(self.ask("add_tree", details, name, path, recursive, kept, wanted))
        self.store.stand_for(stored, path, keeping(kept))
        return stored

    def fetch_archive(self, name: str, path: str, wanted: Hash | None) -> str:
        expected = wanted.prefixed if wanted is not None else ""
        details = (*self.placed(path), name, expected)
        stored = str(self.ask("fetch_archive", details, name, path, wanted))
        self.store.fetched.add(stored)
        self.fetched.add(stored)
        return stored

    def archive_source(self, path: str) -> tuple[str, Hash, int]:
        stored, content, newest = self.ask("archive_source", self.placed(path), path)
        self.store.fetched.add(stored)
        self.fetched.add(stored)
        return stored, content, newest

    def fetch_repository(self, name: str, path: str, wanted: Wanted) -> Fetched:
        what = "submodules" if wanted.submodules else ""
        depth = "shallow" if wanted.shallow else ""
        details = (*self.placed(path), name, wanted.ref or "", wanted.rev or "", what, depth)
        fetched: Fetched
        fetched, is_unpacked = self.ask("fetch_repository", details, name, path, wanted)
        if is_unpacked:
            self.store.fetched.add(fetched.path)
        elif fetched.path not in self.store.sources:
            self.store.stand_for(fetched.path, path)
        self.fetched.add(fetched.path)
        return fetched

    def flake_source(self, path: str, with_git: bool) -> tuple[str, Hash, int]:
        details = (*self.placed(path), "git" if with_git else "")
        stored, content, newest = self.ask("flake_source", details, path, with_git)
        self.store.stand_for(stored, path)
        return stored, content, newest

    def read_derivation(self, path: str) -> Derivation:
        """A derivation that this run did not make; its text is what is remembered."""
        text = self.ask("read_derivation", (path,), path)
        return parse_aterm(text, base_name(path)[33:].removesuffix(".drv"))


class JournalingHost(RememberingHost):
    """The real outside, with everything that it answers written down."""

    def __init__(self, outside: Host, journal: Journal | None = None) -> None:
        self.outside = outside
        self.derivation = outside.store.registry.read
        journal = journal if journal is not None else Journal()
        journal.add(("pure",), outside.pure)
        journal.add(("base_dir",), outside.base_dir)
        journal.add(("store_directory",), outside.store.paths.directory)
        super().__init__(journal, outside.store)

    def find_out(self, question: Question, arguments: tuple[Any, ...]) -> Answer:
        answer: Answer
        try:
            if question[0] == "read_derivation":
                answer = self.derivation(*arguments).aterm().decode("latin-1")
            else:
                answer = getattr(self.outside, question[0])(*arguments)
            if question[0] == "fetch_repository":
                fetched: Any = answer
                answer = fetched, self.outside.store.is_fetched(fetched.path)
        except LimitExceeded:
            raise  # that is no answer: another run may have more time
        except NixError as error:
            answer = Refusal(error.code, error.message, tuple(error.notes))
        self.journal.add(question, answer)
        return answer


class ReplayingHost(RememberingHost):
    """A journal alone: nothing is asked outside, so nothing there can change the run or be changed by it."""

    def __init__(self, journal: Journal, missing: str = "so it is not the run that was recorded") -> None:
        self.missing = missing
        """What it means if something is asked that was not asked before."""
        self.journal = journal
        super().__init__(journal, Store(self.ask("store_directory")))

    def find_out(self, question: Question, arguments: tuple[Any, ...]) -> Answer:
        what = " ".join(f"'{each}'" for each in question[1:2])
        raise NotRecorded(f"this run asks for {question[0]} {what}".rstrip() + f", {self.missing}")


def set_digest(texts: set[str] | None) -> str:
    """A name for a set of texts; empty for none."""
    if texts is None:
        return ""
    state = blake2b(digest_size=16)
    for text in sorted(texts):
        state.update(len(text).to_bytes(8, "little") + text.encode("latin-1"))
    return state.hexdigest()
