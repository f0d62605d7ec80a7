"""Derivations: what `derivationStrict` makes, as text and as hashes. Nothing is built or written.

Invariant: a derivation that was registered is never changed, so its hash modulo its inputs can be kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from vm.errors import FormatError
from vm.store.store_paths import StorePaths, digest
from vm.text.printer import PLAIN_ESCAPES, escape


@dataclass(frozen=True, slots=True)
class Output:
    """One output: its path, and for a fixed one the kind (`r:sha256`) and the hash in hexadecimal."""

    path: str
    algorithm: str = ""
    hash: str = ""


@dataclass(slots=True)
class Derivation:
    """One derivation; texts are byte-per-character."""

    name: str
    outputs: dict[str, Output] = field(default_factory=dict)
    input_derivations: dict[str, set[str]] = field(default_factory=dict)
    input_sources: set[str] = field(default_factory=set)
    system: str = ""
    builder: str = ""
    arguments: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def is_fixed(self) -> bool:
        """Whether its content is known by a hash beforehand, so its inputs do not matter."""
        return len(self.outputs) == 1 and "out" in self.outputs and bool(self.outputs["out"].hash)

    def aterm(self, inputs: dict[str, set[str]] | None = None, masked: bool = False) -> bytes:
        """The text of the .drv file; with other names for inputs, and without output paths, for hashing."""
        outputs = ",".join(
            f"({','.join(map(quoted, (name, '' if masked else out.path, out.algorithm, out.hash)))})"
            for name, out in sorted(self.outputs.items())
        )
        named = self.input_derivations if inputs is None else inputs
        drvs = ",".join(
            [f"({quoted(path)},{quoted_list(sorted(wanted))})" for path, wanted in sorted(named.items())]
        )
        names = sorted(self.environment)
        values = ["" if masked and name in self.outputs else self.environment[name] for name in names]
        pairs = zip(all_quoted(names), all_quoted(values), strict=True)
        environment = ",".join([f"({name},{value})" for name, value in pairs])
        text = (
            f"Derive([{outputs}],[{drvs}],{quoted_list(sorted(self.input_sources))},{quoted(self.system)},"
            f"{quoted(self.builder)},{quoted_list(self.arguments)},[{environment}])"
        )
        return text.encode("latin-1")


def quoted(text: str) -> str:
    """As ATerm has it: only quotes, backslashes and line ends are escaped."""
    return f'"{escape(text, PLAIN_ESCAPES)}"'


def all_quoted(texts: list[str]) -> list[str]:
    """The same for many: they are escaped as one, since no string of Nix has a zero byte."""
    joined = escape("\0".join(texts), PLAIN_ESCAPES)
    quotes = f'"{joined}"'.replace("\0", '"\0"')
    return quotes.split("\0") if texts else []


def quoted_list(texts: list[str]) -> str:
    """`["a","b"]`, as ATerm has it."""
    return f"[{','.join(all_quoted(texts))}]"


class Registry:
    """The derivations of one run, by the path of their .drv file."""

    def __init__(self, paths: StorePaths, read: Callable[[str], Derivation]) -> None:
        self.paths = paths
        self.read = read
        """Finds a derivation that was not made in this run, or raises FormatError."""
        self.derivations: dict[str, Derivation] = {}
        """All that are known."""
        self.made: dict[str, Derivation] = {}
        """Those that were made in this run."""
        self.references: dict[str, set[str]] = {}
        """What the text files that were made in this run refer to."""
        self._modulo: dict[str, str | dict[str, str]] = {}

    def register(self, derivation: Derivation) -> str:
        """The path of its .drv file."""
        references = {*derivation.input_sources, *derivation.input_derivations}
        path = self.paths.text(derivation.name + ".drv", derivation.aterm(), references)
        self.derivations[path] = self.made[path] = derivation
        return path

    def modulo(self, derivation: Derivation, masked: bool) -> bytes:
        """The hash of a derivation in which every input is named by its own such hash."""
        inputs: dict[str, set[str]] = {}
        for path, outputs in derivation.input_derivations.items():
            known, there = self.modulo_of(path), self.find(path).outputs
            for output in outputs:
                if output not in there:
                    raise FormatError(f"the derivation '{path}' has no output '{output}'")
                key = known if isinstance(known, str) else known[output]
                inputs.setdefault(key, set()).add(output)
        return digest("sha256", derivation.aterm(inputs, masked))

    def modulo_of(self, path: str) -> str | dict[str, str]:
        """The hash of a registered derivation in hexadecimal; of a fixed one, by output. Not recursive."""
        pending, waiting = [path], set[str]()
        while pending:
            at = pending[-1]
            if at in self._modulo:
                pending.pop()
                continue
            derivation = self.find(at)
            missing = [each for each in derivation.input_derivations if each not in self._modulo]
            if missing and not derivation.is_fixed:
                if at in waiting:
                    raise FormatError(f"the derivation '{at}' depends on itself")
                waiting.add(at)
                pending.extend(missing)
                continue
            self._modulo[at] = self.own_modulo(derivation)
            pending.pop()
        return self._modulo[path]

    def own_modulo(self, derivation: Derivation) -> str | dict[str, str]:
        """One hash for all outputs, or, if it is fixed, a hash by output that ignores the inputs."""
        if derivation.is_fixed:
            output = derivation.outputs["out"]
            text = f"fixed:out:{output.algorithm}:{output.hash}:{output.path}"
            return {"out": digest("sha256", text.encode("latin-1")).hex()}
        return self.modulo(derivation, False).hex()

    def find(self, path: str) -> Derivation:
        """A derivation of this run or of the store; FormatError if it is in neither."""
        found = self.derivations.get(path)
        if found is None:
            found = self.derivations[path] = self.read(path)
        return found

    def closure(self, path: str) -> set[str]:
        """All store paths that a .drv file refers to, directly or not, itself included."""
        found, pending = {path}, [path]
        while pending:
            new = self.references_of(pending.pop()) - found
            found |= new
            pending.extend(new)
        return found

    def references_of(self, path: str) -> set[str]:
        """The store paths that this one names: of a derivation its inputs; empty if not known."""
        if not path.endswith(".drv"):
            return self.references.get(path, set())
        derivation = self.find(path)
        return derivation.input_sources.union(derivation.input_derivations)


def parse_aterm(text: str, name: str) -> Derivation:
    """The derivation in the text of a .drv file; FormatError if it is not one."""
    reader = AtermReader(text)
    reader.expect("Derive(")
    derivation = Derivation(name)
    for row in reader.rows(4):
        derivation.outputs[row[0]] = Output(row[1], row[2], row[3])
    reader.expect(",[")
    while not reader.take("]"):
        reader.take(",")
        reader.expect("(")
        path = reader.string()
        reader.expect(",")
        derivation.input_derivations[path] = set(reader.strings())
        reader.expect(")")
    reader.expect(",")
    derivation.input_sources = set(reader.strings())
    reader.expect(",")
    derivation.system = reader.string()
    reader.expect(",")
    derivation.builder = reader.string()
    reader.expect(",")
    derivation.arguments = reader.strings()
    reader.expect(",")
    derivation.environment = {row[0]: row[1] for row in reader.rows(2)}
    reader.expect(")")
    return derivation


class AtermReader:
    """A position in a .drv file."""

    UNESCAPED: ClassVar[dict[str, str]] = {"n": "\n", "r": "\r", "t": "\t"}

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def take(self, wanted: str) -> bool:
        """Whether `wanted` stands here; if it does, go past it."""
        if not self.text.startswith(wanted, self.at):
            return False
        self.at += len(wanted)
        return True

    def expect(self, wanted: str) -> None:
        """Go past `wanted`; FormatError, with the byte, if something else stands here."""
        if not self.take(wanted):
            raise FormatError(f"bad derivation: expected '{wanted}' at byte {self.at}")

    def string(self) -> str:
        """A quoted string, unescaped."""
        self.expect('"')
        pieces: list[str] = []
        while True:
            if self.at >= len(self.text):
                raise FormatError("bad derivation: a string does not end")
            char = self.text[self.at]
            self.at += 1
            if char == '"':
                return "".join(pieces)
            if char == "\\":
                char = self.text[self.at : self.at + 1]
                char = self.UNESCAPED.get(char, char)
                self.at += 1
            pieces.append(char)

    def strings(self) -> list[str]:
        """`["a","b"]`."""
        self.expect("[")
        found: list[str] = []
        while not self.take("]"):
            self.take(",")
            found.append(self.string())
        return found

    def rows(self, width: int) -> list[list[str]]:
        """`[("a","b"),...]` with `width` strings in each row."""
        self.expect("[")
        found: list[list[str]] = []
        while not self.take("]"):
            self.take(",")
            self.expect("(")
            row = [self.string()]
            for _ in range(width - 1):
                self.expect(",")
                row.append(self.string())
            self.expect(")")
            found.append(row)
        return found
