"""Git repositories on this machine, read with the program `git`, as Nix does. Nothing is written to them.

A commit is taken as `git archive` gives it; a work tree with changes as the files that Git knows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vm.errors import FileError, FormatError, NotYet
from vm.spans import from_host, to_host
from vm.store.reading import read_regular
from vm.text.paths import canonical

if TYPE_CHECKING:
    import subprocess

REVISION = re.compile(r"[0-9a-f]{40}\Z")
NO_REVISION = "0" * 40
QUIET = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
"""Reading a repository should not run what it says."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a repository is meant. Texts are byte-per-character."""

    ref: str | None = None
    rev: str | None = None
    submodules: bool = False
    shallow: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """A tree of a repository, and what is known about it."""

    path: str
    """In the store."""
    nar_hash: str
    modified: int
    rev: str | None
    """None for a work tree with changes."""
    rev_count: int | None


def git_is_here() -> bool:
    """Whether the program `git` can be found."""
    from shutil import which

    return which("git") is not None


class Repository:
    """The repository in a directory, bare or not."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.is_bare = not os.path.exists(to_host(f"{directory}/.git"))

    def git(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        """Run a command of Git; FileError with what it says if it fails."""
        import subprocess

        directory = to_host(self.directory)
        # Named, so that Git does not look for another one in the directories around.
        where = ["--git-dir", directory] if self.is_bare else ["-C", directory, "--git-dir", ".git"]
        # What a caller's own repository is must not decide about this one.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        try:
            done = subprocess.run(
                ["git", *QUIET, *where, *map(to_host, arguments)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                env={**kept, "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            )
        except FileNotFoundError:
            raise NotYet(
                f"the repository '{self.directory}' is read with the program 'git', which is not here"
            ) from None
        if check and done.returncode:
            said = done.stderr.decode("latin-1").strip().splitlines() or ["nothing"]
            raise FileError(f"the repository '{self.directory}' cannot be read; git says: {said[0]}")
        return done

    def line(self, *arguments: str) -> str:
        """What `git` prints with these arguments, without the blanks around it. FileError if it fails."""
        return self.git(*arguments).stdout.decode("latin-1").strip()

    def sources(self) -> Iterator[str]:
        """Every directory that its contents come from, and every link in them: they may lead elsewhere."""
        base = "/" if self.is_bare else self.directory
        common = canonical(os.path.join(base, self.line("rev-parse", "--git-common-dir")))
        pending = [self.line("rev-parse", "--absolute-git-dir"), common]
        seen: set[str] = set()
        while pending:
            place = pending.pop()
            if place in seen:
                continue
            seen.add(place)
            yield place
            for directory, directories, files in os.walk(to_host(place)):
                for name in directories + files:
                    if os.path.islink(f"{directory}/{name}"):
                        yield from_host(f"{directory}/{name}")
            pending += alternates(f"{place}/objects") + alternates(place)

    def has_commits(self) -> bool:
        """False for a repository that was only initialised."""
        return self.git("rev-parse", "--verify", "--quiet", "HEAD", check=False).returncode == 0

    def is_clean(self) -> bool:
        """Whether the work tree is as the last commit; files that Git does not know do not count."""
        return (
            self.has_commits()
            and self.git("diff", "HEAD", "--ignore-submodules", "--quiet", check=False).returncode == 0
        )

    def revision(self, wanted: Wanted) -> str | None:
        """The commit that is meant; None for the work tree as it is."""
        if wanted.rev is not None:
            if not REVISION.match(wanted.rev):
                raise FormatError(f"'{wanted.rev}' is not the full hash of a commit")
            return self.commit(wanted.rev)
        if wanted.ref is None and not self.is_bare and not self.is_clean():
            return None
        ref = wanted.ref or "HEAD"
        if ref.startswith("-"):
            raise FormatError(f"'{ref}' cannot be the name of a branch or tag")
        return self.commit(ref)

    def commit(self, name: str) -> str:
        """The full hash of a commit, branch or tag; FileError if there is none."""
        self.line("rev-parse", "--git-dir")
        found = self.git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", check=False)
        if found.returncode:
            raise FileError(f"the repository '{self.directory}' has no commit, branch or tag '{name}'")
        return found.stdout.decode("latin-1").strip()

    def tracked(self, submodules: bool) -> set[str]:
        """The files and directories of the work tree that Git knows, relative to it."""
        more = ("--recurse-submodules",) if submodules else ()
        files = self.git("ls-files", "-z", *more).stdout.decode("latin-1").split("\0")
        result = {file for file in files if file}
        for file in list(result):
            while "/" in file:
                file = file.rpartition("/")[0]
                result.add(file)
        return result

    def is_checked_out(self, rev: str | None, submodules: bool) -> bool:
        """Whether the work tree is what is meant, byte for byte.

        With submodules Nix checks a commit out, otherwise it takes what `git archive` makes of it.
        """
        if rev is None:
            return True
        if self.is_bare or not self.is_clean() or self.line("rev-parse", "HEAD") != rev:
            return False
        if submodules:
            return True
        attributes = ("ls-files", "-z", ".gitattributes", "**/.gitattributes")
        return not self.git(*attributes).stdout and not self.is_converted()

    def is_converted(self) -> bool:
        """Whether files may be other here than in the commit, by what the configuration says."""
        settings = self.git("config", "--list", "-z").stdout.decode("latin-1").split("\0")
        found = {name.lower(): value for name, _, value in (each.partition("\n") for each in settings)}
        if found.get("core.filemode", "true") != "true" or found.get("core.symlinks", "true") != "true":
            return True
        info = to_host(self.line("rev-parse", "--git-common-dir"))
        return (
            found.get("core.autocrlf", "false") != "false"
            or "core.attributesfile" in found
            or os.path.exists(os.path.join(to_host(self.directory), info, "info", "attributes"))
        )

    def archive(self, rev: str) -> bytes:
        """The tree of a commit as tar, with `export-ignore` and the like obeyed."""
        return self.git("archive", "--format=tar", rev).stdout

    def has_submodules(self, rev: str) -> bool:
        """Whether the commit has a `.gitmodules`."""
        return self.git("cat-file", "-e", f"{rev}:.gitmodules", check=False).returncode == 0

    def modified(self, rev: str | None) -> int:
        """When the commit was made: the last one, for a work tree with changes."""
        if rev is None and not self.has_commits():
            return 0
        return int(self.line("log", "-1", "--format=%ct", "--no-show-signature", rev or "HEAD"))

    def count(self, rev: str, shallow: bool) -> int | None:
        """How many commits led there; None if only the last ones are here, and that is enough."""
        if self.line("rev-parse", "--is-shallow-repository") == "true":
            if shallow:
                return None
            raise FileError(
                f"'{self.directory}' is a shallow Git repository, but a non-shallow one is needed: "
                "`shallow = true;` takes it as it is"
            )
        return None if shallow else int(self.line("rev-list", "--count", rev))


def alternates(objects: str) -> list[str]:
    """Where else the objects of a repository may be."""
    try:
        lines = read_regular(to_host(f"{objects}/info/alternates")).splitlines()
    except OSError:
        return []
    return [canonical(os.path.join(objects, line)) for line in lines if line]
