"""The host: everything an evaluation can learn from outside, in one object.

Programs see the world only through these methods, so that a run can be restricted, made pure, or played
back from what an earlier run saw. Paths and texts are byte-per-character.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vm.errors import AccessDenied, FileError, NotYet
from vm.spans import from_host, to_host
from vm.store.derivations import Derivation
from vm.store.nar import Keep
from vm.store.reading import read_regular
from vm.store.store import Store, as_bytes
from vm.store.store_paths import Hash
from vm.text.paths import canonical, parse_search_path

if TYPE_CHECKING:
    from vm.world.git import Fetched, Wanted

CORE_PACKAGES = Path(__file__).parent / "corepkgs"
MOST_LINKS = 40
"""Links followed in a row before they count as a circle."""


def current_system() -> str:
    """Machine and system, as in `x86_64-linux`."""
    names = os.uname()
    machine = {"arm64": "aarch64"}.get(names.machine, names.machine)
    return f"{machine}-{names.sysname.lower()}"


def tree_of_repository(store: Store, name: str, path: str, wanted: Wanted) -> Fetched:
    """A tree of a Git repository: as it lies there where possible, else unpacked."""
    from vm.world.git import Fetched, Repository

    repository = Repository(store.located(path))
    rev = repository.revision(wanted)
    count = None if rev is None else repository.count(rev, wanted.shallow)
    if wanted.submodules and rev is not None and repository.has_submodules(rev):
        raise NotYet(f"the submodules of '{path}' are not fetched in the debugger")
    if repository.is_checked_out(rev, wanted.submodules):
        tracked = {as_bytes(f"{path}/{file}") for file in repository.tracked(wanted.submodules)}
        result, content = store.add_tracked(name, path, tracked)
    else:
        assert rev is not None
        result, content = store.add_packed(name, repository.archive(rev), f"{path}@{rev[:7]}")
    return Fetched(result, content.formatted("sri"), repository.modified(rev), rev, count)


class Host:
    """The real file system and environment."""

    def __init__(
        self,
        search: list[tuple[str, str]] | None = None,
        pure: bool = False,
        base_dir: str | None = None,
        store_directory: str | None = None,
    ) -> None:
        self.pure = pure
        self.base_dir = base_dir if base_dir is not None else from_host(os.getcwd())
        """What relative paths given by the person (not the program) start from."""
        self.trace_verbose = False
        self._search = list(search or [])
        self.store = Store(store_directory or default_store_directory())

    def search_path(self) -> list[tuple[str, str]]:
        """(prefix, path) pairs: those given, then `NIX_PATH`."""
        if self.pure:
            return self._search
        return self._search + parse_search_path(from_host(os.environ.get("NIX_PATH", "")))

    def core_package(self, name: str) -> str:
        """Where a file of `<nix/...>`, which every Nix brings along, lies."""
        return canonical(f"{from_host(str(CORE_PACKAGES))}/{name}")

    def shipped(self, path: str) -> tuple[str, str]:
        """A Nix file that belongs to the tool itself, so that no restriction concerns it: path and bytes."""
        with self.failures(path):
            return path, read_regular(to_host(path))
        raise AssertionError

    def getenv(self, name: str) -> str:
        """An environment variable; empty if unset, and always empty in pure mode."""
        return "" if self.pure or "\0" in name else from_host(os.environ.get(to_host(name), ""))

    def traces_verbosely(self) -> bool:
        """Whether `builtins.traceVerbose` prints."""
        return self.trace_verbose

    def aborts_on_warning(self) -> bool:
        """Whether the person wants `builtins.warn` to fail; this is asked in pure mode too."""
        return os.environ.get("NIX_ABORT_ON_WARN") in ("1", "yes", "true")

    def home(self) -> str | None:
        """The home directory; None in pure runs, or if HOME is empty."""
        return None if self.pure else (from_host(os.environ.get("HOME", "")) or None)

    def absolute(self, path: str) -> str:
        """A path typed by the person, made absolute."""
        return canonical(path if path.startswith("/") else f"{self.base_dir}/{path}")

    def exists(self, path: str) -> bool:
        """Links are not followed: a broken one exists. False for names that no file can have."""
        try:
            return self.store.text(path) is not None or os.path.lexists(to_host(self.store.located(path)))
        except ValueError:
            return False

    def real_path(self, path: str) -> str:
        """The path with all links followed; FileError if there is nothing."""
        if self.store.is_made(path):
            return path
        with self.failures(path):
            return from_host(os.path.realpath(to_host(path), strict=True))
        raise AssertionError

    def read_file(self, path: str) -> str:
        """The bytes of a file; FileError for what is none, such as a pipe or a device."""
        made = self.store.text(path)
        if made is not None:
            return made
        with self.failures(path):
            return read_regular(to_host(self.store.located(path)))
        raise AssertionError

    def the_store(self) -> Store:
        """The store itself, for requests that compute paths in it."""
        return self.store

    def copy_to_store(self, path: str) -> str:
        """The store path that copying a file or tree would give."""
        with self.failures(path):
            return self.store.copy(path)
        raise AssertionError

    def add_tree(
        self, name: str, path: str, recursive: bool, kept: set[str] | None, wanted: Hash | None
    ) -> str:
        """The store path for a tree under a name; `kept` lists what of it goes there."""
        with self.failures(path):
            return self.store.add_tree(name, path, recursive, keeping(kept), wanted)
        raise AssertionError

    def fetch_archive(self, name: str, path: str, wanted: Hash | None) -> str:
        """The store path of what is in an archive on this machine."""
        with self.failures(path):
            return self.store.add_archive(name, path, wanted)
        raise AssertionError

    def archive_source(self, path: str) -> tuple[str, Hash, int]:
        """The store path of what is in an archive, its hash, and when the newest of it was changed."""
        with self.failures(path):
            return self.store.archive_source(path)
        raise AssertionError

    def fetch_repository(self, name: str, path: str, wanted: Wanted) -> Fetched:
        """A tree of a Git repository on this machine."""
        with self.failures(path):
            return tree_of_repository(self.store, name, path, wanted)
        raise AssertionError

    def flake_source(self, path: str, with_git: bool) -> tuple[str, Hash, int]:
        """The store path that a flake's tree would have, its hash, and when the newest of it was changed."""
        with self.failures(path):
            return self.store.tree_source(path, with_git)
        raise AssertionError

    def file_type(self, path: str) -> str:
        """`regular`, `directory`, `symlink` or `unknown`; links are not followed. FileError if absent."""
        with self.failures(path):
            return file_type(os.lstat(to_host(self.store.located(path))).st_mode)
        raise AssertionError

    def is_directory(self, path: str) -> bool:
        """Whether there is a directory, or a link to one."""
        try:
            return os.path.isdir(to_host(self.store.located(path)))
        except ValueError:
            return False

    def current_time(self) -> int:
        """Whole seconds since 1970, as `builtins.currentTime`."""
        return int(time.time())

    def current_system(self) -> str:
        """Machine and system, as in `x86_64-linux`."""
        return current_system()

    def read_dir(self, path: str) -> dict[str, str]:
        """Names and types: regular, directory, symlink, unknown."""
        with self.failures(path), os.scandir(to_host(self.store.located(path))) as entries:
            return {
                from_host(entry.name): file_type(entry.stat(follow_symlinks=False).st_mode)
                for entry in entries
                if self.store.holds(path, from_host(entry.name))
            }
        raise AssertionError

    def resolve_import(self, path: str) -> str:
        """The file that importing `path` means: `default.nix` in a directory.

        As in Nix a link is followed where it is the last part of the path; links on the way to it stay.
        """
        if self.store.text(path) is not None:
            return path
        with self.failures(path):
            wanted = path
            for _ in range(MOST_LINKS):
                located = to_host(self.store.located(wanted))
                if not stat.S_ISLNK(os.lstat(located).st_mode):
                    return f"{wanted}/default.nix" if os.path.isdir(located) else wanted
                target = from_host(os.readlink(located))
                wanted = canonical(target if target.startswith("/") else f"{wanted}/../{target}")
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), to_host(path))
        raise AssertionError

    def resolve_program(self, path: str) -> str:
        """The same for the file that the person asked to run."""
        return self.resolve_import(path)

    def allows(self, path: str) -> bool:
        """Whether programs may read there; what may not be read is not found either."""
        return True

    def failures(self, path: str) -> Failures:
        """Makes a FileError that names the path of whatever the system refuses inside the `with`."""
        return Failures(path, self.store.is_fetched(path))


