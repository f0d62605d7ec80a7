"""Blocks: the framing of a recording. A file is a head and whole blocks; what follows the last is ignored.

Blocks are only ever appended, each in one write, and have checksums, so a file that was cut anywhere is good
up to its last whole block. No size that a file claims is believed before it was compared with what may be
and with what is there. docs/formats.md has the layout to the byte.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

from debugger.errors import DebuggerError

MAGIC = b"\x89nixstep\r\n\x1a\n"
VERSION = 1
FILE_HEAD = struct.Struct("<12sI")
BLOCK_HEAD = struct.Struct("<4sI")
CHECK = struct.Struct("<I")
LENGTH = struct.Struct("<I")

MOST_BYTES = 1 << 30
"""Longest recording."""
MOST_PAYLOAD = 1 << 28
"""Longest block, so also the longest file that a recorded program may read."""
MOST_BLOCKS = 1 << 20
MOST_FIELDS = 1 << 20
"""Fields in one block."""


class RecordingError(DebuggerError):
    """A file is not a recording, or cannot be used as one."""


@dataclass(frozen=True, slots=True)
class Block:
    kind: str
    payload: bytes
    start: int
    """Where in the file it begins, in bytes."""


@dataclass(slots=True)
class Extent:
    """How far a file is good."""

    good: int = 0
    """Bytes up to the end of the last whole block."""
    size: int = 0
    is_damaged: bool = False
    """Whether what follows is wrong; else it is only the beginning of a block that was cut."""

    @property
    def rest(self) -> int:
        """Bytes behind the last whole block."""
        return self.size - self.good


def framed(kind: str, payload: bytes) -> bytes:
    """A block as it stands in a file."""
    head = BLOCK_HEAD.pack(kind.encode("ascii"), len(payload))
    return b"".join((head, CHECK.pack(crc32(head)), payload, CHECK.pack(crc32(payload))))


def file_head() -> bytes:
    """Magic and version."""
    return FILE_HEAD.pack(MAGIC, VERSION)


def is_recording(path: Path) -> bool:
    """Whether a file begins as a recording does."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def read_blocks(file: BinaryIO, extent: Extent) -> Iterator[Block]:
    """Every whole block from the beginning of a file; RecordingError if it is no recording."""
    extent.size = file.seek(0, 2)
    file.seek(0)
    head = file.read(FILE_HEAD.size)
    if not head.startswith(MAGIC):
        raise RecordingError("this is not a recording: `nixstep record FILE -o run.nixstep` makes one")
    if len(head) < FILE_HEAD.size:
        raise RecordingError("this recording was cut before its first block")
    version = FILE_HEAD.unpack(head)[1]
    if version != VERSION:
        raise RecordingError(f"this recording has version {version} of the format; {VERSION} can be read")
    if extent.size > MOST_BYTES:
        raise RecordingError(f"this recording is larger than {MOST_BYTES >> 20} MiB")
    extent.good = len(head)
    for _ in range(MOST_BLOCKS):
        block = next_block(file, extent)
        if block is None:
            return
        yield block
    raise RecordingError(f"this recording has more than {MOST_BLOCKS} blocks")


def next_block(file: BinaryIO, extent: Extent) -> Block | None:
    """The block behind the last good one; None at the end, or if it is cut off or damaged."""
    start = extent.good
    head = file.read(BLOCK_HEAD.size + CHECK.size)
    if len(head) < BLOCK_HEAD.size + CHECK.size:
        return None
    kind, length = BLOCK_HEAD.unpack_from(head)
    known = CHECK.unpack_from(head, BLOCK_HEAD.size)[0] == crc32(head[: BLOCK_HEAD.size])
    if not known or length > MOST_PAYLOAD or not kind.isalpha():
        extent.is_damaged = True
        return None
    if extent.size - file.tell() < length + CHECK.size:
        return None
    payload = file.read(length)
    check = file.read(CHECK.size)
    if len(payload) < length or len(check) < CHECK.size or CHECK.unpack(check)[0] != crc32(payload):
        extent.is_damaged = True
        return None
    extent.good = file.tell()
    return Block(kind.decode("ascii"), payload, start)


# Fields: texts in a payload, byte-per-character.


def packed(texts: Iterable[str]) -> bytes:
    """Texts one after the other, each with its length before it."""
    pieces: list[bytes] = []
    for text in texts:
        data = text.encode("latin-1", "backslashreplace")
        pieces += (LENGTH.pack(len(data)), data)
    return b"".join(pieces)


def unpacked(payload: bytes) -> list[str]:
    """The inverse; ValueError if that is not what the payload holds."""
    texts: list[str] = []
    at, end = 0, len(payload)
    while at < end:
        if end - at < LENGTH.size or len(texts) == MOST_FIELDS:
            raise ValueError("a wrong number of fields")
        (length,) = LENGTH.unpack_from(payload, at)
        at += LENGTH.size
        if length > end - at:
            raise ValueError("a field that is longer than its block")
        texts.append(payload[at : at + length].decode("latin-1"))
        at += length
    return texts
