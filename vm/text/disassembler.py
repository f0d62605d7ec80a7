"""Chunks as text and as plain data, read from the one opcode table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from vm.chunk import ChunkKind, Lambda
from vm.opcodes import OPCODES, Operand
from vm.spans import to_display
from vm.text.printer import print_short
from vm.thunks import Thunk
from vm.values import AttrSet, Blueprint, Builtin, ReadyClosure, ReadyThunk, UnresolvedPath, Value

SOURCE_WIDTH = 37
"""Characters of source text shown beside an instruction."""


def visible(text: str) -> str:
    """Text without anything that a terminal would obey rather than show."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else f"\\u{{{ord(char):x}}}" for char in text)


def one_line(text: str, width: int = SOURCE_WIDTH) -> str:
    """Source text on one line, cut to `width` characters."""
    text = visible(" ".join(text[: width * 4].split()))
    return text if len(text) <= width else text[: width - 2] + "..."


def constant_text(value: Value) -> str:
    """A constant as the listing shows it."""
    kind = type(value)
    if kind is ReadyThunk:
        return f"thunk {value.code.name}"
    if kind is ReadyClosure:
        return f"closure {value.code.name}"
    if kind is Blueprint:
        return f"blueprint {value.code.name}"
    if kind is Builtin:
        return f"<builtin {value.name}>"
    if kind is AttrSet and "builtins" in value:
        return "<builtins>"
    if kind is Thunk:  # a name of a scope given to scopedImport
        return f"thunk#{value.number}"
    if kind is UnresolvedPath:
        return f"unresolved {to_display(value.text)}"
    return to_display(print_short(value))


@lru_cache(maxsize=256)
def slot_names(code: Lambda) -> Mapping[int, str]:
    """The variables of a chunk by their slots; of those that share one, the first."""
    return dict(reversed(code.chunk.slots))


def operand_text(code: Lambda, ip: int) -> str:
    """What an instruction's operand means: a constant's value, a name, a jump's target."""
    op = OPCODES[code.ops[ip]]
    operand = code.operands[ip]
    if op.operand is Operand.CONSTANT:
        return constant_text(code.constants[operand])
    if op.operand is Operand.OFFSET:
        return f"-> {ip + 1 + operand}"
    if op.operand is Operand.SLOT:
        return to_display(slot_names(code).get(operand, ""))
    if op.operand is Operand.UPVALUE and not op.is_data and operand < len(code.capture_names):
        return to_display(code.capture_names[operand])
    return ""


def has_operand(code: Lambda, ip: int) -> bool:
    """Whether the instruction has one; otherwise its operand is 0 and means nothing."""
    return OPCODES[code.ops[ip]].operand is not Operand.NONE


def instruction_text(code: Lambda, ip: int) -> str:
    """`OpJump 3 -> 7`: opcode, operand, and a jump's target."""
    op = OPCODES[code.ops[ip]]
    text = f"{op.name} {code.operands[ip]}" if has_operand(code, ip) else op.name
    return f"{text} {operand_text(code, ip)}" if op.operand is Operand.OFFSET else text


def heading(code: Lambda) -> str:
    """`lambda 'fac', 1 capture`."""
    if code.kind is ChunkKind.TOPLEVEL:
        return "toplevel"
    count = len(code.capture_names)
    return f"{code.display_name}, {count} capture{'' if count == 1 else 's'}"


def listing(code: Lambda) -> Iterable[str]:
    """The lines of one chunk."""
    code.prepare()
    yield visible(f"{code.name}  {heading(code)}")
    if code.constants:
        shown = "   ".join(f"{index} = {constant_text(value)}" for index, value in enumerate(code.constants))
        yield visible(f"   constants: {shown}")
    for ip in range(code.end):
        source = one_line(code.chunk.span(ip).text)
        yield f"{ip:>6}  {instruction_text(code, ip):<28} ; {source}".rstrip()


def chunk_data(code: Lambda) -> dict[str, Any]:
    """One chunk for `dis --json`."""
    code.prepare()
    formals = code.formals
    return {
        "name": code.name,
        "kind": code.kind.value,
        "label": to_display(code.label) if code.label is not None else None,
        "captures": len(code.capture_names),
        "formals": None
        if formals is None
        else {
            "names": {to_display(name): default for name, default in formals.names.items()},
            "ellipsis": formals.ellipsis,
        },
        "constants": [constant_text(value) for value in code.constants],
        "ops": [instruction_data(code, ip) for ip in range(code.end)],
    }


def instruction_data(code: Lambda, ip: int) -> dict[str, Any]:
    """For JSON. The span is 1-based lines and columns; `operand` is None where there is none."""
    span = code.chunk.span(ip)
    start, end = span.position, span.end_position
    return {
        "ip": ip,
        "op": OPCODES[code.ops[ip]].name,
        "operand": code.operands[ip] if has_operand(code, ip) else None,
        "text": operand_text(code, ip),
        "span": [start.line, start.column, end.line, end.column],
    }
