"""The store as an evaluation sees it: paths are computed, derivations remembered, files only read.

What was made in this run is known by path; anything else is read from the store directory if it is there.
"""

from __future__ import annotations

import os

from vm.errors import FileError, FormatError
from vm.spans import from_host, to_host
from vm.store.derivations import Derivation, Registry, parse_aterm
from vm.store.nar import Keep, archive_hash, text_hash
from vm.store.reading import blocks, read_regular
from vm.store.scratch import scratch_directory
from vm.store.store_paths import Hash, StorePaths, digest, new_hash
from vm.text.paths import base_name
from vm.values import NO_CONTEXT


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
        self.filters: dict[str, Keep | None] = {}
        """What of that source was copied; asked about files where they really lie."""
        self.fetched: set[str] = set()
        """Store paths that stand for something unpacked here: no person knows it by another path."""
        self.unpacked: dict[str, tuple[str, int]] = {}
        """Where an archive was unpacked, and when the newest of it was changed, by its path."""

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
        keep: Keep | None = None,
        expected: Hash | None = None,
    ) -> str:
        """The store path for a tree under a name; FormatError if its hash is not the expected one."""
        text = self.text(path)
        if text is not None:
            data = text.encode("latin-1")
            content = Hash("sha256", text_hash(data) if recursive else digest("sha256", data))
        else:
            content = self.tree_hash(path, recursive, keep)
        check_hash(path, content, expected)
        if text is None:
            return self.add_hashed(name, path, content, recursive, keep)
        result = self.paths.fixed(content, recursive, name)
        self.texts[result] = text
        return result

    def stand_for(self, stored: str, path: str, keep: Keep | None = None) -> None:
        """Remember that a store path is a copy of `path`, or of what `keep` lets pass of it."""
        text = self.text(path)
        if text is not None:
            self.texts[stored] = text
        else:
            self.sources[stored] = self.located(path)
            self.filters[stored] = moved(self.filter_of(path), self.located(path), keep, path)

    def add_hashed(
        self, name: str, path: str, content: Hash, recursive: bool = True, keep: Keep | None = None
    ) -> str:
        """The same for a tree whose hash is known."""
        result = self.paths.fixed(content, recursive, name)
        self.stand_for(result, path, keep)
        return result

    def add_archive(self, name: str, path: str, expected: Hash | None) -> str:
        """The store path of what is in an archive."""
        root, _ = self.unpacked_archive(path)
        content = self.tree_hash(root, True, None)
        check_hash(path, content, expected)
        return self.add_fetched(name, root, content)

    def archive_source(self, path: str) -> tuple[str, Hash, int]:
        """The same, with the hash, and when the newest of what is in it was changed."""
        root, newest = self.unpacked_archive(path)
        content = self.tree_hash(root, True, None)
        return self.add_fetched("source", root, content), content, newest

    def tree_source(self, path: str, with_git: bool) -> tuple[str, Hash, int]:
        """The same for a file or tree that lies there as it is, perhaps without its own `.git`."""
        text = self.text(path)
        if text is not None:
            content, newest = Hash("sha256", text_hash(text.encode("latin-1"))), 1
        else:
            content, newest = self.tree_facts(path, with_git)
        return self.add_hashed("source", path, content), content, newest

    def tree_facts(self, path: str, with_git: bool) -> tuple[Hash, int]:
        """The hash of a tree, and when the newest of it was changed."""
        root, known = as_bytes(self.located(path)), self.filter_of(path)
        newest = int(os.lstat(root).st_mtime)

        def keep(entry: bytes) -> bool:
            nonlocal newest
            if (entry == root + b"/.git" and not with_git) or (known is not None and not known(entry)):
                return False
            newest = max(newest, int(os.lstat(entry).st_mtime))
            return True

        return Hash("sha256", archive_hash(root, keep)), newest

    def unpacked_archive(self, path: str) -> tuple[str, int]:
        """Where the archive was unpacked, and its newest time in seconds; unpacked once per run."""
        known = self.unpacked.get(path)
        if known is None:
            from vm.store.archives import unpack

            root, newest = unpack(to_host(self.located(path)), scratch_directory(self))
            known = self.unpacked[path] = from_host(root), newest
        return known

    def add_fetched(self, name: str, root: str, content: Hash) -> str:
        """The store path of a tree that a fetcher brought; `content` is its hash."""
        result = self.add_hashed(name, root, content)
        self.fetched.add(result)
        return result

    def add_tracked(self, name: str, path: str, tracked: set[bytes]) -> tuple[str, Hash]:
        """The store path and hash of those files of a tree that are named, by their absolute paths."""
        content = self.tree_hash(path, True, tracked.__contains__)
        return self.add_hashed(name, path, content, True, tracked.__contains__), content

    def add_packed(self, name: str, packed: bytes, shown: str) -> tuple[str, Hash]:
        """The store path and hash of what is in an archive; `shown` is what errors call it."""
        directory = scratch_directory(self)
        from vm.store.archives import unpack_bytes

        unpack_bytes(packed, shown, directory)
        content = self.tree_hash(from_host(directory), True, None)
        return self.add_fetched(name, from_host(directory), content), content

    def tree_hash(self, path: str, recursive: bool, keep: Keep | None) -> Hash:
        """SHA-256 of the archive form or, if not `recursive`, of the one file; `keep` chooses files."""
        located = self.located(path)
        source = as_bytes(located)
        if recursive:
            return Hash("sha256", archive_hash(source, moved(self.filter_of(path), located, keep, path)))
        return Hash("sha256", flat_hash(source, "sha256"))

    def text(self, path: str) -> str | None:
        """The contents of a file that was made in this run: by `toFile`, or the text of a derivation."""
        derivation = self.registry.made.get(path)
        return self.texts.get(path) if derivation is None else derivation.aterm().decode("latin-1")

    def references_in(self, path: str, text: str) -> frozenset[str]:
        """Which of the references of a file made in this run occur in `text`, a part of it."""
        if path not in self.texts and path not in self.registry.made:
            return NO_CONTEXT
        referred = self.registry.references_of(path)
        return frozenset(each for each in referred if base_name(each)[:32] in text)

    def add_text(self, name: str, text: str, references: frozenset[str]) -> str:
        """What `toFile` makes."""
        path = self.paths.text(name, text.encode("latin-1"), references)
        self.texts[path] = text
        self.registry.references[path] = set(references)
        return path

    def add_file(self, name: str, text: str) -> str:
        """A file with these contents, by the hash of its archive."""
        path = self.paths.fixed(Hash("sha256", text_hash(text.encode("latin-1"))), True, name)
        self.texts[path] = text
        return path

    def read_derivation(self, path: str) -> Derivation:
        """A derivation from the store directory; FormatError if it is not there."""
        try:
            text = read_regular(to_host(path))
        except OSError:
            raise FormatError(
                f"the derivation '{path}' was not made in this run and is not in the store"
            ) from None
        return parse_aterm(text, base_name(path)[33:].removesuffix(".drv"))

    def located(self, path: str) -> str:
        """Where on this machine the file is that a store path of this run stands for."""
        top = self.paths.top(path) if self.paths.contains(path) else path
        source = self.sources.get(top)
        if source is None:
            return path
        keep = self.filters.get(top)
        found = source + path[len(top) :]
        return found if keep is None or path == top or keep(as_bytes(found)) else path

    def is_made(self, path: str) -> bool:
        """Whether it lies in a store path of this run, of which nothing need be in the store directory."""
        if not self.paths.contains(path):
            return False
        return self.text(path) is not None or self.paths.top(path) in self.sources

    def is_fetched(self, path: str) -> bool:
        """Whether a fetcher brought it: what is missing there is told in other words."""
        return bool(self.fetched) and self.paths.top(path) in self.fetched

    def shown(self, path: str) -> str:
        """How a person knows that file: where it lies, unless it was unpacked only for this run."""
        return path if self.is_fetched(path) else self.located(path)

    def filter_of(self, path: str) -> Keep | None:
        """Which files the path's tree was copied with; None for all of them."""
        return self.filters.get(self.paths.top(path)) if self.paths.contains(path) else None

    def holds(self, path: str, name: str) -> bool:
        """Whether a directory's entry is there, and not left out of the copy that `path` is."""
        keep = self.filter_of(path)
        return keep is None or keep(as_bytes(f"{self.located(path)}/{name}"))


def check_hash(path: str, content: Hash, expected: Hash | None) -> None:
    """FormatError unless the hash is the expected one; None expects nothing."""
    if expected is not None and expected != content:
        raise FormatError(
            f"hash mismatch for '{path}': "
            f"expected {expected.formatted('sri')}, got {content.formatted('sri')}"
        )


def as_bytes(path: str) -> bytes:
    """The file name as the system has it, from byte-per-character text."""
    return to_host(path).encode("utf-8", "surrogateescape")


def moved(first: Keep | None, located: str, then: Keep | None, path: str) -> Keep | None:
    """What both filters let pass: the first knows files where they really lie, the second below `path`."""
    if then is None:
        return first
    length, shown = len(as_bytes(located)), as_bytes(path)
    return lambda entry: (first is None or first(entry)) and then(shown + entry[length:])


def flat_hash(path: bytes, algorithm: str) -> bytes:
    """The hash of a regular file's bytes."""
    if not os.path.lexists(path):
        raise FileError(f"{path.decode('latin-1')}: no such file or directory")
    if os.path.isdir(path):
        raise FileError(f"'{path.decode('latin-1')}' is not a regular file")
    state = new_hash(algorithm)
    for block in blocks(path):
        state.update(block)
    return state.digest()
