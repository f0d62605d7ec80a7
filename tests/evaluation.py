"""What most tests do: compile a text, run a machine on it, look at the value or at the error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from compiler.compile import Compiled, compile_source
from compiler.options import Options
from debugger.loading.flakes import FlakeCaller
from vm.builtins.registry import global_names
from vm.chunk import Lambda
from vm.errors import NixError
from vm.machine.deep import deeply
from vm.machine.machine import DEFAULT_MAX_DEPTH, Machine
from vm.spans import Source, from_host, to_display
from vm.text.disassembler import listing
from vm.text.printer import print_value
from vm.values import AttrSet, Value
from vm.world.host import Host, current_system

HOME = "/root"
DEEP_FORCE = ("deep force", deeply)
LEVELS = (0, 1)
"""Of the code that is made: what is evaluated gives the same at both."""
BASE = "/base"
"""What relative paths in expressions start from."""


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled text and every chunk that its compilation finished, inner ones first."""

    compiled: Compiled
    options: Options

    @property
    def toplevel(self) -> Lambda:
        """The code of the whole, written."""
        self.compiled.toplevel.prepare()
        return self.compiled.toplevel

    @property
    def chunks(self) -> list[Lambda]:
        return list(self.options.chunks.values())

    @property
    def listings(self) -> str:
        """All chunks as `nixstep dis` shows them, a blank line between."""
        return "\n\n".join("\n".join(listing(chunk)) for chunk in self.chunks) + "\n"

    def chunk(self, label: str) -> Lambda:
        """The chunk that fills the slot `label`; there must be exactly one."""
        (found,) = [chunk for chunk in self.chunks if chunk.label == label]
        return found


def options(experimental: bool = False, level: int = 0) -> Options:
    world = {"currentSystem": current_system(), "currentTime": 0}
    return Options(global_names(world, experimental), HOME, level=level)


def program(text: str, experimental: bool = False, level: int = 0) -> Program:
    """An expression, as given with `-E`; `experimental` has all builtins in it."""
    return compiled_source(Source.of_expression(text, BASE), experimental, level)


def program_of_file(path: Path, level: int = 0) -> Program:
    return compiled_source(Source.of_file(from_host(str(path)), path.read_bytes()), level=level)


def compiled_source(source: Source, experimental: bool = False, level: int = 0) -> Program:
    chosen = options(experimental, level)
    return Program(compile_source(source, chosen), chosen)


def machine(
    subject: Program,
    *,
    strict: bool = False,
    observers: Iterable[object] = (),
    max_depth: int = DEFAULT_MAX_DEPTH,
    host: Host | None = None,
) -> Machine:
    """A machine that is ready to begin."""

    outside = host or Host()

    def importer(path: str, scope: AttrSet | None) -> Lambda:
        source = Source.of_file(path, outside.read_file(path).encode("latin-1"))
        return compile_source(source, subject.options, scope).toplevel

    vm = Machine(outside, importer, max_depth)
    vm.flakes = FlakeCaller(outside, lambda source: compile_source(source, subject.options).toplevel)
    for observer in observers:
        vm.attach(observer)
    vm.start(subject.toplevel, [DEEP_FORCE] if strict else ())
    return vm


def value(text: str, *observers: object) -> Value:
    """The value of an expression, forced no further than its outside."""
    return machine(program(text), observers=observers).finish()


def printed(text: str, *observers: object, experimental: bool = False) -> str:
    """The value of an expression, forced deeply, as Nix prints it (real characters)."""
    subject = program(text, experimental)
    return to_display(print_value(machine(subject, strict=True, observers=observers).finish()))


def error(text: str, *observers: object, experimental: bool = False) -> NixError:
    """The error that an expression ends in; to compile it may be what fails."""
    try:
        shown = printed(text, *observers, experimental=experimental)
    except NixError as failure:
        return failure
    raise AssertionError(f"no error but the value {shown[:200]}")


def error_at(text: str) -> tuple[str, str]:
    """The class of an expression's error, and the text that its span covers."""
    failure = error(text)
    assert failure.span is not None, f"{failure} has no span"
    return type(failure).__name__, failure.span.text


def outcome(text: str, experimental: bool = False) -> tuple[bool, str]:
    """Whether an expression has a value, and that value printed, or else the error."""
    try:
        return True, printed(text, experimental=experimental)
    except NixError as failure:
        return False, f"{type(failure).__name__}: {failure.text}"


def listings(text: str) -> str:
    return program(text).listings


def overflow(text: str, max_depth: int) -> str:
    """How an expression ends that goes deeper than it may."""
    vm = machine(program(text), max_depth=max_depth)
    try:
        vm.finish()
    except NixError as failure:
        return f"{type(failure).__name__} {'at a span' if failure.span is not None else 'nowhere'}"
    raise AssertionError("no error")
