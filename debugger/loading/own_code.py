"""Own code: which sources are the person's own, and which are libraries that they only use.

Libraries are the directories that the search path names (a `.nix` file there is a configuration), what lies
in the store directory, what ships with nixstep, and what `--skip` names. The rest is own code: the program,
and what it imports beside it. A directory of the search path in which the program itself lies is
what the person works on, so it is no library.
"""

from __future__ import annotations

from collections.abc import Iterator
from glob import escape

from debugger.loading.caller import CALLER
from debugger.skipping import matches, matches_any
from vm.errors import NixError
from vm.spans import Source, Span, to_display
from vm.world.host import CORE_PACKAGES, Host

SHIPPED = (str(CALLER), str(CORE_PACKAGES))


class OwnCode:
    """Tells own code from libraries, for one run."""

    def __init__(self, libraries: tuple[str, ...] = (), skipped: tuple[str, ...] = ()) -> None:
        """Both are globs, see debugger.skipping."""
        self.libraries = libraries
        self.skipped = skipped

    def has(self, source: Source) -> bool:
        """Whether the source is the person's own."""
        return not self.skips(source) and not matches_any(source, self.libraries)

    def has_path(self, path: str) -> bool:
        """The same for a path, or a name that stands for one, as views have it."""
        return not matches(path, self.skipped) and not matches(path, self.libraries)

    def skips(self, source: Source) -> bool:
        """Whether the person asked not to see it."""
        return matches_any(source, self.skipped)

    def has_span(self, span: Span | None) -> bool:
        """Whether a place is there at all, and in own code."""
        return span is not None and self.has(span.source)


ALL_OWN = OwnCode()


def own_code_of(source: Source, host: Host, skipped: tuple[str, ...] = ()) -> OwnCode:
    """What is own for the program whose text is `source`."""
    program = to_display(source.path) if source.path else ""
    found = dict.fromkeys(escape(each) for each in libraries(host) if not is_inside(program, each))
    return OwnCode((*SHIPPED, *found), skipped)


def libraries(host: Host) -> Iterator[str]:
    """Directories that hold what is not own, each also by what it is when links are followed."""
    for _, path in host.search_path():
        if "://" not in path and not path.endswith(".nix"):
            directory = host.absolute(path)
            yield to_display(directory)
            try:
                yield to_display(host.real_path(directory))
            except NixError:
                pass  # there is no such directory, or a recording does not know
    yield to_display(host.store.paths.directory)


def is_inside(path: str, directory: str) -> bool:
    """Whether a path is the directory or below it; both as text, links are not followed."""
    return path == directory or path.startswith(directory.rstrip("/") + "/")
