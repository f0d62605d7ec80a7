"""Archives that are on this machine already, unpacked as fetchTarball does: tar, however packed, and zip.

Nothing is ever written outside of the directory that was given: names with `..` are refused, and so is what
lies behind a link of the archive itself.
"""

from __future__ import annotations

import io
import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from vm.errors import FileError, FormatError
from vm.pulse import PULSE
from vm.spans import from_host
from vm.store.reading import open_regular

BLOCK = 1 << 20
MOST_BYTES = 4 << 30
"""What an archive may hold: small ones that unfold without end are refused."""

BROKEN = (tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, zlib.error, EOFError, NotImplementedError)


@dataclass(slots=True)
class Entry:
    """One file, directory or link of an archive."""

    name: str
    mode: int
    """As in `os.stat`: type and permissions."""
    contents: IO[bytes] | None = None
    target: str = ""
    """Of a link."""
    modified: int = 0


def unpack(archive: str, directory: str) -> tuple[str, int]:
    """Unpack a file into an empty directory; the one thing in it, as host text, and its latest change.

    FormatError for what is no archive, or holds more than one thing.
    """
    with os.fdopen(open_regular(archive), "rb") as file:
        newest = unpack_from(file, from_host(archive), directory)
    found = os.listdir(directory)
    if len(found) != 1:
        raise FormatError(
            f"the archive '{from_host(archive)}' has {len(found)} top-level files, and should have one"
        )
    return f"{directory}/{found[0]}", newest


def unpack_from(file: IO[bytes], shown: str, directory: str) -> int:
    """When the newest entry was changed."""
    try:
        entries = zip_entries(file) if zipfile.is_zipfile(file) else tar_entries(file)
        unpacking = Unpacking(shown, directory)
        unpacking.all(entries)
        return unpacking.newest
    except BROKEN as error:
        found = FormatError(f"'{shown}' cannot be unpacked: it is damaged, or no archive that is known here")
        found.notes.append("tar archives, plain or packed by gzip, bzip2 or xz, and zip archives are")
        raise found from error


def tar_entries(file: IO[bytes]) -> Iterator[Entry]:
    """However packed. Hard links are files again; devices and pipes come as such, to be refused."""
    file.seek(0)
    with tarfile.open(fileobj=file, mode="r:*", errors="surrogateescape") as archive:
        for member in archive:
            kind = stat.S_IFREG
            if member.isdir():
                kind = stat.S_IFDIR
            elif member.issym():
                kind = stat.S_IFLNK
            elif not member.isreg() and not member.islnk():
                kind = stat.S_IFIFO
            contents = archive.extractfile(member) if kind == stat.S_IFREG else None
            yield Entry(
                member.name, kind | stat.S_IMODE(member.mode), contents, member.linkname, int(member.mtime)
            )


def zip_entries(file: IO[bytes]) -> Iterator[Entry]:
    """BadZipFile if a member is encrypted. Contents can be read until the next entry is asked for."""
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            if member.flag_bits & 1:
                raise zipfile.BadZipFile("it is encrypted")
            mode, modified = member.external_attr >> 16, zip_time(member.date_time)
            if member.is_dir():
                yield Entry(member.filename, stat.S_IFDIR | stat.S_IMODE(mode), modified=modified)
            elif stat.S_ISLNK(mode):
                target = os.fsdecode(archive.read(member))
                yield Entry(member.filename, mode, target=target, modified=modified)
            else:
                with archive.open(member) as contents:
                    kind = stat.S_IFREG | stat.S_IMODE(mode)
                    yield Entry(member.filename, kind, contents, modified=modified)


def zip_time(date: tuple[int, int, int, int, int, int]) -> int:
    """Zip archives have local times; 0 for one that is no time."""
    try:
        return int(datetime(*date).astimezone().timestamp())
    except ValueError:
        return 0


class Unpacking:
    """Writes entries into a directory, which they never leave."""

    def __init__(self, shown: str, directory: str) -> None:
        self.shown = shown
        self.directory = directory
        self.left = MOST_BYTES
        self.newest = 0

    def all(self, entries: Iterator[Entry]) -> None:
        """Unpack all; FormatError for `..` or NUL in a name. `newest` is the time of the newest entry."""
        for entry in entries:
            PULSE.ask()
            parts = [part for part in entry.name.split("/") if part not in ("", ".")]
            if ".." in parts or "\0" in entry.name:
                raise FormatError(f"the archive '{self.shown}' has a file '{from_host(entry.name)}': refused")
            self.newest = max(self.newest, entry.modified)
            if parts:
                self.one(entry, parts)

    def one(self, entry: Entry, parts: list[str]) -> None:
        """Write one entry; a later one replaces an earlier. FileError for a device, pipe or socket."""
        path = self.place(parts)
        if stat.S_ISDIR(entry.mode):
            if not os.path.isdir(path) or os.path.islink(path):
                os.mkdir(path)
            return
        if os.path.lexists(path):
            os.unlink(path)
        if stat.S_ISLNK(entry.mode):
            os.symlink(entry.target, path)
        elif entry.contents is not None:
            with open(path, "xb") as file:
                self.write(entry.contents, file)
            os.chmod(path, 0o755 if entry.mode & stat.S_IXUSR else 0o644)
        else:
            raise FileError(f"file '{from_host(entry.name)}' of '{self.shown}' has an unsupported type")

    def place(self, parts: list[str]) -> str:
        """Where an entry goes, its directories made; FormatError for one behind a link."""
        path = self.directory
        for part in parts[:-1]:
            path += "/" + part
            if os.path.islink(path):
                raise FormatError(f"the archive '{self.shown}' puts files behind a link of its own: refused")
            if not os.path.isdir(path):
                os.mkdir(path)
        return f"{path}/{parts[-1]}"

    def write(self, source: IO[bytes], target: IO[bytes]) -> None:
        """In blocks; FormatError once all files together hold more than MOST_BYTES."""
        while block := source.read(BLOCK):
            PULSE.ask()
            self.left -= len(block)
            if self.left < 0:
                raise FormatError(f"the archive '{self.shown}' holds more than {MOST_BYTES >> 30} GiB")
            target.write(block)


def unpack_bytes(archive: bytes, shown: str, directory: str) -> None:
    """The same for a tar archive in memory, however many things it holds."""
    unpack_from(io.BytesIO(archive), shown, directory)
