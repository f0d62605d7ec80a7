"""What a compilation needs to know from outside, and what it hands out while it works."""

from __future__ import annotations

from collections.abc import Mapping

from vm.chunk import ChunkKind, Lambda
from vm.errors import LimitExceeded, VmBug
from vm.spans import Source, to_display
from vm.values import Value


class Options:
    """Shared by all files of one run, so that chunk names stay unique in it.

    An observer may have `compiled_toplevel`, `compiled_lambda` and `compiled_thunk`, each called with the
    finished Lambda, inner chunks before outer ones.
    """

    def __init__(
        self,
        globals_: Mapping[str, Value],
        home: str | None = None,
        observers: tuple[object, ...] = (),
        pipes: bool = False,
    ) -> None:
        self.globals = globals_
        """Names that mean something where nothing else binds them."""
        self.home = home
        """What `~` means in an interpolated path."""
        self.observers = observers
        self.pipes = pipes
        """Whether the pipe operators of Nix's experiment may be used."""
        self.chunks: dict[str, Lambda] = {}
        """Every finished chunk of the run by its name, in order of completion."""
        self._repeats: dict[str, int] = {}

    def chunk_name(self, source: Source, start: int) -> str:
        """`file.nix:12:5`, with `#2` and so on for the next chunk that begins at the same place."""
        place = f"{to_display(source.name)}:{source.position(start)}"
        count = self._repeats[place] = self._repeats.get(place, 0) + 1
        return place if count == 1 else f"{place}#{count}"

    def compiled(self, finished: Lambda) -> None:
        """Keep a finished chunk and tell the observers. One that fails is a VmBug; a limit passes through."""
        self.chunks[finished.name] = finished
        event = COMPILED_EVENTS[finished.kind]
        for observer in self.observers:
            method = getattr(observer, event, None)
            if method is not None:
                try:
                    method(finished)
                except LimitExceeded:
                    raise
                except Exception as failure:
                    raise VmBug(
                        f"observer {type(observer).__name__} failed in {event}: {failure!r}"
                    ) from failure


COMPILED_EVENTS = {
    ChunkKind.TOPLEVEL: "compiled_toplevel",
    ChunkKind.LAMBDA: "compiled_lambda",
    ChunkKind.THUNK: "compiled_thunk",
}
