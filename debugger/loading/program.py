"""The program: what is to be evaluated, with which arguments, and how it is loaded.

A program can be loaded again and again; every load gives a fresh machine that knows nothing of the last.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from compiler.compile import compile_source
from compiler.options import Options
from compiler.warnings import Remark
from debugger.loading.cache import FileCache
from vm.builtins.formats import to_json, xml_document
from vm.builtins.registry import global_names
from vm.chunk import Lambda
from vm.errors import FileError, MissingArgument, MissingAttribute, TypeMismatch
from vm.machine.coercion import coerce_to_string
from vm.machine.deep import Failures, deeply, keeping_going
from vm.machine.machine import DEFAULT_MAX_DEPTH, KEEPING_GOING, FlakeLoader, Machine
from vm.machine.trampoline import Call, Force
from vm.spans import Source, from_host
from vm.steps import StepsOf
from vm.text.messages import expected
from vm.text.paths import base_name, directory_name, parse_search_entry
from vm.values import AttrSet, Closure, Value
from vm.world.host import Host, RestrictedHost, store_directory

NAMED_OUTSIDE = "<expr>"
LIST_INDEX = re.compile(r"[0-9]{1,10}\Z")

Compile: TypeAlias = "Callable[[Source], Lambda]"
Stage: TypeAlias = "tuple[str, Callable[[Value], StepsOf]]"


@dataclass(frozen=True, slots=True)
class Argument:
    """`--arg NAME EXPR` or `--argstr NAME STRING`."""

    name: str
    text: str
    is_string: bool


@dataclass(frozen=True, slots=True)
class Program:
    """What the person asked for. Texts and paths are host text."""

    path: str | None = None
    """A file or directory; None for an expression or standard input."""
    expression: str | None = None
    stdin: bytes | None = None
    attribute: str = ""
    """`-A`: an attribute path to select from the result, or empty."""
    arguments: tuple[Argument, ...] = ()
    search: tuple[str, ...] = ()
    """`-I` entries, first come first."""
    pure: bool = False
    experimental: bool = False
    """Whether the pipe operators and the builtins of Nix's experiments may be used."""
    trace_verbose: bool = False
    """Whether `builtins.traceVerbose` prints."""
    strict: bool = False
    keep_going: bool = False
    """Whether forcing everything goes on past what cannot be evaluated."""
    form: str = "value"
    """What the result is turned into: `value`, `json`, `xml` or `raw`."""
    max_depth: int = DEFAULT_MAX_DEPTH
    cache: bool = False
    """Whether what is found out about its files may be kept for the next time."""
    level: int = 0
    """0 for the code that the machine was made for, 1 for what does the same in fewer steps."""
    restrict: tuple[str, ...] = ()
    """The only files and directories that may be read; empty for no such limit."""
    store_dir: str | None = None
    flake: str | None = None
    """`DIR#ATTR` instead of a file."""
    overrides: tuple[tuple[str, str], ...] = ()
    """`--override-input`: the path of an input, and the directory to be used for it."""

    @property
    def title(self) -> str:
        """What it is called: as the person gave it."""
        if self.flake is not None:
            return self.flake
        if self.path is not None:
            return self.path
        return NAMED_OUTSIDE if self.expression is not None else "<stdin>"


@dataclass(slots=True)
class Loaded:
    """One load: the machine with everything due, and what was learnt on the way."""

    machine: Machine
    options: Options
    source: Source
    toplevel: Lambda
    sources: dict[str, Source]
    """Every source compiled so far, by path or name."""
    warnings: list[Remark] = field(default_factory=list)
    failures: Failures = field(default_factory=dict)
    """What could not be evaluated of the result, where the program keeps going."""


