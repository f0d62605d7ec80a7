"""NAR: the archive form of a file tree whose hash names it in the store. Read from the host, never written.

The walk keeps its own stack, so a tree may be as deep as it likes; file contents pass through in blocks.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator

from vm.errors import FileError
from vm.pulse import PULSE
from vm.store.reading import blocks
from vm.store.store_paths import new_hash

Keep = Callable[[bytes], bool]


def framed(data: bytes) -> bytes:
    """A length, the bytes, and zeros up to a multiple of eight."""
    return len(data).to_bytes(8, "little") + data + b"\0" * (-len(data) % 8)


def framed_all(*texts: bytes) -> bytes:
    """Several texts, each with its length before it and padding to 8 bytes."""
    return b"".join(map(framed, texts))


def archive(root: bytes, keep: Keep | None = None) -> Iterator[bytes]:
    """The archive of a file, link or directory, in pieces; `keep` leaves out entries by full path."""
    yield framed(b"nix-archive-1")
    # What is left to do: a path to write, or bytes to emit.
    work: list[tuple[bytes, bool]] = [(root, True)]
    while work:
        item, is_path = work.pop()
        if not is_path:
            yield item
            continue
        PULSE.ask()
        mode = os.lstat(item).st_mode
        if stat.S_ISDIR(mode):
            yield framed_all(b"(", b"type", b"directory")
            work.append((framed(b")"), False))
            for name in sorted(os.listdir(item), reverse=True):
                path = item + b"/" + name
                if keep is None or keep(path):
                    work.append((framed_all(b")"), False))
                    work.append((path, True))
                    work.append((framed_all(b"entry", b"(", b"name", name, b"node"), False))
        elif stat.S_ISREG(mode):
            yield framed_all(b"(", b"type", b"regular")
            if mode & stat.S_IXUSR:
                yield framed_all(b"executable", b"")
            yield from contents(item)
            yield framed(b")")
        elif stat.S_ISLNK(mode):
            yield framed_all(b"(", b"type", b"symlink", b"target", os.readlink(item), b")")
        else:
            raise FileError(f"file '{item.decode('latin-1')}' has an unsupported type")


def contents(path: bytes) -> Iterator[bytes]:
    """A file's bytes as the archive has them; FileError if its length changes while it is read."""
    size = left = os.stat(path).st_size
    yield framed(b"contents")
    yield size.to_bytes(8, "little")
    for block in blocks(path):
        left -= len(block)
        if left < 0:
            break
        yield block
    if left:
        raise FileError(f"file '{path.decode('latin-1')}' changed its length while it was read")
    yield b"\0" * (-size % 8)


def text_hash(text: bytes) -> bytes:
    """The SHA-256 of the archive of a file that has these contents."""
    inside = framed_all(b"(", b"type", b"regular", b"contents", text, b")")
    return new_hash("sha256", framed(b"nix-archive-1") + inside).digest()


def archive_hash(root: bytes, keep: Keep | None = None, algorithm: str = "sha256") -> bytes:
    """The hash of a tree's archive."""
    state = new_hash(algorithm)
    for piece in archive(root, keep):
        state.update(piece)
    return state.digest()
