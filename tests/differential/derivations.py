"""Random derivations that are valid, with everything that takes part in a store path.

A program is a chain of derivations in which later ones refer to earlier ones in every way there is. Its
value is the list of all store paths: of each derivation, and of each of its outputs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.differential.store_templates import hashes
from tests.differential.tree import TREE, plant

T = TypeVar("T")

NAMES = ("n", "a-1.0", "x_y+z?=.q", ".dot", "l" * 200, "hello-2.12.1", "0", "A")
SYSTEMS = ("x86_64-linux", "aarch64-darwin", "s", "builtin")
OUTPUTS = (("out",), ("out", "dev"), ("lib", "out", "doc"), ("a", "b", "c"), ("bin",), ("dev", "out"))
VARIABLES = (
    "A", "b", "NAME_2", "PATH", "a-b", "_x", "src", "buildInputs", "preferLocalBuild", "out", "z z", "é",
)  # fmt: skip
PLAIN = (
    '"text"', '""', "1", "(-7)", "true", "false", "null", "1.5", "[ ]", '[ "a" [ 1 null ] true ]', '"ä€"',
    "''two\\n  lines''", '"tab\\t, quote \\", backslash \\\\, return \\r, line \\n"', '"$out $${x}"',
    '{ outPath = "/o"; }', '{ __toString = self: "made"; }', '"${placeholder "out"}"', 'placeholder "dev"',
)  # fmt: skip
NESTED = (
    "{ }", "[ ]", "{ a = 1; b.c = [ null 2.5 ]; }", "[ { x = true; } [ ] ]", "1.0e20", "(-0.0)", "null",
    '{ "a b" = "q\\"\\n"; "ä" = "ä"; }', '[ "x" 1 ]', "9007199254740993", "{ outPath = 3; }",
)  # fmt: skip
PLACES = ("", "/a.txt", "/sub", "/link", "/run.sh", "/sub/deep", "/empty", "/bytes")
DIRECTORIES = ("", "/sub", "/sub/deep")
FILTERS = (
    "(_: _: true)", "(_: _: false)", '(_: kind: kind == "regular")', '(_: kind: kind != "symlink")',
    '(path: _: baseNameOf path != "sub")',
    '(path: kind: kind == "directory" || builtins.match ".*[.]txt" path != null)',
)  # fmt: skip
FIXED = hashes()


def bracketed(elements: Sequence[str]) -> str:
    return f"[ {' '.join(elements)} ]"


class Writer:
    """Writes one program; `known` are the outputs of the derivations so far, by the variable they are in."""

    def __init__(self, source: random.Random) -> None:
        self.random = source
        self.known: dict[str, Sequence[str]] = {}

    def program(self) -> str:
        bindings = ""
        for index in range(self.random.randint(1, 4)):
            text, outputs = self.derivation()
            bindings += f"d{index} = {text}; "
            self.known[f"d{index}"] = outputs
        paths = "d: [ d.drvPath ] ++ map (each: each.outPath) d.all"
        return f"let {bindings}in builtins.concatMap ({paths}) {bracketed(list(self.known))}"

    def derivation(self) -> tuple[str, Sequence[str]]:
        """The source of a derivation, and its outputs."""
        attributes = {
            "name": f'"{self.one_of(NAMES)}"',
            "system": self.one_of((f'"{self.one_of(SYSTEMS)}"', "builtins.currentSystem")),
            "builder": self.one_of(('"/bin/sh"', '"b"', *self.texts())),
        }
        outputs = self.outputs_into(attributes)
        structured = self.chance(0.25)
        if structured:
            attributes["__structuredAttrs"] = "true"
        for name in self.random.sample(VARIABLES, self.random.randint(0, 5)):
            plain = NESTED if structured else PLAIN
            attributes[f'"{name}"'] = self.one_of((*plain, *self.texts(), f"{TREE}{self.one_of(PLACES)}"))
        self.extras_into(attributes, structured)
        body = " ".join(f"{name} = {value};" for name, value in attributes.items())
        return f"derivation {{ {body} }}", outputs

    def outputs_into(self, attributes: dict[str, str]) -> Sequence[str]:
        """Perhaps several outputs, or else perhaps a fixed one."""
        if self.chance(0.3):
            algorithm, text = self.one_of(FIXED)
            attributes["outputHash"] = f'"{text}"'
            attributes["outputHashAlgo"] = f'"{algorithm}"'
            if self.chance(0.7):
                attributes["outputHashMode"] = self.one_of(('"flat"', '"recursive"'))
            return OUTPUTS[0]
        outputs = self.one_of(OUTPUTS)
        if outputs != OUTPUTS[0] or self.chance(0.2):
            attributes["outputs"] = bracketed([f'"{each}"' for each in outputs])
        return outputs

    def extras_into(self, attributes: dict[str, str], structured: bool) -> None:
        """What a derivation may say besides."""
        extras: tuple[Callable[[], tuple[str, str]], ...] = (
            lambda: ("args", bracketed([f"({self.one_of((*PLAIN, *self.texts()))})" for _ in range(3)])),
            lambda: ("passAsFile", '[ "src" "A" ]'),
            lambda: ("__ignoreNulls", self.one_of(("true", "false"))),
            lambda: ("nothing", "null"),
            lambda: ("allowedReferences", '[ "out" ]'),
            lambda: ("exportReferencesGraph", f'[ "g" {self.text()} ]'),
            lambda: ("nativeBuildInputs", bracketed([*self.known, self.text()])),
            lambda: ("inputs", f"map toString {bracketed(list(self.known))}"),
        )
        for extra in self.random.sample(extras, self.random.randint(0, 3)):
            name, value = extra()
            attributes[name] = value
        if structured:
            attributes.pop("__ignoreNulls", None)

    def text(self) -> str:
        return f"({self.one_of(self.texts())})"

    def texts(self) -> tuple[str, ...]:
        """Strings that refer to the store."""
        place, directory, keep = self.one_of(PLACES), self.one_of(DIRECTORIES), self.one_of(FILTERS)
        name = self.one_of(("p", "source", "x-1"))
        found = [
            f'"${{{TREE}{place}}}"',
            f'"<${{{TREE}{place}}}/inside>"',
            f'builtins.toFile "{name}" "text"',
            f'builtins.toFile "{name}" "refers to ${{{TREE}/a.txt}} and ${{builtins.toFile "r" "s"}}"',
            f"builtins.filterSource {keep} {TREE}{directory}",
            f'builtins.path {{ path = {TREE}{directory}; name = "{name}"; filter = {keep}; }}',
            f"builtins.path {{ path = {TREE}/a.txt; recursive = {self.one_of(('true', 'false'))}; }}",
        ]
        if self.known:
            found += self.references()
        return tuple(found)

    def references(self) -> list[str]:
        """The ways to refer to one of the derivations that are known."""
        variable = self.one_of(tuple(self.known))
        output = self.one_of(self.known[variable])
        return [
            f'"${{{variable}}}/bin"',
            f'"${{{variable}.{output}}}"',
            f'"${{{variable}.{output}}}:${{{variable}}}"',
            f"{variable}.drvPath",
            f"{variable}.{output}.outPath + {variable}.drvPath",
            f"builtins.unsafeDiscardOutputDependency {variable}.drvPath",
            f"builtins.unsafeDiscardStringContext {variable}.{output}.outPath",
            f"builtins.addErrorContext \"c\" (toString {variable})",
            f"builtins.head (builtins.split \"xyz\" {variable}.outPath)",
            f"builtins.appendContext \"c\" (builtins.getContext {variable}.{output}.outPath)",
            f"builtins.substring 0 20 \"${{{variable}}}\"",
        ]  # fmt: skip

    def one_of(self, choices: Sequence[T]) -> T:
        return self.random.choice(choices)

    def chance(self, of: float) -> bool:
        return self.random.random() < of


def programs(seed: int, count: int) -> list[str]:
    """`count` distinct programs, one line each; the same ones for the same seed."""
    plant()
    source = random.Random(seed)
    distinct: dict[str, None] = {}
    while len(distinct) < count:
        distinct[Writer(source).program()] = None
    return list(distinct)
