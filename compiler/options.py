"""What a compilation needs to know from outside, and what it hands out while it works."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from compiler.analysis.findings import Findings
from vm.chunk import ChunkKind, Lambda, Unit
from vm.errors import LimitExceeded, VmBug
from vm.spans import Source, to_display
from vm.values import Blueprint, Value


class Chunks(Mapping[str, Lambda]):
    """Every chunk of a run by its name: source after source, in each the inner ones first.

    Most chunks are never run and never talked about, so they are written, and named, when somebody asks.
    """

    def __init__(self) -> None:
        self.toplevels: list[Lambda] = []
        self.written: list[Lambda] = []
        """Those that are written, in that order."""
        self.listener: Callable[[Lambda], None] | None = None
        """Called with each chunk when it is written."""
        self.named: dict[str, Lambda] = {}
        self.units: dict[str, list[Unit]] = {}
        """Of sources that are called the same, in order."""

    def add(self, toplevel: Lambda) -> None:
        """Take in the toplevel of one more source."""
        self.toplevels.append(toplevel)

    def name_of(self, unit: Unit, code: Lambda) -> str:
        """`file.nix:12:5`, with `#2` and so on for the next chunk that begins at the same place: first those
        of sources that came earlier, then outer ones before inner ones."""
        span = code.span
        shown, position = to_display(span.source.name), span.position
        alike = self.units.get(shown)
        if alike is None or unit not in alike:
            self.count_units()
            alike = self.units[shown]
        number = int(code.ordinal)
        for earlier in alike[: alike.index(unit)]:
            number += earlier.count_at(position)
        name = f"{shown}:{position}" if number == 1 else f"{shown}:{position}#{number}"
        self.named[name] = code
        return name

    def count_units(self) -> None:
        """Sort out which sources are called the same."""
        self.units.clear()
        for toplevel in self.toplevels:
            if toplevel.unit is not None:
                self.units.setdefault(to_display(toplevel.span.source.name), []).append(toplevel.unit)

    def within(self, wanted: Callable[[Lambda], bool]) -> Iterator[Lambda]:
        """Those that are wanted, inner ones first; nothing is written that lies in one that is not."""
        for toplevel in self.toplevels:
            if wanted(toplevel):
                yield from inside(toplevel, wanted)

    def __getitem__(self, name: str) -> Lambda:
        found = self.named.get(name)
        if found is None:
            for code in self.within(anything):
                if code.name == name:
                    return code
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (code.name for code in self.within(anything))

    def __len__(self) -> int:
        return sum(each.unit.count() for each in self.toplevels if each.unit is not None)


def anything(code: Lambda) -> bool:
    """Every chunk is wanted."""
    return True


def inside(code: Lambda, wanted: Callable[[Lambda], bool] = anything) -> Iterator[Lambda]:
    """A chunk and those inside it that are wanted, inner ones first."""
    stack = [(code, False)]
    while stack:
        code, is_open = stack.pop()
        if is_open:
            yield code
            continue
        stack.append((code, True))
        stack += [(each, False) for each in reversed(inner_chunks(code)) if wanted(each)]


def inner_chunks(code: Lambda) -> list[Lambda]:
    """The chunks directly inside one, in the order in which it makes something of them."""
    return [value.code for value in code.chunk.constants if isinstance(value, Blueprint)]


class Cache:
    """Where findings are kept from one run to the next. This one keeps nothing."""

    def find(self, source: Source, options: Options) -> Findings | None:
        """What was found out about a source, if that is known."""
        return None

    def keep(self, source: Source, options: Options, found: Findings) -> None:
        """Keep what was found out about a source."""


class Options:
    """Shared by all files of one run, so that chunk names stay unique in it.

    An observer may have `compiled_toplevel`, `compiled_lambda` and `compiled_thunk`, each called with the
    finished Lambda, inner chunks before outer ones. For it, everything is written at once.
    """

    def __init__(
        self,
        globals_: Mapping[str, Value],
        home: str | None = None,
        observers: tuple[object, ...] = (),
        pipes: bool = False,
        level: int = 0,
        cache: Cache | None = None,
    ) -> None:
        self.globals = globals_
        """Names that mean something where nothing else binds them."""
        self.home = home
        """What `~` means in an interpolated path."""
        self.observers = [each for each in observers if any(hasattr(each, name) for name in EVENTS.values())]
        self.pipes = pipes
        """Whether the pipe operators of Nix's experiment may be used."""
        self.level = level
        """0 for the code that the machine was made for, 1 for what does the same in fewer steps."""
        self.cache = cache or Cache()
        self.chunks = Chunks()

    def add(self, toplevel: Lambda) -> None:
        """Keep what a source became."""
        self.chunks.add(toplevel)
        if self.observers:
            for code in inside(toplevel):
                self.tell(code)

    def emitted(self, code: Lambda) -> None:
        """Note that a chunk is written."""
        self.chunks.written.append(code)
        if self.chunks.listener is not None:
            self.chunks.listener(code)

    def tell(self, code: Lambda) -> None:
        """Tell the observers of a chunk. One that fails is a VmBug; a limit passes through."""
        event = EVENTS[code.kind]
        for observer in self.observers:
            method = getattr(observer, event, None)
            if method is not None:
                try:
                    method(code)
                except LimitExceeded:
                    raise
                except Exception as failure:
                    raise VmBug(
                        f"observer {type(observer).__name__} failed in {event}: {failure!r}"
                    ) from failure


EVENTS = {
    ChunkKind.TOPLEVEL: "compiled_toplevel",
    ChunkKind.LAMBDA: "compiled_lambda",
    ChunkKind.THUNK: "compiled_thunk",
}
