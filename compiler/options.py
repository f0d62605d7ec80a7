"""What a compilation needs to know from outside, and what it hands out while it works."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vm.chunk import ChunkKind, Lambda
from vm.errors import LimitExceeded, VmBug
from vm.spans import to_display
from vm.values import Value


class Chunks(Mapping[str, Lambda]):
    """Every finished chunk of a run by its name, in order of completion.

    Names are given when somebody asks for one: most chunks are never talked about.
    """

    def __init__(self) -> None:
        self._finished: list[Lambda] = []
        self._by_name: dict[str, Lambda] = {}
        self._repeats: dict[str, int] = {}
        self._namer = self.give_names

    def add(self, finished: Lambda) -> None:
        """Take in the next one."""
        finished.namer = self._namer
        self._finished.append(finished)

    def give_names(self) -> None:
        """`file.nix:12:5`, with `#2` and so on for the next chunk that begins at the same place."""
        for code in self._finished[len(self._by_name) :]:
            span = code.span
            place = f"{to_display(span.source.name)}:{span.position}"
            count = self._repeats[place] = self._repeats.get(place, 0) + 1
            code.name = place if count == 1 else f"{place}#{count}"
            self._by_name[code.name] = code

    def __getitem__(self, name: str) -> Lambda:
        self.give_names()
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        self.give_names()
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._finished)


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
        self.chunks = Chunks()

    def compiled(self, finished: Lambda) -> None:
        """Keep a finished chunk and tell the observers. One that fails is a VmBug; a limit passes through."""
        self.chunks.add(finished)
        if not self.observers:
            return
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
