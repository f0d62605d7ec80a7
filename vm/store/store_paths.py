"""Store paths: how names and contents become `/nix/store/<hash>-<name>`. Computed only, nothing is written.

Hashes are bytes, paths byte-per-character text. A store path's hash is 160 bits, folded from SHA-256.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vm.errors import FormatError
from vm.pulse import PULSE

if TYPE_CHECKING:
    from _hashlib import HASH

BASE32 = "0123456789abcdfghijklmnpqrsvwxyz"
BASE32_VALUE = {char: value for value, char in enumerate(BASE32)}
NOT_BASE64 = re.compile(r"[^0-9A-Za-z+/]")
NAME = re.compile(r"[0-9A-Za-z+\-._?=]+\Z")
LONGEST_NAME = 211
PATH_NAME = re.compile(rf"[{BASE32}]{{32}}-[0-9A-Za-z+\-._?=]{{1,{LONGEST_NAME}}}\Z")

SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}
"""Bytes of each kind of hash."""


def known_algorithm(name: str) -> str:
    """The name of a kind of hash; FormatError if there is none of that name."""
    if name not in SIZES:
        raise FormatError(f"unknown hash algorithm '{name}', expect {', '.join(SIZES)}")
    return str(name)


BLOCK = 1 << 24
"""Bytes that are hashed at a time."""


def new_hash(algorithm: str, data: bytes = b"") -> HASH:
    """A hash of some data that takes more. Many programs need none, so nothing is loaded for it before."""
    import hashlib

    return hashlib.new(algorithm, data, usedforsecurity=False)


def digest(algorithm: str, data: bytes) -> bytes:
    """The hash of the data, which asks the limits between blocks."""
    state = new_hash(algorithm, data[:BLOCK])
    view = memoryview(data)
    for start in range(BLOCK, len(data), BLOCK):
        PULSE.ask()
        state.update(view[start : start + BLOCK])
    return state.digest()


def text_digest(algorithm: str, text: str) -> bytes:
    """The same for byte-per-character text, of which no copy is made."""
    state = new_hash(algorithm)
    for start in range(0, len(text), BLOCK):
        PULSE.ask()
        state.update(text[start : start + BLOCK].encode("latin-1"))
    return state.digest()


def to_base32(data: bytes) -> str:
    """Nix's base 32: an alphabet without e, o, u and t; the least significant bits come last."""
    number = int.from_bytes(data, "little")
    length = (len(data) * 8 - 1) // 5 + 1
    return "".join(BASE32[number >> (5 * index) & 31] for index in reversed(range(length)))


def from_base32(text: str, size: int) -> bytes:
    """FormatError for a wrong character or superfluous bits."""
    number = 0
    for char in text:
        value = BASE32_VALUE.get(char)
        if value is None:
            raise FormatError(f"invalid character '{char}' in the base 32 hash '{text}'")
        number = number << 5 | value
    if number >> (8 * size):
        raise FormatError(f"invalid base 32 hash '{text}'")
    return number.to_bytes(size, "little")


def from_base64(text: str) -> bytes:
    """As C++ Nix: the first `=` ends it whatever follows, newlines are skipped, and bits that fill no byte
    are dropped. FormatError for another character."""
    digits = text.partition("=")[0].replace("\n", "")
    wrong = NOT_BASE64.search(digits)
    if wrong is not None:
        raise FormatError(f"invalid character '{wrong[0]}' in the base 64 hash '{text}'")
    whole = len(digits) * 6 // 8
    # Ones without a meaning make the length one that Python takes.
    return base64.b64decode(digits + "A" * (-len(digits) % 4))[:whole]


def folded(data: bytes, size: int = 20) -> bytes:
    """`size` bytes into which all of `data` is combined by exclusive or."""
    result = bytearray(size)
    for index, byte in enumerate(data):
        result[index % size] ^= byte
    return bytes(result)


@dataclass(frozen=True, slots=True)
class Hash:
    """A hash of a known kind."""

    algorithm: str
    data: bytes

    @property
    def hex(self) -> str:
        return self.data.hex()

    @property
    def prefixed(self) -> str:
        """`sha256:<hexadecimal>`."""
        return f"{self.algorithm}:{self.hex}"

    def formatted(self, form: str) -> str:
        """As `base16`, `nix32` (also `base32`), `base64` or `sri`."""
        if form == "base16":
            return self.hex
        if form in ("nix32", "base32"):
            return to_base32(self.data)
        text = base64.b64encode(self.data).decode("ascii")
        return f"{self.algorithm}-{text}" if form == "sri" else text


