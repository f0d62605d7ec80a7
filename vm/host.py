"""The host: everything an evaluation can learn from outside, in one object.

Programs see the world only through these methods, so that a run can be restricted, made pure, or played
back from what an earlier run saw. Paths and texts are byte-per-character.
"""

from __future__ import annotations

import os
import stat
from pathlib import PurePosixPath

from vm.errors import FileError
from vm.paths import canonical, parse_search_path
from vm.spans import from_host, to_host


class Host:
    """The real file system and environment."""

    def __init__(
        self,
        search: list[tuple[str, str]] | None = None,
        pure: bool = False,
        base_dir: str | None = None,
    ) -> None:
        self.pure = pure
        self.base_dir = base_dir if base_dir is not None else from_host(os.getcwd())
        """What relative paths given by the person (not the program) start from."""
        self._search = list(search or [])

    def search_path(self) -> list[tuple[str, str]]:
        """(prefix, path) pairs: those given, then `NIX_PATH`."""
        if self.pure:
            return self._search
        return self._search + parse_search_path(from_host(os.environ.get("NIX_PATH", "")))

    def getenv(self, name: str) -> str:
        """An environment variable; empty if unset, and always empty in pure mode."""
        return "" if self.pure or "\0" in name else from_host(os.environ.get(to_host(name), ""))

    def home(self) -> str | None:
        return None if self.pure else (from_host(os.environ.get("HOME", "")) or None)

    def absolute(self, path: str) -> str:
        """A path typed by the person, made absolute."""
        return canonical(path if path.startswith("/") else f"{self.base_dir}/{path}")

    def exists(self, path: str) -> bool:
        try:
            return os.path.lexists(to_host(path))
        except ValueError:
            return False

    def read_file(self, path: str) -> str:
        """The bytes of a file."""
        with self.failures(path), open(to_host(path), "rb") as file:
            return file.read().decode("latin-1")
        raise AssertionError

    def read_dir(self, path: str) -> dict[str, str]:
        """Names and types: regular, directory, symlink, unknown."""
        with self.failures(path), os.scandir(to_host(path)) as entries:
            return {
                from_host(entry.name): file_type(entry.stat(follow_symlinks=False).st_mode)
                for entry in entries
            }
        raise AssertionError

    def resolve_import(self, path: str) -> str:
        """The file that importing `path` means: links followed, `default.nix` in a directory."""
        with self.failures(path):
            real = os.path.realpath(to_host(path), strict=True)
            if os.path.isdir(real):
                real = os.path.realpath(str(PurePosixPath(real) / "default.nix"), strict=True)
            return from_host(real)
        raise AssertionError

    def failures(self, path: str) -> Failures:
        return Failures(path)


class Failures:
    """Turns the host's errors about `path` into a FileError."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            path = error.filename if isinstance(error.filename, str) else to_host(self.path)
            raise FileError(f"{from_host(path)}: {(error.strerror or str(error)).lower()}") from None
        if isinstance(error, ValueError):
            raise FileError(f"{self.path}: a path cannot hold a NUL byte") from None


def file_type(mode: int) -> str:
    if stat.S_ISREG(mode):
        return "regular"
    if stat.S_ISDIR(mode):
        return "directory"
    return "symlink" if stat.S_ISLNK(mode) else "unknown"
