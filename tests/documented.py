"""How much of the code is documented: the public functions whose words say what types cannot.

A function counts as documented if it has a docstring, if its words stand in its declaration (`lesson=...` of
a builtin or an opcode, the description of a command), or if it overrides a method of this project that has
them. What Textual calls by name (`on_key`, `compose`, ...) is no public function. The table names what lacks
words, the files that lack most first:

    python -m tests.documented [LINES]
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("vm", "compiler", "debugger")
DECLARING = frozenset({"builtin", "opcode", "command"})
"""Decorators that take the words of what they declare."""
CALLED_BY_TEXTUAL = ("on_", "watch_", "action_", "compose", "render", "get_content_", "key_")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Public:
    """A public function or method."""

    path: str
    name: str
    is_documented: bool


def public_functions() -> list[Public]:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sources()}
    bases = dict(base_classes(trees.values()))
    told = {
        (kind, each.name)
        for tree in trees.values()
        for kind, each in functions(tree)
        if kind and ast.get_docstring(each)
    }
    return [
        Public(
            str(path.relative_to(ROOT)),
            f"{kind}.{each.name}" if kind else each.name,
            bool(ast.get_docstring(each))
            or declares(each)
            or any((base, each.name) in told for base in ancestors(kind, bases)),
        )
        for path, tree in trees.items()
        for kind, each in functions(tree)
        if not each.name.startswith("_") and not each.name.startswith(CALLED_BY_TEXTUAL)
    ]


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted(ROOT.joinpath(package).rglob("*.py"))


def functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """(the class or "", the function) for those of a module and of its public classes."""
    for node in tree.body:
        if isinstance(node, Function):
            yield "", node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from ((node.name, each) for each in node.body if isinstance(each, Function))


def base_classes(trees: object) -> Iterator[tuple[str, list[str]]]:
    for tree in trees:  # type: ignore[attr-defined]
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                yield node.name, [base.id for base in node.bases if isinstance(base, ast.Name)]


def ancestors(kind: str, bases: dict[str, list[str]]) -> Iterator[str]:
    seen: set[str] = set()
    waiting = list(bases.get(kind, ()))
    while waiting:
        base = waiting.pop()
        if base not in seen:
            seen.add(base)
            yield base
            waiting += bases.get(base, ())


def declares(function: Function) -> bool:
    return any(
        isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id in DECLARING
        for each in function.decorator_list
    )


def share(found: list[Public]) -> float:
    """The part that is documented, from 0 to 1."""
    return sum(each.is_documented for each in found) / len(found)


def main(lines: int) -> None:
    found = public_functions()
    print(f"{share(found):.1%} of {len(found)} public functions are documented")
    missing: dict[str, list[str]] = {}
    for each in found:
        if not each.is_documented:
            missing.setdefault(each.path, []).append(each.name)
    for path, names in sorted(missing.items(), key=lambda item: -len(item[1]))[:lines]:
        print(f"{len(names):4} {path}: {', '.join(names)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
