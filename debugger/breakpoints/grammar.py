"""What a person writes after `break`: `WHERE [if EXPR] [ignore N] [once] [log "TEXT"]`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass

from debugger.breakpoints.breakpoint import Breakpoint
from debugger.breakpoints.events import (
    BlackholeBreakpoint,
    ErrorBreakpoint,
    MessageBreakpoint,
    ThunkBreakpoint,
)
from debugger.breakpoints.looking import (
    AttributeBreakpoint,
    BuiltinBreakpoint,
    DepthBreakpoint,
    OptionBreakpoint,
    WhenBreakpoint,
    WithMissBreakpoint,
)
from debugger.breakpoints.placed import (
    FunctionBreakpoint,
    InstructionBreakpoint,
    LineBreakpoint,
    OpcodeBreakpoint,
)
from debugger.errors import DebuggerError
from vm.builtins.registry import BUILTINS
from vm.errors import NixError
from vm.opcodes import BY_NAME
from vm.spans import from_host
from vm.text.suggestions import near

PLACE = re.compile(r"(?P<file>.+?):(?P<line>[0-9]{1,9})(?::(?P<column>[0-9]{1,9}))?\Z", re.DOTALL)
CHUNK_PLACE = re.compile(r".+:(?P<line>[0-9]{1,9}):[0-9]{1,9}(#[0-9]+)?\Z", re.DOTALL)
INSTRUCTION = re.compile(r"(?P<chunk>.+)@(?P<ip>[0-9]{1,9})\Z", re.DOTALL)
TAILS = re.compile(r'\s+(?:(?P<once>once)|ignore\s+(?P<ignore>[0-9]{1,9})|log\s+"(?P<log>.*?)")\Z', re.DOTALL)
LOG = re.compile(r'(?P<where>.*?)\s+"(?P<text>.*)"\Z', re.DOTALL)
CONDITION = re.compile(r"\s+if\s+", re.DOTALL)
DEPTH = re.compile(r">\s*(?P<most>[0-9]{1,9})\Z")
THUNK = re.compile(r"(?:thunk)?#?(?P<number>[0-9]{1,12})\Z")
ERROR_CODE = re.compile(r"E[0-9]{3}\Z")

Make = Callable[[str, str], Breakpoint]
"""From all that was written, and what comes after the first word."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of breakpoint: how it is written, what it is, and what makes it."""

    word: str
    usage: str
    help: str
    make: Make


KINDS: dict[str, Kind] = {}


THEN = '[if EXPR] [ignore N] [once] [log "TEXT with ${EXPR}"]'
"""What may come after all of them."""


def usages() -> list[tuple[str, str]]:
    """How each kind is written, and what it is."""
    first = [("FILE:LINE[:COLUMN]", "where an expression begins there"), ("CHUNK@IP", "one instruction")]
    return first + [(each.usage, each.help) for each in KINDS.values()]


def kind(word: str, rest: str, help: str) -> Callable[[Make], Make]:
    """Declare a kind of breakpoint that begins with a word."""

    def declare(make: Make) -> Make:
        KINDS[word] = Kind(word, f"{word} {rest}".rstrip(), help, make)
        return make

    return declare


@kind("op", "OpName", "every instruction of one kind; `op` may be left out")
def opcode(where: str, rest: str) -> Breakpoint:
    made = opcode_named(where, rest)
    if made is None:
        raise DebuggerError(f"there is no opcode {rest}{suggestion(rest, list(BY_NAME))}")
    return made


@kind("fn", "NAME", "a function of that name, once it has all its arguments")
def function(where: str, rest: str) -> Breakpoint:
    return FunctionBreakpoint(where, name=from_host(needed(rest, "fn", "a name")))


@kind("builtin", "NAME", "where code calls a builtin")
def builtin(where: str, rest: str) -> Breakpoint:
    name = needed(rest, "builtin", "a name").removeprefix("builtins.")
    if name not in BUILTINS:
        raise DebuggerError(f"there is no builtin {name}{suggestion(name, list(BUILTINS))}")
    return BuiltinBreakpoint(where, name=name)


