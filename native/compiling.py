"""One compilation, in a process of its own: `python -m native.compiling ROOT TARGET`.

Every group becomes one C file, in which the C compiler may inline what it likes; the groups are compiled
side by side. The manifest is written last.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from native.modules import GROUPS, module_name
from vm.native import ABI, MANIFEST, digest

MYPY = ("--config-file=", "--explicit-package-bases", "--ignore-missing-imports")
FLAGS = ("-fvisibility=hidden", "-fno-semantic-interposition", "-Wno-error")
"""Without these no function of a shared library may be inlined."""
LESS = {"front": ("-O1",)}
"""A group that runs once a file: to optimise it all through takes as long again and brings nothing."""


def compile_groups(root: Path, target: Path, groups: Mapping[str, Sequence[str]]) -> None:
    """Compile the sources, which are named relative to `root`, into `target`, an empty directory."""
    from mypyc.build import mypycify
    from setuptools import Distribution

    os.chdir(root)
    work = target / "work"
    sources = [source for group in groups.values() for source in group]
    digests = {source: digest(source) for source in sources}
    extensions = mypycify(
        [*MYPY, f"--cache-dir={work / 'cache'}", *sources],
        opt_level="2",
        debug_level="0",
        separate=[(list(group), name) for name, group in groups.items()],
        target_dir=str(work),
    )
    for extension in extensions:
        less = LESS.get(extension.name.removesuffix("__mypyc"), ())
        extension.extra_compile_args = [*extension.extra_compile_args, *FLAGS, *less]
    command = Distribution({"name": "nixstep", "ext_modules": extensions}).get_command_obj("build_ext")
    command.build_lib, command.build_temp = str(target), str(work)
    command.parallel = os.cpu_count()
    command.ensure_finalized()
    command.run()
    write_manifest(target, digests)


def write_manifest(target: Path, digests: Mapping[str, str]) -> None:
    """Note what was compiled from which texts."""
    by_name = {module_name(source): (source, text) for source, text in digests.items()}
    lines = [ABI]
    for file in sorted(target.rglob("*.so")):
        relative = file.relative_to(target)
        if relative.parts[0] == "work":
            continue
        name = ".".join([*relative.parts[:-1], relative.name.partition(".")[0]])
        lines.append("\t".join([name, str(relative), *by_name.get(name, ("", ""))]))
    target.joinpath(MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    compile_groups(Path(sys.argv[1]), Path(sys.argv[2]), GROUPS)