def load(program: Program, observers: tuple[object, ...] = (), host: Host | None = None) -> Loaded:
    """Read and compile the program; raises NixError if that fails.

    A host belongs to one load: it remembers what that run copied to the store.
    """
    host = host or make_host(program)
    names = global_names(world(host), program.experimental)
    cache = FileCache() if program.cache else None
    options = Options(names, host.home(), observers, program.experimental, program.level, cache)
    source = read_source(program, host)
    sources: dict[str, Source] = {}
    warnings: list[Remark] = []

    def compiled(text: Source, scope: AttrSet | None = None) -> Lambda:
        sources[text.path or text.name] = text
        finished = compile_source(text, options, scope)
        warnings.extend(finished.warnings)
        gc.freeze()  # syntax trees stay as long as the program: the collector need not look at them
        return finished.toplevel

    def importer(path: str, scope: AttrSet | None) -> Lambda:
        return compiled(file_source(path, host), scope)

    machine = Machine(host, importer, program.max_depth)
    machine.flakes = flake_loader(host, compiled)
    for observer in observers:
        machine.attach(observer)
    toplevel = compiled(source)
    failures: Failures = {}
    machine.start(toplevel, afterwards(program, machine, compiled, host, failures))
    return Loaded(machine, options, source, toplevel, sources, warnings, failures)


def flake_loader(host: Host, compiled: Compile) -> FlakeLoader:
    """What `getFlake` asks; made when it is asked for the first time."""
    callers: list[FlakeLoader] = []

    def load_flake(machine: Machine, reference: str) -> tuple[Value, Value]:
        if not callers:
            from debugger.loading.flakes import FlakeCaller

            callers.append(FlakeCaller(host, compiled))
        return callers[0](machine, reference)

    return load_flake


def make_host(program: Program) -> Host:
    """The outside as the program may see it."""
    search = [parse_search_entry(from_host(entry)) for entry in program.search]
    directory = store_directory(from_host(program.store_dir)) if program.store_dir is not None else None
    if program.restrict:
        roots = [from_host(root) for root in program.restrict]
        host: Host = RestrictedHost(roots, search, program.pure, store_directory=directory)
    else:
        host = Host(search, program.pure, store_directory=directory)
    host.trace_verbose = program.trace_verbose
    return host


def world(host: Host) -> dict[str, Value]:
    """The builtins that depend on the run."""
    entries = host.search_path()
    facts: dict[str, Value] = {
        "nixPath": tuple(AttrSet({"prefix": prefix, "path": path}) for prefix, path in entries),
        "storeDir": host.store.paths.directory,
    }
    if not host.pure:
        facts["currentSystem"] = host.current_system()
        facts["currentTime"] = host.current_time()
    return facts


def read_source(program: Program, host: Host) -> Source:
    """The text of the program; FileError if it cannot be read."""
    if program.expression is not None:
        return Source.of_expression(program.expression, host.base_dir)
    if program.stdin is not None:
        return Source.of_bytes("<stdin>", program.stdin, None, host.base_dir)
    if program.flake is not None:
        from debugger.loading.flakes import caller_source

        return caller_source(host)
    if program.path is None:
        raise FileError("there is nothing to evaluate")
    return file_source(host.resolve_program(host.absolute(from_host(program.path))), host)


def file_source(path: str, host: Host) -> Source:
    """A file's text. One that stands in for a store path is shown as what it is, but paths in it are the
    store's, as they are in Nix."""
    text = host.read_file(path).encode("latin-1")
    return Source.of_bytes(base_name(path), text, host.store.shown(path), directory_name(path))


def afterwards(
    program: Program, machine: Machine, compiled: Compile, host: Host, failures: Failures
) -> list[Stage]:
    """What happens to the result: arguments are supplied, attributes selected, everything forced."""
    stages: list[Stage] = flake_stages(program, machine, host) if program.flake is not None else []
    if program.attribute or program.arguments:
        arguments = argument_values(program, machine, compiled, host)
        path = parse_attribute_path(from_host(program.attribute))
        stages.append(("select", lambda value: select(value, path, arguments)))
    if program.form in FORMS:
        stages.append((program.form, lambda value: FORMS[program.form](value, program.strict)))
    elif program.strict and program.keep_going:
        stages.append((KEEPING_GOING, keeping_going(failures)))
    elif program.strict:
        stages.append(("deep force", deeply))
    return stages


