"""Compiled modules, and whether they may be used: only if each was made from the source as it is now.

`python -m native` compiles the modules that are hot into `build/native/` of a checkout, an installed nixstep
carries them in `vm/_native/`. One source that differs, one file that is missing or another Python, and all of
them are left alone: the same sources run interpreted. NIXSTEP_NATIVE=0 says so too; 1 insists on the compiled
ones.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from importlib.util import source_hash, spec_from_file_location
from types import ModuleType

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MANIFEST = "manifest"
VARIABLE = "NIXSTEP_NATIVE"
ABI = f"{sys.implementation.cache_tag} {sys.platform} {sys.maxsize} {os.uname().machine}"
"""What compiled modules must have been made for."""


def directories(root: str = ROOT) -> list[str]:
    """Where compiled modules may be, the best place first."""
    return [
        os.path.join(root, "build", "native", str(sys.implementation.cache_tag)),
        os.path.join(root, "vm", "_native"),
    ]


def digest(path: str) -> str:
    """What tells one text of a source from another."""
    with open(path, "rb") as file:
        return source_hash(file.read()).hex()


def fitting(directory: str, root: str = ROOT) -> dict[str, str] | None:
    """The compiled modules in a directory by name, if all of them fit the sources; None if one does not."""
    try:
        with open(os.path.join(directory, MANIFEST), encoding="utf-8") as file:
            head, *lines = file.read().splitlines()
        if head != ABI:
            return None
        modules: dict[str, str] = {}
        for line in lines:
            name, file_name, source, known = line.split("\t")
            compiled = os.path.join(directory, file_name)
            if not os.path.exists(compiled) or (source and digest(os.path.join(root, source)) != known):
                return None
            modules[name] = compiled
    except (OSError, ValueError):
        return None
    return modules


class Finder:
    """Finds compiled modules before their sources."""

    def __init__(self, modules: dict[str, str]) -> None:
        self.modules = modules

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        compiled = self.modules.get(name)
        return None if compiled is None else spec_from_file_location(name, compiled)


def install(root: str = ROOT) -> bool:
    """Have compiled modules imported from now on, if there are any that fit."""
    wish = os.environ.get(VARIABLE, "")
    if wish == "0":
        return False
    for directory in directories(root):
        modules = fitting(directory, root)
        if modules:
            sys.meta_path.insert(0, Finder(modules))
            return True
    if wish == "1":
        sys.stderr.write(
            f"nixstep: {VARIABLE} is 1, but nothing compiled fits these sources and this Python\n"
        )
        raise SystemExit(2)
    return False


IS_NATIVE = install()
WAY = "native" if IS_NATIVE else "interpreted"
