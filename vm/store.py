"""The store as an evaluation sees it: paths are computed, derivations remembered, files only read.

What was made in this run is known by path; anything else is read from the store directory if it is there.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from vm.derivations import Derivation, Registry, parse_aterm
from vm.errors import FileError, FormatError
from vm.nar import archive_hash
from vm.paths import base_name
from vm.spans import to_host
from vm.store_paths import Hash, StorePaths


class Store:
    """One store directory."""

    def __init__(self, directory: str = "/nix/store") -> None:
        self.paths = StorePaths(directory)
        self.registry = Registry(self.paths, self.read_derivation)
        self.texts: dict[str, str] = {}
        """Contents of what `toFile` made in this run."""
        self.copied: dict[str, str] = {}
        """Store path by the source path that was copied."""
        self.sources: dict[str, str] = {}
        """The source path that a copied store path stands for."""

    def copy(self, path: str) -> str:
        """The store path that copying a file or tree would give; only its hash is taken."""
        known = self.copied.get(path)
        if known is None:
            known = self.add_tree(base_name(path), path)
            self.copied[path] = known
        return known

    def add_tree(
        self,
        name: str,
        path: str,
        recursive: bool = True,
        keep: Callable[[bytes], bool] | None = None,
        expected: Hash | None = None,
    ) -> str:
        """The store path for a tree under a name; FormatError if its hash is not the expected one."""
        located = self.located(path)
        source = to_host(located).encode("utf-8", "surrogateescape")
        if recursive:
            content = Hash("sha256", archive_hash(source, moved(keep, located, path)))
        else:
            content = Hash("sha256", flat_hash(source, "sha256"))
        if expected is not None and expected != content:
            raise FormatError(
                f"hash mismatch for '{path}': "
                f"expected {expected.formatted('sri')}, got {content.formatted('sri')}"
            )
        result = self.paths.fixed(content, recursive, name)
        self.sources[result] = located
        return result

    def text(self, path: str) -> str | None:
        """The contents of a file that was made in this run: by `toFile`, or the text of a derivation."""
        derivation = self.registry.made.get(path)
        return self.texts.get(path) if derivation is None else derivation.aterm().decode("latin-1")

    def add_text(self, name: str, text: str, references: frozenset[str]) -> str:
        """What `toFile` makes."""
        path = self.paths.text(name, text.encode("latin-1"), references)
        self.texts[path] = text
        return path

    def read_derivation(self, path: str) -> Derivation:
        """A derivation from the store directory; FormatError if it is not there."""
        try:
            with open(to_host(path), "rb") as file:
                text = file.read().decode("latin-1")
        except OSError:
            raise FormatError(
                f"the derivation '{path}' was not made in this run and is not in the store"
            ) from None
        return parse_aterm(text, base_name(path)[33:].removesuffix(".drv"))

    def located(self, path: str) -> str:
        """Where on this machine the file is that a store path of this run stands for."""
        top = self.paths.top(path) if self.paths.contains(path) else path
        source = self.sources.get(top)
        return path if source is None else source + path[len(top) :]


def moved(keep: Callable[[bytes], bool] | None, located: str, path: str) -> Callable[[bytes], bool] | None:
    """A filter for the tree at `path`, asked about the same tree where it really lies."""
    if keep is None or located == path:
        return keep
    length = len(to_host(located).encode("utf-8", "surrogateescape"))
    shown = to_host(path).encode("utf-8", "surrogateescape")
    return lambda entry: keep(shown + entry[length:])


def flat_hash(path: bytes, algorithm: str) -> bytes:
    """The hash of a regular file's bytes."""
    import hashlib

    if not os.path.isfile(path):
        raise FileError(f"'{path.decode('latin-1')}' is not a regular file")
    with open(path, "rb") as file:
        return hashlib.file_digest(file, algorithm).digest()