class RestrictedHost(Host):
    """The real file system, of which only what lies in some roots may be read (`--restrict`).

    Links are followed before a path is judged, so none leads out. The file that the person asked to run
    may be read wherever it is, and nothing beside it. What is made in the run itself can be read too.
    """

    def __init__(self, roots: Sequence[str], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        core = from_host(str(CORE_PACKAGES))
        self.roots = [real_path(self.absolute(root)) for root in roots]
        self.open_to_all = [*self.roots, real_path(core)]
        read = self.store.registry.read

        def read_permitted(path: str) -> Derivation:
            self.permit(path)
            return read(path)

        self.store.registry.read = read_permitted

    def allows(self, path: str) -> bool:
        return self.store.text(path) is not None or self.is_inside(real_path(self.store.located(path)))

    def is_inside(self, real: str) -> bool:
        """Whether a path, with all links followed already, is a root or lies in one."""
        return any(real == root or real.startswith(root.rstrip("/") + "/") for root in self.open_to_all)

    def permit(self, path: str) -> None:
        """AccessDenied unless `path` may be read."""
        if self.allows(path):
            return
        located = self.store.located(path)
        real = real_path(located)
        leads = f" leads to '{real}', which" if real != located else ""
        error = AccessDenied(f"access to '{path}' is refused: it{leads} is outside {self.described_roots()}")
        error.notes.append("--restrict DIR, which can be given several times, names what may be read")
        raise error

    def described_roots(self) -> str:
        """The roots as an error names them."""
        return " and ".join(f"'{root}'" for root in self.roots)

    def exists(self, path: str) -> bool:
        return self.allows(path) and super().exists(path)

    def real_path(self, path: str) -> str:
        self.permit(path)
        return super().real_path(path)

    def read_file(self, path: str) -> str:
        self.permit(path)
        return super().read_file(path)

    def copy_to_store(self, path: str) -> str:
        self.permit(path)
        return super().copy_to_store(path)

    def add_tree(
        self, name: str, path: str, recursive: bool, kept: set[str] | None, wanted: Hash | None
    ) -> str:
        self.permit(path)
        return super().add_tree(name, path, recursive, kept, wanted)

    def fetch_archive(self, name: str, path: str, wanted: Hash | None) -> str:
        self.permit(path)
        return self.opened(super().fetch_archive(name, path, wanted))

    def archive_source(self, path: str) -> tuple[str, Hash, int]:
        self.permit(path)
        found = super().archive_source(path)
        self.opened(found[0])
        return found

    def fetch_repository(self, name: str, path: str, wanted: Wanted) -> Fetched:
        from vm.world.git import Repository

        self.permit(path)
        with self.failures(path):
            for each in Repository(self.store.located(path)).sources():
                self.permit(each)
        fetched = super().fetch_repository(name, path, wanted)
        self.opened(fetched.path)
        return fetched

    def opened(self, path: str) -> str:
        """What was unpacked for this run may be read."""
        if self.store.is_fetched(path):
            self.open_to_all.append(real_path(self.store.located(path)))
        return path

    def flake_source(self, path: str, with_git: bool) -> tuple[str, Hash, int]:
        self.permit(path)
        return super().flake_source(path, with_git)

    def file_type(self, path: str) -> str:
        self.permit(path)
        return super().file_type(path)

    def is_directory(self, path: str) -> bool:
        return self.allows(path) and super().is_directory(path)

    def read_dir(self, path: str) -> dict[str, str]:
        self.permit(path)
        return super().read_dir(path)

    def resolve_import(self, path: str) -> str:
        self.permit(path)
        return super().resolve_import(path)

    def resolve_program(self, path: str) -> str:
        found = super().resolve_import(path)
        self.open_to_all.append(real_path(found))
        return found


def real_path(path: str) -> str:
    """The path with all links followed, as far as there is something."""
    try:
        return from_host(os.path.realpath(to_host(path)))
    except ValueError:  # a NUL byte: there is nothing, and reading it says so
        return path


def default_store_directory() -> str:
    """The store directory that the environment names, as in Nix; FileError for one that is not absolute."""
    named = from_host(os.environ.get("NIX_STORE_DIR") or os.environ.get("NIX_STORE") or "/nix/store")
    return store_directory(named)


def store_directory(path: str) -> str:
    """Canonical; FileError if it is not absolute."""
    if not path.startswith("/"):
        raise FileError(f"the store directory '{path}' is not an absolute path")
    return canonical(path)


def keeping(kept: set[str] | None) -> Keep | None:
    """The paths of a set as a filter."""
    return None if kept is None else lambda each: each.decode("latin-1") in kept


class Failures:
    """Turns the host's errors about `path` into a FileError."""

    def __init__(self, path: str, is_fetched: bool = False) -> None:
        self.path = path
        self.is_fetched = is_fetched
        """Whether nobody knows by what path it lies on this machine."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            known = isinstance(error.filename, str) and not self.is_fetched
            path = error.filename if known else to_host(self.path)
            raise FileError(f"{from_host(path)}: {(error.strerror or str(error)).lower()}") from None
        if isinstance(error, ValueError):
            raise FileError(f"{self.path}: a path cannot hold a NUL byte") from None


def file_type(mode: int) -> str:
    """The type as `builtins.readDir` names it."""
    if stat.S_ISREG(mode):
        return "regular"
    if stat.S_ISDIR(mode):
        return "directory"
    return "symlink" if stat.S_ISLNK(mode) else "unknown"
