"""Pages: what is known of a topic, as Markdown. An error by its code, a term, an opcode, a builtin.

What stands in a declaration, of an opcode or a builtin, is told from there; nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from textwrap import fill

from compiler.compile import compile_source
from compiler.options import Options, inside
from debugger.explaining import errors
from debugger.explaining.terms import Term, related, term_called, terms
from vm.builtins.registry import declared, global_names
from vm.chunk import Lambda
from vm.opcodes import BY_NAME, OPCODES, Opcode, Operand
from vm.spans import Source
from vm.text.disassembler import listing
from vm.values import Builtin

OPERANDS = {
    Operand.NONE: "none",
    Operand.CONSTANT: "the number of a constant of the chunk",
    Operand.SLOT: "a slot of the frame",
    Operand.UPVALUE: "the number of an upvalue",
    Operand.OFFSET: "how many instructions are skipped",
    Operand.COUNT: "n, how many",
}
"""What each kind of operand means."""
WIDTH = 100
CALLS_BACK = (
    "It may force something or call a function in the midst of its work: then it waits as a continuation, "
    "which the panels show."
)
ARRIVE = "a value as it is; it is not forced"


def page(topic: str) -> str | None:
    """What is known of a topic; None if there is no such thing."""
    text = topic.strip()
    found = errors.page(text) if text[:1].upper() == "E" or text.isdigit() else None
    if found is not None:
        return found
    opcode = opcode_called(text)
    if opcode is not None:
        return opcode_page(opcode)
    builtin = builtin_called(text)
    term = term_called(text)
    if term is not None and not text.startswith("builtins."):
        return term_page(term)
    return builtin_page(builtin) if builtin is not None else None


def near(topic: str) -> str:
    """The topic that a person may have meant; "" if none is like it."""
    found = get_close_matches(topic, topics(), 1)
    return found[0] if found else ""


@lru_cache(maxsize=1)
def topics() -> list[str]:
    """Everything that has a page."""
    names = [f"builtins.{name}" for name in sorted(declared()) if not name.startswith("__")]
    return [*errors.codes(), *terms(), *(each.name for each in OPCODES), *names]


def opcode_called(text: str) -> Opcode | None:
    """`OpFinalise`, or `finalise` unless that is a term."""
    wanted = text.lower()
    for name, opcode in BY_NAME.items():
        if name.lower() == wanted or (name.lower() == f"op{wanted}" and term_called(text) is None):
            return opcode
    return None


def builtin_called(text: str) -> Builtin | None:
    """`builtins.map`, or `map`."""
    return declared().get(text.removeprefix("builtins."))


def term_page(term: Term) -> str:
    """A term, and the terms that it uses."""
    return f"# {term.name}\n\n{term.text}\n{words(term.text, term.name)}"


def opcode_page(opcode: Opcode) -> str:
    """What an opcode does, why the compiler writes it, and a program in whose code it stands."""
    lines = [f"# {opcode.name}", "", opcode.lesson, ""]
    lines += [f"- On the value stack: `{opcode.effect}`", f"- Operand: {OPERANDS[opcode.operand]}"]
    if opcode.is_data:
        lines.append("- It is never a step of its own: the instruction before it reads it")
    lines += ["", "## Why it is there", "", opcode.emitted]
    code = code_with(opcode)
    if code is not None:
        lines += ["", "## In a program", "", f"`{opcode.example}` has this in it:", "", "```"]
        lines += [*listing(code), "```"]
    text = "\n".join(lines) + "\n"
    return text + words(f"{opcode.lesson} {opcode.emitted}")


@lru_cache(maxsize=128)
def code_with(opcode: Opcode) -> Lambda | None:
    """The chunk of its example that an opcode stands in; None if it has none."""
    if not opcode.example:
        return None
    level = 1 if opcode.name == "OpApply" else 0
    options = Options(global_names(), "/home/me", (), False, level)
    compiled = compile_source(Source.of_expression(opcode.example, "/"), options)
    return next((code for code in inside(compiled.toplevel) if has(code, opcode)), None)


def has(code: Lambda, opcode: Opcode) -> bool:
    """Whether an opcode stands in a chunk."""
    code.prepare()
    return opcode.number in code.ops


def builtin_page(builtin: Builtin) -> str:
    """What a builtin does, and how its arguments arrive."""
    forced = {index: words or "any value" for index, _, words in builtin.strict}
    lines = [f"# builtins.{builtin.name}", "", builtin.lesson, ""]
    for index, name in enumerate(builtin.parameters):
        how = f"forced, {forced[index]}" if index in forced else ARRIVE
        lines.append(f"- `{name}`: {how}")
    if builtin.is_generator:
        lines += ["", CALLS_BACK]
    text = "\n".join(lines) + "\n"
    return text + words(text)


def words(text: str, without: str = "") -> str:
    """The terms of a text with a sentence each, as the end of a page."""
    found = related(text, without)
    if not found:
        return ""
    rows = "\n".join(f"- **{each.name}**: {each.summary}" for each in found)
    return f"\n## Words\n\n{rows}\n"


def list_text() -> str:
    """All topics, and how to read about one."""
    builtins = [name.removeprefix("builtins.") for name in topics() if name.startswith("builtins.")]
    parts = [
        errors.list_text(),
        listed("Terms", terms()),
        listed("Opcodes", [each.name for each in OPCODES]),
        listed("Builtins", builtins),
        "`nixstep explain TOPIC` tells more about one, such as E012, thunk, OpFinalise or builtins.map.",
    ]
    return "\n\n".join(parts) + "\n"


def listed(title: str, names: Iterable[str]) -> str:
    """Names in lines of ordinary length."""
    return fill(f"{title}: {', '.join(names)}.", WIDTH, subsequent_indent="  ")