def flake_stages(program: Program, machine: Machine, host: Host) -> list[Stage]:
    """Call the flake with its inputs, and find the attribute."""
    from urllib.parse import unquote

    from debugger.loading.flakes import call_flake, find_flakes, flake_nodes, select_output, split_flake

    directory, fragment = split_flake(from_host(program.flake or ""))
    overrides = tuple((from_host(name), from_host(target)) for name, target in program.overrides)
    nodes = flake_nodes(machine, find_flakes(host, directory, overrides))
    path, system = parse_attribute_path(unquote(fragment)), host.current_system()
    return [
        ("call flake", lambda caller: call_flake(caller, nodes)),
        ("flake output", lambda flake: select_output(flake, path, system, directory)),
    ]


def raw_string(value: Value, strict: bool) -> StepsOf:
    """For `--raw`: weakly coerced, with paths copied to the store."""
    return (yield from coerce_to_string(value, strong=False, copy_paths=True))


def json_text(value: Value, strict: bool) -> StepsOf:
    """JSON needs everything, so it forces everything, strict or not."""
    return (yield from to_json(value))


def xml_text(value: Value, strict: bool) -> StepsOf:
    """For `--xml`, as `nix-instantiate --eval --xml`, with places. `strict` forces everything."""
    return (yield from xml_document(value, force=strict, locations=True))


FORMS: dict[str, Callable[[Value, bool], StepsOf]] = {"json": json_text, "xml": xml_text, "raw": raw_string}


def argument_values(program: Program, machine: Machine, compiled: Compile, host: Host) -> AttrSet:
    """The arguments given by the person; expressions are thunks."""
    values = AttrSet()
    for argument in program.arguments:
        name = from_host(argument.name)
        if argument.is_string:
            values[name] = from_host(argument.text)
        else:
            source = Source(f"<arg {name}>", from_host(argument.text), None, host.base_dir)
            values[name] = machine.new_thunk(compiled(source), [])
    return values


def parse_attribute_path(text: str) -> list[str]:
    """`a.b."c.d".0` as its parts."""
    parts: list[str] = []
    current, at, any_quotes = "", 0, False
    while at < len(text):
        char = text[at]
        if char == '"':
            end = text.find('"', at + 1)
            if end < 0:
                raise MissingAttribute(f"missing closing quote in selection path '{text}'")
            current += text[at + 1 : end]
            any_quotes, at = True, end
        elif char == ".":
            parts.append(current)
            current, any_quotes = "", False
        else:
            current += char
        at += 1
    if current or any_quotes:
        parts.append(current)
    return parts


def select(value: Value, path: list[str], arguments: AttrSet) -> StepsOf:
    """Follow an attribute path, supplying arguments to every function on the way."""
    value = yield Force(value)
    shown = ".".join(path)
    for index, part in enumerate(path):
        value = yield from supplied(value, arguments)
        if LIST_INDEX.match(part) and int(part) < 2**32:
            if type(value) is not tuple:
                raise TypeMismatch(f"in selection path '{shown}': {expected('a list', value)}")
            if int(part) >= len(value):
                raise MissingAttribute(f"list index {part} in selection path '{shown}' is out of range")
            value = yield Force(value[int(part)], note=("part {} of {}", index + 1, len(path)))
            continue
        if type(value) is not AttrSet:
            raise TypeMismatch(f"in selection path '{shown}': {expected('a set', value)}")
        if part not in value:
            raise MissingAttribute(f"attribute '{part}' in selection path '{shown}' not found")
        value = yield Force(value[part], note=("part {} of {}", index + 1, len(path)))
    return (yield from supplied(value, arguments)) if arguments else value


def supplied(value: Value, arguments: AttrSet) -> StepsOf:
    """Call a function that takes a set with the arguments that it names; leave everything else alone."""
    while True:
        if type(value) is AttrSet and "__functor" in value:
            functor = yield Force(value["__functor"])
            value = yield Call(functor, value)
            continue
        formals = value.code.formals if type(value) is Closure else None
        if formals is None:
            return value
        actual = AttrSet(arguments) if formals.ellipsis else AttrSet()
        for name, has_default in formals.names.items():
            if name in arguments:
                actual[name] = arguments[name]
            elif not has_default:
                raise MissingArgument(
                    f"cannot evaluate a function that has an argument without a value ('{name}'): "
                    "give it with --arg or --argstr"
                )
        value = yield Call(value, actual)
        return value
