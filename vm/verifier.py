"""The verifier: whether code can run without reaching for what is not there.

It follows every path through a chunk and counts what lies on the value stack, by the effects that the
opcodes declare. Code that it finds nothing wrong with never takes more values than there are, never reads
a constant, slot or capture that does not exist, and leaves exactly one value.
"""

from __future__ import annotations

from vm.chunk import ChunkKind, Lambda
from vm.opcodes import OPCODES, Opcode, Operand, number_of

ENDS = frozenset({number_of("OpTailCall"), number_of("OpAssertFail")})
"""Ops behind which a path never goes on."""
JUMP = number_of("OpJump")
NOT_FOUND = number_of("OpJumpIfNotFound")
DEFERRED = number_of("DataDeferredLocal")

POPS = [(op.pops(0), op.pops(1) - op.pops(0)) for op in OPCODES]
PUSHES = [(op.pushes(0), op.pushes(1) - op.pushes(0)) for op in OPCODES]
"""By opcode number: how many values it takes or leaves, and how many more for each that is counted."""


def fault(code: Lambda) -> str | None:
    """What is wrong with a chunk, the first thing that is found; None if nothing is."""
    chunk = code.chunk
    count = len(chunk.ops)
    if not count == len(chunk.operands) == len(chunk.starts) == len(chunk.ends):
        return "its tables differ in length"
    heights: dict[int, int] = {}
    paths = [(0, int(code.kind is ChunkKind.LAMBDA))]
    while paths:
        ip, height = paths.pop()
        while True:
            if ip == count:
                if height != 1:
                    return f"a path ends with {height} values"
                break
            if not 0 <= ip < count:
                return f"a path leads to instruction {ip}"
            if ip in heights:
                if heights[ip] != height:
                    return f"instruction {ip} is reached with {heights[ip]} and with {height} values"
                break
            heights[ip] = height
            if not 0 <= chunk.ops[ip] < len(OPCODES):
                return f"instruction {ip} is none"
            op, operand = OPCODES[chunk.ops[ip]], chunk.operands[ip]
            wrong = wrong_operand(code, ip, op, operand, height)
            if wrong:
                return f"instruction {ip}, {op.name}: {wrong}"
            if op.number in ENDS:
                break
            taken = counted(POPS, op, operand)
            if op.operand is Operand.OFFSET:
                paths.append((ip + 1 + operand, height - (op.number == NOT_FOUND)))
                if op.number == JUMP:
                    break
                ip += 1
                continue
            height += counted(PUSHES, op, operand) - taken
            ip += 1 + len(chunk.captures.get(ip, ()))
    return None


def counted(table: list[tuple[int, int]], op: Opcode, operand: int) -> int:
    """How many values an op takes or leaves."""
    always, each = table[op.number]
    return always + each * operand


def wrong_operand(code: Lambda, ip: int, op: Opcode, operand: int, height: int) -> str:
    """What an instruction reaches for that is not there; "" if all is."""
    if op.is_data:
        return "it belongs to another instruction"
    if counted(POPS, op, operand) > height or operand < 0:
        return f"it takes more than the {height} values that there are"
    if op.operand is Operand.CONSTANT and operand >= len(code.chunk.constants):
        return f"there is no constant {operand}"
    if op.operand is Operand.SLOT and operand >= height:
        return f"there is no slot {operand}"
    if op.operand is Operand.UPVALUE and operand >= len(code.capture_names):
        return f"there is no capture {operand}"
    return wrong_captures(code, ip, height)


def wrong_captures(code: Lambda, ip: int, height: int) -> str:
    """What is wrong with the data instructions behind an instruction."""
    chunk = code.chunk
    plan = chunk.captures.get(ip, ())
    if ip + len(plan) >= len(chunk.ops) + (not plan):
        return "its captures are not there"
    for at, (_, index) in enumerate(plan, ip + 1):
        op = OPCODES[chunk.ops[at]]
        if not op.is_data or chunk.operands[at] != index:
            return f"capture {at - ip - 1} is none"
        if op.operand is Operand.SLOT and index >= height and op.number != DEFERRED:
            return f"there is no slot {index} to capture"
        if op.operand is Operand.UPVALUE and index >= len(code.capture_names):
            return f"there is no capture {index} to capture"
    return ""
