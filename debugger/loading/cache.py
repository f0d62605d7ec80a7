"""The cache: findings about sources, kept per user from one run to the next.

An entry is one file, named after all that its content depends on: the source's text and path, the level of
code, the names that are known outside, and the compiler itself. It is believed only if it belongs to the
user, nobody else may write to it, and its checksum fits; it holds no code, and what is made from it is
checked again (`compiler.cache.decoding`, `vm.verifier`). Whatever is wrong with an entry, it is thrown away
and made again without a word: a cache is never a reason to fail.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.analysis.findings import Findings
from compiler.cache.decoding import decoded
from compiler.cache.encoding import encoded
from compiler.cache.kinds import FORMAT
from compiler.options import Cache, Options
from vm.spans import Source

if TYPE_CHECKING:
    from hashlib import blake2b

MAGIC = b"nixstep-findings\n"
DIGEST = 32
SMALLEST = 2000
"""Bytes of a source below which it is parsed faster than it is looked up."""
MOST_BYTES = 512 << 20
"""Of all entries together."""
ENTRY = ".findings"
COMPILER = Path(__file__).parents[2] / "compiler"


class FileCache(Cache):
    """The cache in a directory; made when there is something to keep."""

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self.kept = 0
        """Bytes kept by this run."""

    @property
    def directory(self) -> Path:
        """Where entries are; looked up when a source is worth one."""
        if self._directory is None:
            self._directory = default_directory()
        return self._directory

    def path_of(self, source: Source, options: Options) -> Path | None:
        """The entry of a source; None for one that is not worth it, or is no file."""
        if source.path is None or len(source.text) < SMALLEST:
            return None
        about = (stamp(), str(options.level), str(options.pipes), names_stamp(options), source.path)
        key = new_digest("\0".join(about).encode("latin-1", "replace"), DIGEST)
        key.update(source.text.encode("latin-1"))
        return self.directory / f"{key.hexdigest()}{ENTRY}"

    def find(self, source: Source, options: Options) -> Findings | None:
        path = self.path_of(source, options)
        if path is None:
            return None
        try:
            data = read_trusted(path)
        except OSError:
            return None
        try:
            if data is None or data[:HEAD] != head_of(data[HEAD:]):
                raise ValueError("not what was written")
            return decoded(source, data[HEAD:])
        except ValueError:
            discard(path)
            return None

    def keep(self, source: Source, options: Options, found: Findings) -> None:
        path = self.path_of(source, options)
        if path is None:
            return
        data = encoded(found)
        try:
            make_directory(self.directory)
            if self.kept == 0:
                trim(self.directory)
            write_whole(path, head_of(data) + data)
        except OSError:
            return
        self.kept += len(data)


HEAD = len(MAGIC) + DIGEST


def new_digest(data: bytes, size: int) -> blake2b:
    """A digest of some data that takes more."""
    import hashlib

    return hashlib.blake2b(data, digest_size=size)


def head_of(data: bytes) -> bytes:
    """What stands before the data of an entry."""
    return MAGIC + new_digest(data, DIGEST).digest()


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a cache; sizes in bytes."""

    directory: Path
    entries: int
    size: int


def default_directory() -> Path:
    """`nixstep/findings` among the user's caches."""
    from platformdirs import user_cache_path

    return user_cache_path("nixstep", appauthor=False) / "findings"


@cache
def stamp() -> str:
    """What tells this compiler from others: the format, and its own files as they are now."""
    digest = new_digest(str(FORMAT).encode(), 16)
    for path in sorted(COMPILER.rglob("*.py")):
        known = path.stat()
        digest.update(f"{path.name}\0{known.st_size}\0{known.st_mtime_ns}\0".encode())
    return digest.hexdigest()


@cache
def digest_of(names: frozenset[str]) -> str:
    return new_digest("\0".join(sorted(names)).encode("latin-1", "replace"), 16).hexdigest()


def names_stamp(options: Options) -> str:
    """The names that mean something outside of every source."""
    return digest_of(frozenset(options.globals))


def read_trusted(path: Path) -> bytes | None:
    """The bytes of a file that is the user's own; None if it is not. OSError if it cannot be read."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        known = os.fstat(descriptor)
        mine = known.st_uid == os.geteuid() and stat.S_ISREG(known.st_mode)
        if not mine or known.st_mode & (stat.S_IWGRP | stat.S_IWOTH) or known.st_size > MOST_BYTES:
            return None
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(descriptor)


def make_directory(directory: Path) -> None:
    """The directory, for nobody else. OSError if it belongs to somebody else, or cannot be made."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = directory.lstat()
    if not stat.S_ISDIR(known.st_mode) or known.st_uid != os.geteuid() or known.st_mode & 0o022:
        raise PermissionError(f"{directory} is not for this user alone")


def write_whole(path: Path, data: bytes) -> None:
    """A file that is there as a whole or not at all, however many write it."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        partial.replace(path)
    except BaseException:
        discard(partial)
        raise


def discard(path: Path) -> None:
    """Remove a file if that can be done."""
    try:
        path.unlink()
    except OSError:
        return


def files_in(directory: Path) -> list[tuple[float, int, Path]]:
    """When each entry, or part of one, was written, its size, and the file; none if it cannot be read."""
    found: list[tuple[float, int, Path]] = []
    try:
        with os.scandir(directory) as entries:
            for entry in entries:
                if ENTRY in entry.name and entry.is_file(follow_symlinks=False):
                    known = entry.stat(follow_symlinks=False)
                    found.append((known.st_mtime, known.st_size, Path(entry.path)))
    except OSError:
        return found
    return found


def trim(directory: Path, most: int = MOST_BYTES) -> None:
    """Remove the oldest entries while there is more than is allowed."""
    files = sorted(files_in(directory))
    total = sum(size for _, size, _ in files)
    for _, size, path in files:
        if total <= most:
            return
        discard(path)
        total -= size


def contents(directory: Path | None = None) -> Contents:
    """How much there is."""
    directory = directory or default_directory()
    files = files_in(directory)
    return Contents(directory, len(files), sum(size for _, size, _ in files))


def clear(directory: Path | None = None) -> Contents:
    """Remove all entries that can be; answers what is gone."""
    directory = directory or default_directory()
    files = files_in(directory)
    for _, _, path in files:
        discard(path)
    left = {path for _, _, path in files_in(directory)}
    gone = [size for _, size, path in files if path not in left]
    return Contents(directory, len(gone), sum(gone))
