"""The house: no circles but the machine's own, no crowded rooms, and documents that name what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("vm", "compiler", "debugger")
ORGAN = ("vm.machine.", "vm.ops.")
"""The rooms whose modules may know each other both ways: the machine, and the bodies that its loop calls."""
CROWD = 14
SPACIOUS = {"debugger/tui/panels", "debugger/tui/actions", "vm/builtins", "debugger/cli"}
"""Rooms whose modules are all of one kind: a panel, a family of builtins or of commands, a command each."""
DOCUMENTS = ("docs/architecture.md", "vm/README.md", "compiler/README.md", "debugger/README.md")
QUOTED = re.compile(r"`([\w./-]+)`")
PLACE = re.compile(r"[\w-]+(?:/[\w-]+)*(?:/|\.(?:py|md|lark|txt))\Z")


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    """Who imports whom, imports for types included."""
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=False, cache_dir=None)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def circles(imports: dict[str, set[str]]) -> Iterator[set[str]]:
    """Groups of modules that can all be reached from each other, after Tarjan, with a stack of its own."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    for root, first in imports.items():
        work = [(root, iter(sorted(first)))] if root not in order else []
        while work:
            module, others = work[-1]
            if module not in order:
                order[module] = lowest[module] = len(order)
                path.append(module)
            for other in others:
                if other not in order:
                    work.append((other, iter(sorted(imports[other]))))
                    break
                if other in path:
                    lowest[module] = min(lowest[module], order[other])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    lowest[above] = min(lowest[above], lowest[module])
                if lowest[module] == order[module]:
                    at = path.index(module)
                    yield set(path[at:])
                    del path[at:]


def test_circles_are_found() -> None:
    imports = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": {"e"}, "e": {"d"}, "f": set[str]()}
    assert sorted(map(sorted, circles(imports))) == [["a", "b", "c"], ["d", "e"], ["f"]]


def test_the_only_circle_is_the_machine(imports: dict[str, set[str]]) -> None:
    (circle,) = [group for group in circles(imports) if len(group) > 1]
    assert all(module.startswith(ORGAN) for module in circle)


def test_no_room_is_crowded() -> None:
    for package in PACKAGES:
        for room in (ROOT / package, *ROOT.joinpath(package).rglob("*/")):
            name = str(room.relative_to(ROOT))
            modules = [each for each in room.glob("*.py") if not each.stem.startswith("__")]
            assert len(modules) <= CROWD or name in SPACIOUS, f"{name} has {len(modules)} modules"


def test_every_room_says_what_it_owns() -> None:
    for package in PACKAGES:
        for path in ROOT.joinpath(package).rglob("__init__.py"):
            assert path.read_text(encoding="utf-8").startswith('"""'), path


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_what_is_there(document: str) -> None:
    path = ROOT / document
    named = [each for each in QUOTED.findall(path.read_text(encoding="utf-8")) if PLACE.match(each)]
    assert len(named) > 8
    for each in named:
        assert (path.parent / each).exists() or (ROOT / each).exists(), f"{document} names {each}"


def test_the_picture_of_the_rooms_is_the_tree() -> None:
    picture = ROOT.joinpath("docs/architecture.md").read_text(encoding="utf-8").split("\n\n")
    rooms = "\n".join(part for part in picture if part.startswith("    debugger/"))
    here: list[tuple[int, Path]] = []
    for line in rooms.splitlines():
        indent = len(line) - len(line.lstrip())
        words = re.match(r"\s*((?:[\w-]+(?:/|\.py) ?)+)", line)
        assert words, line
        while here and here[-1][0] >= indent:
            here.pop()
        parent = here[-1][1] if here else ROOT
        for word in words[1].split():
            assert (parent / word).exists(), f"{parent / word} is in the picture"
        here.append((indent, parent / words[1].split()[0]))
    for package in PACKAGES:
        for room in (each.parent for each in ROOT.joinpath(package).rglob("__init__.py")):
            assert f"{room.name}/" in rooms, f"{room} is not in the picture"
