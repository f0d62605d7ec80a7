"""Code as it is shown: a chunk's instructions in words, each with its data instructions folded into it."""

from __future__ import annotations

from functools import lru_cache

from debugger.text import safe, safe_shown, source_name
from debugger.views.snapshot import BytecodeView, InstructionView
from debugger.views.values.value_text import place
from vm.chunk import CAPTURE_DEFERRED, CAPTURE_LOCAL, CAPTURE_UPVALUE, ChunkKind, Lambda
from vm.opcodes import OPCODES, Operand
from vm.text.disassembler import has_operand, one_line, operand_text
from vm.values import Blueprint

WINDOW = 1000
"""Of a very long chunk two such stretches are shown, those around the current instruction."""
SOURCE_WIDTH = 120


def title(code: Lambda) -> str:
    return code.display_name


def heading(code: Lambda) -> str:
    """What it is called; without a name, the beginning of its text."""
    if code.label is None and code.attribute is None and code.kind is not ChunkKind.TOPLEVEL:
        mark = "λ " if is_lambda(code) else ""
        return mark + safe_shown(one_line(code.span.beginning(4 * SOURCE_WIDTH), SOURCE_WIDTH))
    return safe_shown(title(code))


def bytecode_view(code: Lambda, current: int) -> BytecodeView:
    """A chunk's instructions; of a very long chunk, those around the current one."""
    code.prepare()
    first = max(current - WINDOW // 2, 0) // WINDOW * WINDOW
    return BytecodeView(
        safe_shown(code.name),
        heading(code),
        place(code.span),
        instructions(code, first, min(code.end, first + 2 * WINDOW)),
        current,
        source_name(code.chunk.source),
    )


@lru_cache(maxsize=128)
def instructions(code: Lambda, first: int, end: int) -> tuple[InstructionView, ...]:
    """Those from `first` on; code never changes, so they are made once for many steps."""
    return tuple(instruction_view(code, ip) for ip in range(first, end) if not OPCODES[code.ops[ip]].is_data)


def instruction_view(code: Lambda, ip: int) -> InstructionView:
    """One instruction with what it captures."""
    op = OPCODES[code.ops[ip]]
    span = code.chunk.span(ip)
    start, end = span.position, span.end_position
    jumps = op.operand is Operand.OFFSET
    return InstructionView(
        ip,
        op.name,
        operand_words(code, ip),
        "" if op.effect == "--" else op.effect,
        safe_shown(one_line(span.beginning(4 * SOURCE_WIDTH), SOURCE_WIDTH)),
        ip + 1 + len(code.captures.get(ip, ())),
        ip + 1 + code.operands[ip] if jumps else None,
        start.line,
        start.column,
        end.line,
        end.column,
    )


def operand_words(code: Lambda, ip: int) -> str:
    """The operand by name; empty if there is none."""
    if ip in code.captures:
        return f"captures {capture_words(code, ip)}"
    op = OPCODES[code.ops[ip]]
    constant = code.constants[code.operands[ip]] if op.operand is Operand.CONSTANT else None
    if isinstance(constant, Blueprint):
        made = constant.code
        return safe(made.label or made.attribute or f"a {'function' if is_lambda(made) else 'thunk'}")
    if op.operand is Operand.OFFSET:
        target = ip + 1 + code.operands[ip]
        return f"→ {target}" if target < code.end else "→ return"
    words = operand_text(code, ip) if has_operand(code, ip) else ""
    return safe_shown(words or (str(code.operands[ip]) if has_operand(code, ip) else ""))


def is_lambda(code: Lambda) -> bool:
    return code.kind is ChunkKind.LAMBDA


def capture_words(code: Lambda, ip: int) -> str:
    """`lib ← slot 2, n ← upvalue 0`: where each capture of a thunk or function comes from."""
    names = code.constants[code.operands[ip]].code.capture_names
    return ", ".join(
        origin(safe(names[at]) if at < len(names) else "?", kind, index)
        for at, (kind, index) in enumerate(code.captures[ip])
    )


def origin(name: str, kind: int, index: int) -> str:
    """Of one capture; one that is deferred is filled by OpFinalise."""
    if kind == CAPTURE_LOCAL:
        return f"{name} ← slot {index}"
    if kind == CAPTURE_DEFERRED:
        return f"{name} ← slot {index} later"
    if kind == CAPTURE_UPVALUE:
        return f"{name} ← upvalue {index}"
    return "← with-stack"


def with_text(code: Lambda, text: str) -> dict[int, str]:
    """The instructions of a chunk that have a text in what is shown of them, with that. Capitals count only
    if the text has some."""
    folds = text == text.lower()
    found: dict[int, str] = {}
    for ip, op in enumerate(code.ops):
        if OPCODES[op].is_data:
            continue
        each = instruction_view(code, ip)
        source = "" if each.end_line > each.line else each.source
        shown = "  ".join(part for part in (each.op, each.operand, source) if part)
        if text in (shown.lower() if folds else shown):
            found[ip] = f"{place(code.chunk.span(ip))}  {shown}"
    return found