def parse_hash(text: str, algorithm: str | None) -> Hash:
    """A hash in any form: `sha256-<base 64>`, `sha256:<any>`, or bare with the algorithm known."""
    rest, is_sri = text, False
    for separator in (":", "-"):
        head, found, tail = text.partition(separator)
        if found and head in SIZES:
            if algorithm is not None and head != algorithm:
                raise FormatError(f"hash '{text}' should have type '{algorithm}'")
            algorithm, rest, is_sri = head, tail, separator == "-"
            break
    if algorithm is None:
        raise FormatError(f"hash '{text}' does not include a type, nor is it known otherwise")
    known_algorithm(algorithm)
    return Hash(algorithm, hash_bytes(rest, algorithm, is_sri))


def hash_bytes(rest: str, algorithm: str, is_sri: bool) -> bytes:
    """The bytes of a hash without its kind, told by length to be base 16, Nix's base 32 or base 64."""
    size = SIZES[algorithm]
    if not is_sri and len(rest) == size * 2:
        try:
            return bytes.fromhex(rest)
        except ValueError:
            raise FormatError(f"invalid base 16 hash '{rest}'") from None
    if not is_sri and len(rest) == (size * 8 - 1) // 5 + 1:
        return from_base32(rest, size)
    if is_sri or len(rest) == (size + 2) // 3 * 4:
        data = from_base64(rest)
        if len(data) != size:
            raise FormatError(f"invalid base 64 hash '{rest}'")
        return data
    raise FormatError(f"hash '{rest}' has wrong length for hash type '{algorithm}'")


class StorePaths:
    """Makes the paths of one store directory."""

    def __init__(self, directory: str = "/nix/store") -> None:
        self.directory = directory

    def make(self, kind: str, content: str, name: str) -> str:
        """The path for `kind` (`source`, `text:...`, `output:out`) and `content` (`sha256:<hex>`)."""
        check_name(name)
        text = f"{kind}:{content}:{self.directory}:{name}"
        return f"{self.directory}/{to_base32(folded(digest('sha256', text.encode('latin-1'))))}-{name}"

    def output(self, output: str, modulo: bytes, name: str) -> str:
        """Where a derivation's output goes."""
        full = name if output == "out" else f"{name}-{output}"
        return self.make(f"output:{output}", f"sha256:{modulo.hex()}", full)

    def fixed(self, content: Hash, recursive: bool, name: str) -> str:
        """Where content of a known hash goes; `recursive` hashes are of the NAR."""
        if recursive and content.algorithm == "sha256":
            return self.make("source", content.prefixed, name)
        text = f"fixed:out:{'r:' if recursive else ''}{content.prefixed}:"
        return self.make("output:out", f"sha256:{digest('sha256', text.encode('ascii')).hex()}", name)

    def text(self, name: str, data: bytes, references: Iterable[str]) -> str:
        """Where a text file with references goes: derivations, and what `toFile` makes."""
        kind = ":".join(("text", *sorted(references)))
        return self.make(kind, f"sha256:{digest('sha256', data).hex()}", name)

    def contains(self, path: str) -> bool:
        """Whether it lies below the store directory; it need not be a valid store path."""
        return path.startswith(self.directory + "/")

    def is_path(self, path: str) -> bool:
        """Whether it has the form of a path directly in the store: a hash and a name."""
        name = path.removeprefix(self.directory + "/")
        return name != path and bool(PATH_NAME.match(name))

    def top(self, path: str) -> str:
        """The store path that `path` lies in."""
        rest = path.removeprefix(self.directory + "/")
        return f"{self.directory}/{rest.partition('/')[0]}"


def check_name(name: str) -> None:
    """FormatError for what cannot be the name of a store path."""
    if not name:
        raise FormatError("a store path's name must not be empty")
    if len(name) > LONGEST_NAME:
        raise FormatError(f"the store path name '{name}' is longer than {LONGEST_NAME} characters")
    if name.partition("-")[0] in (".", ".."):
        raise FormatError(f"the store path name '{name}' must not begin with '{name.partition('-')[0]}'")
    if not NAME.match(name):
        raise FormatError(f"the store path name '{name}' contains forbidden characters")
