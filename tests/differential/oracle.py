"""C++ Nix as the oracle: what it prints for many expressions, quickly.

A batch is one `nix repl` whose input imports one file per expression, forces the value deeply and prints it
with `trace`, which uses the same printer as `nix-instantiate --eval --strict`. The repl goes on after an
error, and its JSON log neither filters escape characters nor splits lines. What a batch cannot answer
exactly (crashes, hangs, bytes that are not UTF-8, input that ends too early) is asked again with a `nix-
instantiate` of its own.

What evaluation puts into the store goes to one below a temporary directory, so it can be read back as it
can with us; the paths are those of `/nix/store` all the same.

One thing depends on the batch: where several attributes of a set fail, Nix reports the one whose name it
met first in its symbol table, and a repl has met the names of earlier expressions. Compare such errors only
as errors. (For the same reason a failed assertion may print its bindings in another order.)
"""

from __future__ import annotations

import json
import os
import re
import secrets
import selectors
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BATCH = 1_000
"""Expressions per repl: enough to hide its start-up, few enough to keep its heap small."""

TIMEOUT = 10.0
"""Seconds one expression may take."""

HEAP = str(4 << 30)
"""Bytes that one Nix may take."""

TIMED_OUT = "error: the oracle timed out"
CRASHED = "error: the oracle crashed"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
JSON_PREFIX = b"@nix "
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the oracle said: a strictly printed value, or the first line of an error.

    Bytes that are not UTF-8 are lone surrogates, as with `errors="surrogateescape"`.
    """

    ok: bool
    text: str
    traces: tuple[str, ...] = ()
    """What `trace` printed, if it has a value."""


def available() -> bool:
    """Whether the oracle is installed."""
    return shutil.which("nix") is not None and shutil.which("nix-instantiate") is not None


def evaluate_bulk(
    expressions: Sequence[str], *, timeout: float = TIMEOUT, batch: int = BATCH
) -> list[Outcome]:
    """The outcome of each expression, in order. `timeout` is in seconds and per expression."""
    starts = range(0, len(expressions), batch)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        parts = pool.map(lambda start: _Batch(expressions[start : start + batch], timeout).run(), starts)
        return [outcome for part in parts for outcome in part]


def evaluate_one(expression: str, *, timeout: float = TIMEOUT) -> Outcome:
    """The outcome of one expression in a `nix-instantiate` of its own: slow, and right by definition."""
    with tempfile.TemporaryDirectory(prefix="nixstep-oracle-") as name:
        folder = Path(name)
        _write(folder, 0, expression)
        return _instantiate(folder, 0, timeout)


class _Batch:
    """Expressions that share repls: a new one is started after the expression that killed the last."""

    def __init__(self, expressions: Sequence[str], timeout: float) -> None:
        self.expressions = expressions
        self.timeout = timeout
        self.nonce = secrets.token_hex(4)
        self.answers: list[Outcome] = []

    def run(self) -> list[Outcome]:
        with tempfile.TemporaryDirectory(prefix="nixstep-oracle-") as name:
            folder = Path(name)
            for index, expression in enumerate(self.expressions):
                _write(folder, index, expression)
            while len(self.answers) < len(self.expressions):
                self._one_repl(folder)
        return self.answers

    def _one_repl(self, folder: Path) -> None:
        """Take answers from one repl until it is done, dies or hangs; a culprit is answered by itself."""
        script = folder / "script"
        first = len(self.answers)
        ends = (f"p {n}\n){self._end(n)}\n" for n in range(first, len(self.expressions)))
        script.write_text(self._printer(folder) + "".join(ends))
        block: list[str] = []
        for message in _messages(folder, script, self.timeout):
            if "| )" + self._end(len(self.answers)) in message:
                self._answer(folder, [*block, message])
                block = []
            else:
                block.append(message)
        if len(self.answers) < len(self.expressions):
            self.answers.append(_instantiate(folder, len(self.answers), self.timeout))

    def _end(self, index: int) -> str:
        """A comment behind a lone parenthesis: the error about it, which quotes it, ends an answer.

        The parenthesis also ends what the repl takes for unfinished input.
        """
        return f"#{self.nonce} {index}."

    def _printer(self, folder: Path) -> str:
        """Define `p`, which prints a value. The repl reads byte by byte, so short lines are fast."""
        printed = f'builtins.trace "{self.nonce}" (builtins.trace [ v ] null)'
        value = f'import (builtins.toPath "{folder}/${{toString n}}.nix")'
        return f"p = n: let v = {value}; in builtins.deepSeq v ({printed})\n"

    def _answer(self, folder: Path, block: Sequence[str]) -> None:
        index = len(self.answers)
        outcome = self._read(_file(folder, index), block)
        self.answers.append(outcome or _instantiate(folder, index, self.timeout))

    def _read(self, file: Path, block: Sequence[str]) -> Outcome | None:
        """The outcome that the messages about one expression tell; None if they do not tell it exactly."""
        marker = f"trace: {self.nonce}"
        if any(REPLACEMENT in message for message in block):
            return None
        if marker in block:
            end = block.index(marker)
            shown = block[end + 1].removeprefix("trace: [ ").removesuffix(" ]")
            return Outcome(True, _moved(shown, file), _traces(block[:end]))
        errors = [plain for plain in map(_without_colours, block) if plain.startswith("error:")]
        if len(errors) == 1:  # unfinished input: only the lone parenthesis was complained about
            return None
        return Outcome(False, _first_line(errors[0], file))


def _traces(messages: Sequence[str]) -> tuple[str, ...]:
    return tuple(line.removeprefix("trace: ") for line in messages if line.startswith("trace: "))


def _messages(folder: Path, script: Path, timeout: float) -> Iterator[str]:
    """The log messages of a repl that reads `script`, until it ends or says nothing for `timeout` seconds."""
    with script.open("rb") as commands:
        process = subprocess.Popen(
            ["nix", "repl", "--log-format", "internal-json", *_store(folder)],
            stdin=commands,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(folder),
            cwd=folder,
            start_new_session=True,
        )
    with _killed_at_the_end(process):
        for line in _lines(process, timeout):
            if line.startswith(JSON_PREFIX):
                yield str(json.loads(line[len(JSON_PREFIX) :]).get("msg", ""))


def _lines(process: subprocess.Popen[bytes], timeout: float) -> Iterator[bytes]:
    """Whole lines of stderr as they come; ends early when none comes in time (a hung Nix ignores SIGTERM)."""
    assert process.stderr is not None
    rest = b""
    deadline = time.monotonic() + timeout
    with selectors.DefaultSelector() as selector:
        selector.register(process.stderr, selectors.EVENT_READ)
        while selector.select(max(0.0, deadline - time.monotonic())):
            chunk = os.read(process.stderr.fileno(), 1 << 16)
            if not chunk:
                return
            *lines, rest = (rest + chunk).split(b"\n")
            if lines:
                deadline = time.monotonic() + timeout
            yield from lines


@contextmanager
def _killed_at_the_end(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


def _instantiate(folder: Path, index: int, timeout: float) -> Outcome:
    file = _file(folder, index)
    command = ["nix-instantiate", "--eval", "--strict", "--read-write-mode", *_store(folder), str(file)]
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, env=_environment(folder), cwd=folder, timeout=timeout
        )
    except subprocess.TimeoutExpired:  # subprocess.run has killed it with SIGKILL
        return Outcome(False, TIMED_OUT)
    if done.returncode == 0:
        traces = _traces(_decode(done.stderr).splitlines())
        return Outcome(True, _moved(_decode(done.stdout).removesuffix("\n"), file), traces)
    if done.returncode < 0:
        return Outcome(False, CRASHED)
    return Outcome(False, _error_in(_without_colours(_decode(done.stderr)), file))


def _error_in(stderr: str, file: Path) -> str:
    """The error's first line; Nix prints none at all for an empty message."""
    starts = [line for line in stderr.split("\n") if line.startswith("error:")]
    return _first_line(starts[-1], file) if starts else "error:"


def _first_line(message: str, file: Path) -> str:
    """An error's first line, without the place of our temporary file."""
    return message.split("\n", 1)[0].rstrip().replace(str(file), "(string)")


def _moved(shown: str, file: Path) -> str:
    """A printed value in which relative paths start from where ours do."""
    return shown.replace(str(file.parent), tempfile.gettempdir())


def _store(folder: Path) -> list[str]:
    """Options for a store of its own, and for never asking the network."""
    return ["--store", str(folder / "store"), "--option", "substitute", "false"]


def _environment(folder: Path) -> Mapping[str, str]:
    """Ours, with an empty search path, a limited heap, and the repl's history kept out of the user's home."""
    own = {"NIX_PATH": "", "XDG_DATA_HOME": str(folder), "NO_COLOR": "1", "GC_MAXIMUM_HEAP_SIZE": HEAP}
    return {**os.environ, **own}


def _file(folder: Path, index: int) -> Path:
    return folder / f"{index}.nix"


def _write(folder: Path, index: int, expression: str) -> None:
    _file(folder, index).write_bytes(expression.encode("utf-8", "surrogateescape"))


def _decode(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


def _without_colours(message: str) -> str:
    return COLOURS.sub("", message)