@kind("attr", "A.B", "where a.b is selected, or its value begins to be evaluated")
def attribute(where: str, rest: str) -> Breakpoint:
    return AttributeBreakpoint(where, path=path_of(needed(rest, "attr", "an attribute path")))


@kind("option", "A.B", "where the module system begins to merge the definitions of an option")
def option(where: str, rest: str) -> Breakpoint:
    path = path_of(needed(rest, "option", "the name of an option"))
    return OptionBreakpoint(where, name="mergeDefinitions", path=path)


@kind("force", "thunk#N", "a thunk is forced")
def forced(where: str, rest: str) -> Breakpoint:
    return ThunkBreakpoint(where, event="force", thunk=thunk_of(rest, "force"))


@kind("evaluated", "thunk#N", "a thunk gets its value")
def evaluated(where: str, rest: str) -> Breakpoint:
    return ThunkBreakpoint(where, event="evaluated", thunk=thunk_of(rest, "evaluated"))


@kind("blackhole", "", "a thunk is needed by its own evaluation")
def blackhole(where: str, rest: str) -> Breakpoint:
    return BlackholeBreakpoint(alone(where, rest))


@kind("tailcall", "", "every call that takes over its caller's frame")
def tail_call(where: str, rest: str) -> Breakpoint:
    return OpcodeBreakpoint(alone(where, rest), opcode=BY_NAME["OpTailCall"].number)


@kind("with-miss", "", "a name is looked up in `with`s, and the innermost set does not have it")
def with_miss(where: str, rest: str) -> Breakpoint:
    return WithMissBreakpoint(alone(where, rest))


@kind("error", "[caught|uncaught|CODE]", "an error, before anything is unwound")
def error(where: str, rest: str) -> Breakpoint:
    if rest not in ("", "caught", "uncaught") and not ERROR_CODE.match(rest):
        raise DebuggerError(f"error {rest}: which one? caught, uncaught, or a code such as E013")
    if ERROR_CODE.match(rest) and rest not in codes():
        raise DebuggerError(f"there is no error {rest}: `nixstep explain` lists them")
    return ErrorBreakpoint(where, which=rest)


@kind("warning", "", "`builtins.warn` says something")
def warning(where: str, rest: str) -> Breakpoint:
    return MessageBreakpoint(alone(where, rest), event="warning")


@kind("trace", "", "`builtins.trace` says something")
def trace(where: str, rest: str) -> Breakpoint:
    return MessageBreakpoint(alone(where, rest), event="trace")


@kind("break", "", "`builtins.break`, which always stops: with this one there can be a condition")
def builtins_break(where: str, rest: str) -> Breakpoint:
    return MessageBreakpoint(alone(where, rest), event="break")


@kind("depth", "> N", "there come to be more than N frames")
def depth(where: str, rest: str) -> Breakpoint:
    return DepthBreakpoint(where, most=most_of(rest, "depth"))


@kind("force-depth", "> N", "there come to be more than N thunks under evaluation")
def force_depth(where: str, rest: str) -> Breakpoint:
    return DepthBreakpoint(where, most=most_of(rest, "force-depth"), of_thunks=True)


@kind("when", "EXPR", "wherever an expression is true; asked before every op")
def when(where: str, rest: str) -> Breakpoint:
    return WhenBreakpoint(where, expression=needed(rest, "when", "an expression"))


