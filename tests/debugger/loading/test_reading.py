"""Only regular files are read, and nothing is waited for."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from tests.debugger.in_process import CommandLine
from vm.errors import FileError, LimitExceeded
from vm.pulse import PULSE
from vm.store.reading import blocks, is_stream, open_stream, read_regular, read_stream

READERS = [
    "builtins.readFile {}",
    "import {}",
    "builtins.scopedImport {{ }} {}",
    'builtins.hashFile "md5" {}',
    "builtins.path {{ path = {}; }}",
    "builtins.path {{ path = {}; recursive = false; }}",
    "builtins.filterSource (path: type: true) {}",
    'builtins.fetchTarball "file://{}"',
    'builtins.fetchurl "file://{}"',
    '"${{{}}}"',
]
"""Every way in which a program reads a file."""


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    return path


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("what", ["fifo", "/dev/zero"])
def test_what_is_no_file_is_refused_by_name(reader: str, what: str, fifo: Path, nixstep: CommandLine) -> None:
    path = str(fifo) if what == "fifo" else what
    found = nixstep("eval", "-E", reader.format(path))
    assert found.code == 1
    assert f"'{path}' " in found.err.splitlines()[0]
    assert "[E020]" in found.err.splitlines()[0]


def test_a_link_to_such_a_thing_is_refused_too(fifo: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(fifo)
    with pytest.raises(FileError, match=r"link' is a pipe \(FIFO\), and only regular files can be read"):
        read_regular(str(tmp_path / "link"))


def test_a_socket_is_refused(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        with pytest.raises(FileError, match="is a socket"):
            read_regular(str(tmp_path / "socket"))


def test_a_tree_with_a_pipe_in_it_is_refused(fifo: Path, nixstep: CommandLine) -> None:
    found = nixstep("eval", "-E", f"builtins.path {{ path = {fifo.parent}; name = ''x''; }}")
    assert f"file '{fifo}' has an unsupported type [E020]" in found.err


def test_the_null_device_is_an_empty_file_as_in_nix(nixstep: CommandLine) -> None:
    assert nixstep("eval", "-E", "builtins.readFile /dev/null").value == '""'
    assert nixstep("eval", "-E", 'builtins.hashFile "md5" /dev/null').value == (
        '"d41d8cd98f00b204e9800998ecf8427e"'
    )
    assert "unexpected end of file" in nixstep("eval", "/dev/null").err


def test_a_file_that_would_be_waited_for_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def nothing_yet(descriptor: int, size: int) -> bytes:
        raise BlockingIOError

    (tmp_path / "kmsg").write_text("")
    monkeypatch.setattr(os, "read", nothing_yet)
    with pytest.raises(FileError, match="has no end"):
        list(blocks(str(tmp_path / "kmsg")))


def test_a_file_larger_than_memory_is_refused_before_it_is_read(nixstep: CommandLine) -> None:
    path = nixstep.file("sparse", "")
    os.truncate(path, 1 << 40)
    found = nixstep("eval", "--max-memory", "8000", "-E", f"builtins.readFile {path}")
    assert "a result of 2,199,023,255,552 bytes would need more than 8000 MiB" in found.err


def test_reading_asks_the_pulse(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Strict:
        def ask(self) -> None:
            raise LimitExceeded("over")

        def find_room(self, size: int) -> int:
            return 0

    (tmp_path / "a").write_text("a")
    monkeypatch.setattr(PULSE, "judge", Strict())
    with pytest.raises(LimitExceeded):
        read_regular(str(tmp_path / "a"))


# Streams: what the person names as the program.


def test_a_pipe_is_a_stream_and_a_file_is_none(fifo: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert is_stream(str(fifo))
    assert not any(map(is_stream, (str(tmp_path), str(tmp_path / "file"), "nowhere", "a\0b", os.devnull)))


def test_a_program_can_come_from_a_pipe_that_is_named(fifo: Path, nixstep: CommandLine) -> None:
    writer = threading.Thread(target=lambda: fifo.write_text("1 + 2"))
    writer.start()
    try:
        assert nixstep("eval", str(fifo)).value == "3"
    finally:
        writer.join()


def test_a_pipe_that_nobody_writes_to_is_waited_for_within_the_limits(
    fifo: Path, nixstep: CommandLine
) -> None:
    found = nixstep("eval", "--timeout", "0.2", str(fifo))
    assert found.code == 1
    assert found.err == (
        "error: more than 0.2 seconds (see --timeout) [E030]\n"
        f"  note: 0 bytes of '{fifo}' were read, which had not ended\n"
    )


def test_a_stream_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vm.store.reading.LONGEST_STREAM", 1 << 22)
    descriptor = open_stream("/dev/zero")
    with pytest.raises(FileError, match="'/dev/zero' does not end"):
        read_stream(descriptor, "/dev/zero")
    os.close(descriptor)
