"""A small tree of files that expressions read, import and copy: the same for us and for Nix.

It lies at one place for all runs, named after its contents, so a generated expression means the same in
every process; and in a folder of its own, because expressions copy what is above it, too.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

LINKS = {"link": "a.txt", "sub/up": "../a.txt", "broken": "not-there"}
EXECUTABLES = {"run.sh"}
INSIDE = "tree"
FILES = {
    "a.txt": b"a text\n",
    "empty": b"",
    "bytes": bytes(range(1, 256)),
    "run.sh": b"#!/bin/sh\necho\n",
    "data.json": b'{ "a": [1, 2.5], "s": "\\u00e4" }',
    "data.toml": b"a = 1\ns = 'x'\n[n]\nb = [1, 2]\n",
    "value.nix": b'{ a = 1; s = "s"; f = a: a + 1; l = [ 1 2 ]; n.b = 2; }\n',
    "fn.nix": b"{ a, b ? 2, ... }: a + b\n",
    "scoped.nix": b"a\n",
    "deeper.nix": b"(import ./value.nix).a + import ./sub\n",
    "broken.nix": b"{ a = ; }\n",
    "throws.nix": b'throw "from a file"\n',
    "sub/default.nix": b"40 + 2\n",
    "sub/b.txt": b"b",
    "sub/.hidden": b".",
    "sub/deep/c.txt": b"c" * 5000,
}


def _name() -> str:
    digest = hashlib.sha256(repr((FILES, LINKS, EXECUTABLES, INSIDE)).encode()).hexdigest()
    return f"nixstep-tree-{digest[:8]}"


HOLDER = Path(tempfile.gettempdir()) / _name()
TREE = HOLDER / INSIDE


def plant() -> None:
    """Make the tree unless it is there; other processes may do so at the same time."""
    if TREE.exists():
        return
    holder = Path(tempfile.mkdtemp(prefix=HOLDER.name, dir=HOLDER.parent))
    new = holder / TREE.name
    for name, contents in FILES.items():
        file = new / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(contents)
        file.chmod(0o755 if name in EXECUTABLES else 0o644)
    for name, target in LINKS.items():
        (new / name).symlink_to(target)
    new.chmod(0o755)
    holder.chmod(0o755)
    try:
        os.rename(holder, HOLDER)  # noqa: PTH104  (Path.rename says the same)
    except OSError:  # another process was first
        shutil.rmtree(holder)
