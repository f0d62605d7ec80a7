"""Reading files of this machine: only regular ones, a block at a time, within the limits of the run.

A pipe, a socket or a device may have no end, or none before somebody writes to it, so a program cannot read
one: it is refused by name. Opening never waits. What the person names as the program itself may be a pipe;
then it is read as a stream.
"""

from __future__ import annotations

import errno
import os
import select
import stat
from collections.abc import Iterator

from vm.errors import STOPS, FileError
from vm.pulse import LARGE, PULSE
from vm.spans import from_host

BLOCK = 1 << 20
WAIT = 0.1
"""Seconds of waiting for a stream between two questions whether to go on."""
LONGEST_STREAM = 1 << 28
"""Bytes of a stream after which it counts as endless."""

KINDS = {
    stat.S_IFIFO: "a pipe (FIFO)",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
FileName = str | bytes


def open_regular(path: FileName) -> int:
    """A file descriptor for reading; FileError if it is there and is no file. OSErrors pass."""
    refuse(path, os.stat(path))
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        refuse(path, os.fstat(descriptor))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def refuse(path: FileName, found: os.stat_result) -> None:
    """IsADirectoryError for a directory, FileError for a pipe, socket or device other than /dev/null."""
    kind = stat.S_IFMT(found.st_mode)
    if kind == stat.S_IFDIR:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fsdecode(path))
    if kind in KINDS and not is_null(found):
        shown = from_host(os.fsdecode(path))
        raise FileError(f"'{shown}' is {KINDS[kind]}, and only regular files can be read")


def is_null(found: os.stat_result) -> bool:
    """Whether it is /dev/null, which programs read as an empty file."""
    if not stat.S_ISCHR(found.st_mode):
        return False
    try:
        return found.st_rdev == os.stat(os.devnull).st_rdev
    except OSError:
        return False


def blocks(path: FileName) -> Iterator[bytes]:
    """A regular file from beginning to end. One that would have us wait, as in /proc, is refused."""
    descriptor = open_regular(path)
    try:
        while block := read_block(path, descriptor):
            yield block
            PULSE.ask()
    finally:
        os.close(descriptor)


def read_block(path: FileName, descriptor: int) -> bytes:
    """The next bytes, none at the end; FileError instead of waiting."""
    try:
        return os.read(descriptor, BLOCK)
    except BlockingIOError:
        shown = from_host(os.fsdecode(path))
        raise FileError(f"'{shown}' has no end: reading it would wait for more") from None


def read_regular(path: FileName) -> str:
    """The bytes of a regular file, one character each; LimitExceeded if there is no room for them."""
    foreseen = os.stat(path).st_size
    if foreseen > LARGE:
        PULSE.need(2 * foreseen)
    texts, size = [], 0
    for block in blocks(path):
        size += len(block)
        if size > foreseen + LARGE:  # as in /proc, where files say that they are empty
            PULSE.need(2 * len(block))
        texts.append(block.decode("latin-1"))
    return texts[0] if len(texts) == 1 else "".join(texts)


def is_stream(path: str) -> bool:
    """Whether what the person named is a pipe or the like, to be read once: `<(...)`, /dev/stdin, a FIFO."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return False
    return stat.S_IFMT(found.st_mode) in KINDS and not is_null(found)


def open_stream(path: str) -> int:
    """A file descriptor for a stream. A pipe that nobody writes to yet is waited for when it is read."""
    return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)


def read_stream(descriptor: int, name: str) -> bytes:
    """All of a stream; FileError if it does not end, LimitExceeded if there is no time to wait for it."""
    found = bytearray()
    try:
        read_into(found, descriptor, name)
    except STOPS as stop:
        stop.add_note(f"{len(found):,} bytes of '{name}' were read, which had not ended")
        raise
    return bytes(found)


def read_into(found: bytearray, descriptor: int, name: str) -> None:
    """Read a stream to its end, asking the limits as it waits. FileError beyond LONGEST_STREAM bytes."""
    while True:
        ready, _, _ = select.select([descriptor], [], [], WAIT)
        PULSE.ask()
        if not ready:
            continue
        try:
            block = os.read(descriptor, BLOCK)
        except BlockingIOError:
            continue
        if not block:
            return
        found += block
        if len(found) > LONGEST_STREAM:
            raise FileError(f"'{from_host(name)}' does not end: it gave more than {LONGEST_STREAM >> 20} MiB")
