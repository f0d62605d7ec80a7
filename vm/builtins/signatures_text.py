"""Writes `vm/builtins/signatures.py`, where nothing is compiled:
`NIXSTEP_NATIVE=0 python -m vm.builtins.signatures_text > vm/builtins/signatures.py`.

Compiled bodies do not tell their parameters. A test compares the file with what is written here.
"""

from __future__ import annotations

from vm.builtins.registry import declared, signature_of

COMPILED = ("lists", "sets", "strings")
"""The families whose bodies are compiled where anything is, see `native/modules.py`."""

HEAD = '''"""What the compiled builtins take. Written by vm.builtins.signatures_text: do not edit."""

from __future__ import annotations

SIGNATURES: dict[str, tuple[tuple[str, ...], tuple[str, ...], bool]] = {
'''


def signatures_text() -> str:
    """The whole file."""
    lines = []
    for name, each in sorted(declared().items()):
        if each.function.__module__.rpartition(".")[2] in COMPILED:
            parameters, arrivals, is_generator = signature_of(name, each.function)
            lines.append(f"    {quoted(name)}: ({listed(parameters)}, {listed(arrivals)}, {is_generator}),\n")
    return f"{HEAD}{''.join(lines)}}}\n"


def listed(names: tuple[str, ...]) -> str:
    """A tuple as the formatter would have it."""
    return f"({', '.join(map(quoted, names))}{',' if len(names) == 1 else ''})"


def quoted(name: str) -> str:
    return f'"{name}"'


if __name__ == "__main__":
    print(signatures_text(), end="")  # noqa: T201
