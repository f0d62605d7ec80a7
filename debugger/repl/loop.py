"""The loop: lines in, text out. A line that is not finished waits for the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from debugger.errors import DebuggerError
from debugger.loading.program import Program
from debugger.repl.workspace import Workspace, binding_in
from debugger.text import safe, safe_lines, safe_shown
from debugger.views.reports import report
from debugger.views.values.value_text import element_text, place
from vm.errors import NixError, ParseError
from vm.text.disassembler import listing
from vm.text.printer import print_name, print_value
from vm.thunks import CELLS_NOW
from vm.values import TYPE_NAMES, AttrSet, Builtin, Closure, PartialBuiltin, Value

UNFINISHED = ("unexpected end of file", "unterminated")
MANY = 100
"""Elements and attributes that are shown of a value."""


@dataclass(frozen=True, slots=True)
class ReplCommand:
    """One command of the loop."""

    words: tuple[str, ...]
    usage: str
    help: str
    run: Callable[[Loop, str], Iterable[str]]


COMMANDS: dict[str, ReplCommand] = {}


def command(
    words: str, rest: str, help: str
) -> Callable[[Callable[[Loop, str], Iterable[str]]], Callable[[Loop, str], Iterable[str]]]:
    """Declare a command; its first word is what help calls it."""

    def declare(run: Callable[[Loop, str], Iterable[str]]) -> Callable[[Loop, str], Iterable[str]]:
        names = tuple(words.split())
        made = ReplCommand(names, f":{names[0]} {rest}".rstrip(), help, run)
        for name in names:
            COMMANDS[name] = made
        return run

    return declare


class Loop:
    """Answers lines. `debug` opens the debugger on a program, at its error if that is wanted."""

    def __init__(self, workspace: Workspace, debug: Callable[[Program, bool], None]) -> None:
        self.workspace = workspace
        self.debug = debug
        self.waiting = ""
        """What is not finished yet."""
        self.failed = ""
        """The expression that had failed last when a command was given."""
        self.show_trace = False
        self.is_done = False

    def answer(self, line: str) -> Iterator[str]:
        """The lines that one line is answered with; errors among them."""
        text = f"{self.waiting}\n{line}" if self.waiting else line
        self.waiting = ""
        if not text.strip() or text.lstrip().startswith("#"):
            return
        failed, self.workspace.failed = self.workspace.failed, ""
        try:
            yield from self.carried_out(text, failed)
        except ParseError as error:
            if line.strip() and any(words in error.message for words in UNFINISHED):
                self.waiting = text
                return
            yield from report(error).split("\n")
        except NixError as error:
            yield from report(error, full=self.show_trace).split("\n")
            if self.workspace.failed:
                yield "  `:debug` opens the debugger where it failed"
        except DebuggerError as error:
            yield f"error: {error}"
        self.workspace.failed = self.workspace.failed or failed

    def carried_out(self, text: str, failed: str) -> Iterable[str]:
        """What one whole input gives. `failed` is the expression that failed last."""
        stripped = text.strip()
        if stripped.startswith(":"):
            word, _, rest = stripped[1:].partition(" ")
            found = COMMANDS.get(word)
            if found is None:
                raise DebuggerError(f"there is no command :{safe_shown(word)}: :help lists them")
            self.failed = failed
            return found.run(self, rest.strip())
        bound = binding_in(text)
        if bound is not None:
            self.workspace.bind(*bound)
            return ()
        return [self.shown(self.workspace.evaluate(text))]

    def shown(self, value: Value) -> str:
        """A value with what is directly in it, as far as that can be evaluated."""
        if type(value) is AttrSet and value:
            names = value.sorted_names()
            parts = [f"{safe(print_name(name))} = {self.inner(value[name])}; " for name in names[:MANY]]
            more = f"... {len(names) - MANY} more " if len(names) > MANY else ""
            return f"{{ {''.join(parts)}{more}}}"
        if type(value) is tuple and value:
            items = [self.inner(item) + " " for item in value[:MANY]]
            more = f"... {len(value) - MANY} more " if len(value) > MANY else ""
            return f"[ {''.join(items)}{more}]"
        if type(value) in (AttrSet, tuple):
            return "{ }" if type(value) is AttrSet else "[ ]"
        if type(value) is Closure:
            return f"«lambda at {place(value.code.span)}»"
        if type(value) in (Builtin, PartialBuiltin):
            return f"«builtin {(value if type(value) is Builtin else value.builtin).name}»"
        return safe_lines(print_value(value))

    def inner(self, value: Value) -> str:
        """What is in a value, in a word or two."""
        try:
            plain = self.workspace.force(value)
        except NixError as error:
            return f"«error: {safe(error.message)}»"
        return element_text(plain, CELLS_NOW)


def needed(text: str, word: str) -> str:
    """What stands behind a command; DebuggerError if nothing does."""
    if not text:
        raise DebuggerError(f":{word} what? {COMMANDS[word].usage}")
    return text


@command("help ? h", "", "this list")
def show_help(loop: Loop, rest: str) -> Iterator[str]:
    width = max(len(each.usage) for each in COMMANDS.values())
    yield f"{'EXPR':<{width}}  the value of an expression"
    yield f"{'NAME = EXPR':<{width}}  give it a name"
    for each in dict.fromkeys(COMMANDS.values()):
        yield f"{each.usage:<{width}}  {each.help}"


@command("print p", "EXPR", "the value with everything in it")
def print_deep(loop: Loop, rest: str) -> Iterable[str]:
    return safe_lines(print_value(loop.workspace.evaluate(needed(rest, "print"), True))).split("\n")


@command("type t", "EXPR", "the type of the value")
def show_type(loop: Loop, rest: str) -> Iterable[str]:
    value = loop.workspace.evaluate(needed(rest, "type"))
    return [TYPE_NAMES.get(type(value), "internal")]


@command("dis", "EXPR", "the bytecode of an expression; nothing is evaluated")
def disassemble(loop: Loop, rest: str) -> Iterator[str]:
    for at, code in enumerate(loop.workspace.chunks(needed(rest, "dis"))):
        if at:
            yield ""
        yield from map(safe_shown, listing(code))


@command("debug d", "[EXPR]", "step through an expression, or at the error of what failed last")
def debug(loop: Loop, rest: str) -> Iterable[str]:
    text = rest or loop.failed
    if not text:
        raise DebuggerError("nothing has failed yet: :debug EXPR steps through an expression")
    loop.debug(loop.workspace.program_of(text), not rest)
    return ()


@command("doc", "EXPR", "what a builtin does, or where a function stands")
def document(loop: Loop, rest: str) -> Iterator[str]:
    value = loop.workspace.evaluate(needed(rest, "doc"))
    if type(value) is PartialBuiltin:
        value = value.builtin
    if type(value) is Builtin:
        yield f"builtins.{value.name} {' '.join(value.parameters)}".rstrip()
        yield f"  {value.lesson}"
    elif type(value) is Closure:
        yield f"a function, at {safe_shown(str(value.code.span))}"
    else:
        raise DebuggerError("it is no function")


@command("load l", "FILE", "give the attributes of a file as names")
def load_file(loop: Loop, rest: str) -> Iterable[str]:
    count = loop.workspace.load(needed(rest, "load"))
    return [f"{count} name{'' if count == 1 else 's'}"]


@command("add a", "EXPR", "give the attributes of a set as names")
def add(loop: Loop, rest: str) -> Iterable[str]:
    count = loop.workspace.add(needed(rest, "add"))
    return [f"{count} name{'' if count == 1 else 's'}"]


@command("names env", "", "the names that have values")
def names(loop: Loop, rest: str) -> Iterable[str]:
    return [safe(name) for name in sorted(loop.workspace.names)] or ["there are none: x = 1 gives one"]


@command("forget", "", "forget all names, and read files again")
def forget(loop: Loop, rest: str) -> Iterable[str]:
    loop.workspace.forget()
    return ()


@command("show-trace te", "", "show whole traces of errors, or not")
def show_trace(loop: Loop, rest: str) -> Iterable[str]:
    loop.show_trace = not loop.show_trace
    return [f"traces are {'shown whole' if loop.show_trace else 'cut'}"]


@command("quit q", "", "leave")
def leave(loop: Loop, rest: str) -> Iterable[str]:
    loop.is_done = True
    return ()