def parse(text: str) -> Breakpoint:
    """The breakpoint that is meant, without a number yet; DebuggerError if none is."""
    rest = text.strip()
    is_once, ignore, log = False, 0, None
    while True:
        tail = TAILS.search(rest)
        if tail is None:
            break
        rest = rest[: tail.start()]
        if tail["once"]:
            is_once = True
        elif tail["ignore"]:
            ignore = int(tail["ignore"])
        else:
            log = tail["log"]
    where, condition = rest, ""
    found = CONDITION.search(rest) if not rest.startswith("when ") else None
    if found is not None:
        where, condition = rest[: found.start()], rest[found.end() :].strip()
    made = placed(where.strip())
    made.condition, made.ignore, made.is_once, made.log = condition, ignore, is_once, log
    return made


def parse_log(text: str) -> tuple[Breakpoint, str]:
    """`WHERE [if EXPR] "TEXT"`: where to look, and what to tell of it; DebuggerError for what is no place."""
    found = LOG.match(text)
    where = parse(found["where"] if found is not None else text)
    if where.is_event:
        raise DebuggerError(f"{where.where} is no place: :events and [ ] find such things")
    return where, found["text"] if found is not None else ""


def placed(where: str) -> Breakpoint:
    """What stands before any condition."""
    word, _, rest = where.partition(" ")
    declared = KINDS.get(word)
    if declared is not None:
        return declared.make(where, rest.strip())
    made = opcode_named(where, where)
    if made is not None:
        return made
    match = INSTRUCTION.match(where)
    if match:
        chunk = match["chunk"]
        known = CHUNK_PLACE.match(chunk)
        line = int(known["line"]) if known else 0
        return InstructionBreakpoint(where, chunk=chunk, ip=int(match["ip"]), line=line)
    match = PLACE.match(where)
    if match:
        column = int(match["column"]) if match["column"] else None
        absolute = os.path.realpath(match["file"]) if "\0" not in match["file"] else ""
        return LineBreakpoint(
            where, file=match["file"], line=int(match["line"]), column=column, absolute=absolute
        )
    hint = suggestion(word, [*BY_NAME, *KINDS])
    raise DebuggerError(f"'{where}' is not a place: try OpForce, CHUNK@IP, FILE:LINE or fn NAME{hint}")


def opcode_named(where: str, name: str) -> Breakpoint | None:
    """Every instruction of an opcode; None if there is none of that name."""
    if name not in BY_NAME:
        return None
    if BY_NAME[name].is_data:
        raise DebuggerError(f"{name} is never executed: it belongs to the instruction before it")
    return OpcodeBreakpoint(where, opcode=BY_NAME[name].number)


def suggestion(name: str, known: list[str]) -> str:
    """`; did you mean ...?` if something is written nearly so."""
    lower = name.lower()
    alike = [each for each in known if each.lower() in (lower, f"op{lower}")] or near(name, known)
    return f"; did you mean {alike[0]}?" if alike else ""


def needed(rest: str, word: str, what: str) -> str:
    """What comes after a word; DebuggerError if nothing does."""
    if not rest:
        raise DebuggerError(f"break {word} needs {what}: break {KINDS[word].usage}")
    return rest


def alone(where: str, rest: str) -> str:
    """A word that stands alone; DebuggerError if anything comes after it."""
    if rest:
        raise DebuggerError(f"nothing comes after break {where.partition(' ')[0]}, except `if` and the like")
    return where


def path_of(text: str) -> tuple[str, ...]:
    """The names of an attribute path, byte-per-character."""
    return tuple(part.strip('"') for part in from_host(text).split("."))


def thunk_of(text: str, word: str) -> int:
    """The number of a thunk."""
    match = THUNK.match(text)
    if match is None:
        raise DebuggerError(f"break {word} needs a thunk: break {word} thunk#12")
    return int(match["number"])


def most_of(text: str, word: str) -> int:
    """N of `> N`."""
    match = DEPTH.match(text)
    if match is None:
        raise DebuggerError(f"break {word} needs a limit: break {word} > 1000")
    return int(match["most"])


def codes() -> set[str]:
    """The codes of all errors."""
    found, waiting = set(), [NixError]
    while waiting:
        each = waiting.pop()
        found.add(each.code)
        waiting += each.__subclasses__()
    return found
