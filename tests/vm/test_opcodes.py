"""The sweep over the opcode table: declared effects against the real stack, lessons, and clean failures."""

from __future__ import annotations

from dataclasses import dataclass, field
from inspect import getsource

import pytest

from tests.evaluation import BASE, program
from tests.vm.chunks import hand_made
from vm.builtins.registry import builtins_set
from vm.chunk import CAPTURE_DEFERRED, CAPTURE_LOCAL, ChunkKind, Formals, Lambda
from vm.errors import FileError, NixError
from vm.machine.frames import Frame
from vm.machine.machine import Machine
from vm.opcodes import BY_NAME, HANDLERS, OPCODES, Operand
from vm.ops import dispatch, dispatch_text
from vm.spans import from_host
from vm.thunks import BLACKHOLE, Thunk
from vm.values import (
    AttrNotFound,
    AttrSet,
    Blueprint,
    Closure,
    Path,
    ReadyClosure,
    ReadyThunk,
    Scope,
    UnresolvedPath,
    Value,
)
from vm.world.host import Host


def body(text: str) -> Lambda:
    """The first chunk of an expression: a thunk's code or a lambda."""
    return program(text).chunks[0]


def thunk(text: str) -> Thunk:
    return Thunk(body(text), [], 0)


def function(text: str) -> Closure:
    return Closure(body(text), [])


def functor(text: str) -> AttrSet:
    return AttrSet({"__functor": Closure(program(text).chunks[-2], [])})


PAIR = AttrSet({"a": 1, "b": 2})


def scope() -> Scope:
    """One whose names mean what PAIR says."""
    found = Scope()
    found.names = PAIR
    return found


FORMALS = Formals({"a": False}, False, {})
CLOSED = hand_made([("OpTrue", 0)], [], ChunkKind.THUNK)


@dataclass
class Case:
    """An instruction, what lies on the stack when it is due, and anything else it looks at."""

    op: str
    before: list[Value] = field(default_factory=list)
    operand: int = 0
    constants: list[Value] = field(default_factory=list)
    captures: tuple[tuple[int, int], ...] = ()
    withs: tuple[int, ...] = ()
    formals: Formals | None = None
    jumped: bool = False

    def __str__(self) -> str:
        return f"{self.op}-{self.operand}-{'-'.join(type(value).__name__ for value in self.before)}"

    @property
    def at(self) -> int:
        """Where the instruction stands: behind those that put `before` on the stack."""
        return len(self.before) + len(self.withs)

    def code(self) -> Lambda:
        count = len(self.constants)
        names = ("DataStackIdx", "DataDeferredLocal")
        return hand_made(
            [
                *[("OpConstant", count + index) for index in range(len(self.before))],
                *[("OpPushWith", slot) for slot in self.withs],
                (self.op, self.operand),
                *[(names[kind], index) for kind, index in self.captures],
                ("OpNull", 0),
                ("OpNull", 0),
            ],
            [*self.constants, *self.before],
            formals=self.formals,
            captures={self.at: self.captures},
        )


CASES = [
    Case("OpConstant", operand=0, constants=[7]),
    Case("OpConstant", operand=0, constants=[ReadyThunk(CLOSED)]),
    Case("OpConstant", operand=0, constants=[ReadyClosure(CLOSED)]),
    Case("OpPop", [1]),
    Case("OpNull"),
    Case("OpTrue"),
    Case("OpFalse"),
    Case("OpInvert", [True]),
    Case("OpNegate", [2]),
    Case("OpAdd", [1, 2]),
    Case("OpAdd", ["a", AttrSet({"outPath": thunk('"b" + "c"')})]),
    Case("OpAdd", [Path("/a"), "b"]),
    Case("OpAdd", [Path("/a"), Path("/b")]),
    Case("OpAdd", [1.5, 2]),
    Case("OpSub", [1, 2]),
    Case("OpMul", [1, 2]),
    Case("OpDiv", [1, 2]),
    Case("OpEqual", [1, 2]),
    Case("OpEqual", [(1, thunk("1 + 1")), (1, thunk("1 + 1"))]),
    *[Case(op, [1, 2]) for op in ("OpLess", "OpLessOrEq", "OpMore", "OpMoreOrEq")],
    *[Case(op, [(1, thunk("1 + 1")), (1, 3)]) for op in ("OpLess", "OpLessOrEq", "OpMore", "OpMoreOrEq")],
    Case("OpJump", operand=1),
    Case("OpJumpIfTrue", [True], 1),
    Case("OpJumpIfTrue", [False], 1),
    Case("OpJumpIfFalse", [True], 1),
    Case("OpJumpIfFalse", [False], 1),
    Case("OpJumpIfNotFound", [1], 1),
    Case("OpJumpIfNotFound", [AttrNotFound], 1, jumped=True),
    Case("OpAttrs", operand=0),
    Case("OpAttrs", ["a", 1, None, 2, "b", 3], 3),
    Case("OpAttrsUpdate", [PAIR, AttrSet({"a": 3})]),
    Case("OpAttrsUpdate", [PAIR, AttrSet()]),
    Case("OpAttrsSelect", [PAIR, "a"]),
    Case("OpAttrsTrySelect", [PAIR, "c"]),
    Case("OpAttrsTrySelect", [1, "c"]),
    Case("OpHasAttr", [PAIR, "a"]),
    Case("OpHasAttr", [AttrNotFound, "a"]),
    Case("OpValidateClosedFormals", [AttrSet({"a": 1})], formals=FORMALS),
    Case("OpPushWith", [PAIR], 0),
    Case("OpPopWith", [PAIR], withs=(0,)),
    Case("OpResolveWith", [PAIR, "a"], withs=(0,)),
    Case("OpResolveWith", [thunk("{ a = 1; }"), "a"], withs=(0,)),
    Case("OpList", operand=0),
    Case("OpList", [1, 2, 3], 3),
    Case("OpConcat", [(1,), (2,)]),
    Case("OpInterpolate", operand=0),
    Case("OpInterpolate", ["c", "b", "a"], 3),
    Case("OpCoerceToString", ["a"]),
    Case("OpCoerceToString", [thunk('"a" + "b"')]),
    Case("OpFindFile", [UnresolvedPath("here/x")]),
    Case("OpResolveHomePath", [UnresolvedPath("x")]),
    Case("OpAssertBool", [True]),
    Case("OpGetLocal", [1], 0),
    Case("OpGetUpvalue", operand=0),
    Case("OpCloseScope", [1, 2, 3], 2),
    Case("OpCall", [1, function("x: x")]),
    Case("OpCall", [1, builtins_set()["typeOf"]]),
    Case("OpCall", [thunk("1 + 1"), builtins_set()["typeOf"]]),
    Case("OpCall", [1, functor("self: x: x")]),
    Case("OpApply", [1, (5, 6), builtins_set()["elemAt"]], 2),
    Case("OpApply", [thunk("1"), (5, 6), builtins_set()["elemAt"]], 2),
    Case("OpForce", [1]),
    Case("OpForce", [AttrNotFound]),
    Case("OpForce", [thunk("1 + 1")]),
    Case("OpClosure", [5], constants=[Blueprint(CLOSED)], captures=((CAPTURE_LOCAL, 0),)),
    Case("OpThunkClosure", [5], constants=[Blueprint(CLOSED)], captures=((CAPTURE_DEFERRED, 1),)),
    Case("OpThunkSuspended", [5], constants=[Blueprint(CLOSED)], captures=((CAPTURE_LOCAL, 0),)),
    Case("OpFinalise", [5], 0),
    Case("OpFinalise", [thunk("1 + 1")], 0),
    Case("OpScope"),
    Case("OpDefine", [Scope(), PAIR], 0),
    Case("OpScopeSelect", [scope(), "a"]),
    Case("OpOverride", [scope(), PAIR, AttrSet({"a": 3, "c": 4})], 0),
    Case("OpAttrsExtend", [PAIR, "c", 1, None, 2, "d", 3], 3),
]

NEVER_GO_ON = {"OpAssertFail", "OpTailCall"}


class Heights:
    """An observer of one chunk: the stack height, above the frame's base, before each of its instructions."""

    def __init__(self, vm: Machine, code: Lambda) -> None:
        self.vm = vm
        self.code = code
        self.before: dict[int, int] = {}

    def execute_op(self, frame: Frame, ip: int, op: int) -> None:
        if frame.code is self.code:
            self.before[ip] = len(self.vm.stack) - frame.base


@pytest.fixture
def host(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Host:
    here = tmp_path_factory.mktemp("search")
    (here / "x").write_text("1")
    monkeypatch.setenv("NIX_PATH", "")
    monkeypatch.setenv("HOME", "/home/someone")
    return Host([("here", from_host(str(here)))], base_dir=BASE)


def test_the_run_loop_knows_every_opcode() -> None:
    written = getsource(dispatch)
    assert written == dispatch_text.dispatch_text()


def ready(case: Case, host: Host) -> Machine:
    """A machine in which the instruction of a case is due."""
    vm = Machine(host)
    vm.enter(case.code(), [5], 0)
    while vm.frame is not None and vm.frame.ip < case.at:
        vm.tick()
    return vm


@pytest.mark.parametrize("case", CASES, ids=str)
def test_declared_effect_is_what_happens_to_the_stack(case: Case, host: Host) -> None:
    vm = ready(case, host)
    assert vm.frame is not None
    heights = Heights(vm, vm.frame.code)
    vm.attach(heights)
    vm.finish()
    after = min(ip for ip in heights.before if ip > case.at)
    op = BY_NAME[case.op]
    declared = op.pushes(case.operand) - op.pops(case.operand)
    if op.effect.endswith("?"):
        declared += not case.jumped
    assert heights.before[after] - heights.before[case.at] == declared
    assert after == case.at + 1 + len(case.captures) + (1 if skips(case) else 0)


def skips(case: Case) -> bool:
    """Whether a jump of this case is taken."""
    wanted = {"OpJumpIfTrue": True, "OpJumpIfFalse": False, "OpJumpIfNotFound": AttrNotFound}
    return case.op == "OpJump" or (case.op in wanted and case.before[-1] is wanted[case.op])


def test_every_opcode_is_swept() -> None:
    data = {op.name for op in OPCODES if op.is_data}
    assert {case.op for case in CASES} | NEVER_GO_ON | data == set(BY_NAME)


@pytest.mark.parametrize(
    "called",
    [function("x: x"), builtins_set()["typeOf"], builtins_set()["toString"], functor("self: x: x")],
    ids=["closure", "plain builtin", "builtin with steps", "functor"],
)
def test_tail_call_leaves_only_its_result_in_the_place_of_its_frame(called: Value) -> None:
    inner = hand_made([("OpNull", 0), ("OpConstant", 0), ("OpConstant", 1), ("OpTailCall", 0)], ["a", called])
    vm = Machine(Host())
    caller = hand_made([("OpTrue", 0), ("OpConstant", 0), ("OpForce", 0), ("OpNull", 0)], [ReadyThunk(inner)])
    heights = Heights(vm, caller)
    vm.attach(heights)
    vm.start(caller)
    vm.finish()
    assert heights.before == {0: 0, 1: 1, 2: 2, 3: 2}
    assert vm.stack[1] in ("a", "string")


def test_tail_call_of_a_closure_replaces_the_frame_and_keeps_its_place() -> None:
    inner = hand_made(
        [("OpNull", 0), ("OpConstant", 0), ("OpConstant", 1), ("OpTailCall", 0)], [3, function("x: x")]
    )
    vm = Machine(Host())
    vm.start(inner)
    vm.run(3)
    assert vm.frame is not None
    before = (vm.frame.activation, vm.frame.base, vm.frame.continuations)
    vm.run(1)
    assert vm.frame.code is not inner
    assert (vm.frame.ip, vm.depth, vm.stack) == (0, 1, [3])
    assert (vm.frame.activation, vm.frame.base, vm.frame.continuations) == before


@pytest.mark.parametrize("op", OPCODES, ids=lambda op: op.name)
def test_every_opcode_has_a_lesson_that_is_a_sentence(op: Value) -> None:
    assert op.lesson.endswith((".", "?", ")."))
    assert op.lesson[0].isupper() or op.lesson[0] == "`"
    assert OPCODES[op.number] is op
    assert " -- " in f" {op.effect} "


@pytest.mark.parametrize("op", [op for op in OPCODES if op.is_data], ids=lambda op: op.name)
def test_data_instructions_are_never_executed(op: Value) -> None:
    vm = Machine(Host())
    frame = Frame(CLOSED, [], 0, 0, 0, 1)
    with pytest.raises(AssertionError, match="a data instruction was executed"):
        HANDLERS[op.number](vm, frame, 0)


BLACK = thunk("1 + 1")
BLACK.state = BLACKHOLE

FAILURES = [
    (Case("OpInvert", [1]), "TypeMismatch"),
    (Case("OpNegate", ["a"]), "TypeMismatch"),
    (Case("OpNegate", [-(2**63)]), "IntegerOverflow"),
    (Case("OpAdd", [1, "a"]), "TypeMismatch"),
    (Case("OpAdd", [2**63 - 1, 1]), "IntegerOverflow"),
    *[(Case(op, ["a", 1]), "TypeMismatch") for op in ("OpSub", "OpMul", "OpDiv")],
    *[(Case(op, [1, None]), "TypeMismatch") for op in ("OpSub", "OpMul", "OpDiv")],
    (Case("OpDiv", [1, 0]), "DivisionByZero"),
    (Case("OpDiv", [1.5, 0.0]), "DivisionByZero"),
    (Case("OpMul", [2**62, 2]), "IntegerOverflow"),
    (Case("OpSub", [-(2**63), 1]), "IntegerOverflow"),
    (Case("OpJumpIfTrue", [1], 1), "TypeMismatch"),
    (Case("OpJumpIfFalse", [0], 1), "TypeMismatch"),
    (Case("OpAssertBool", [None]), "TypeMismatch"),
    (Case("OpAssertFail"), "AssertionFailed"),
    (Case("OpAttrs", ["a", 1, 2, 3], 2), "TypeMismatch"),
    (Case("OpAttrs", ["a", 1, "a", 3], 2), "DuplicateAttribute"),
    (Case("OpAttrsUpdate", [1, PAIR]), "TypeMismatch"),
    (Case("OpAttrsUpdate", [PAIR, ()]), "TypeMismatch"),
    (Case("OpAttrsSelect", [1, "a"]), "TypeMismatch"),
    (Case("OpAttrsSelect", [PAIR, 1]), "TypeMismatch"),
    (Case("OpAttrsSelect", [PAIR, "c"]), "MissingAttribute"),
    (Case("OpAttrsTrySelect", [PAIR, 1]), "TypeMismatch"),
    (Case("OpHasAttr", [PAIR, None]), "TypeMismatch"),
    (Case("OpValidateClosedFormals", [1], formals=FORMALS), "TypeMismatch"),
    (Case("OpValidateClosedFormals", [AttrSet({"b": 1})], formals=FORMALS), "MissingArgument"),
    (Case("OpValidateClosedFormals", [PAIR], formals=FORMALS), "UnexpectedArgument"),
    (Case("OpResolveWith", ["x"]), "UnboundName"),
    (Case("OpResolveWith", [PAIR, "x"], withs=(0,)), "UnboundName"),
    (Case("OpResolveWith", [1, "x"], withs=(0,)), "TypeMismatch"),
    (Case("OpConcat", [1, ()]), "TypeMismatch"),
    (Case("OpConcat", [(), 1]), "TypeMismatch"),
    (Case("OpCall", [1, 2]), "TypeMismatch"),
    (Case("OpCall", [1, builtins_set()["length"]]), "TypeMismatch"),
    (Case("OpApply", [2, (5, 6), builtins_set()["elemAt"]], 2), "IndexOutOfBounds"),
    (Case("OpTailCall", [0, 1, 2]), "TypeMismatch"),
    (Case("OpTailCall", [0, 1, builtins_set()["length"]]), "TypeMismatch"),
    (Case("OpForce", [BLACK]), "InfiniteRecursion"),
    (Case("OpOverride", [scope(), PAIR, 1], 0), "TypeMismatch"),
    (Case("OpAttrsExtend", [PAIR, 1, 2], 1), "TypeMismatch"),
    (Case("OpAttrsExtend", [PAIR, "a", 2], 1), "DuplicateAttribute"),
]


@pytest.mark.parametrize(("case", "kind"), FAILURES, ids=str)
def test_failing_at_once_leaves_everything_as_it_was(case: Case, kind: str, host: Host) -> None:
    vm = ready(case, host)
    stack, withs, frame, steps = list(vm.stack), list(vm.withs), vm.frame, vm.steps
    vm.tick()
    error = vm.error
    assert type(error).__name__ == kind
    assert error is not None
    assert len(vm.stack) == len(stack)
    assert all(now is then for now, then in zip(vm.stack, stack, strict=True))
    assert vm.withs == withs
    assert vm.frame is frame
    assert frame is not None
    assert (frame.ip, vm.steps) == (case.at, steps)
    assert not vm.continuations
    assert error.span is not None
    assert error.span.start == case.at


def test_home_path_without_a_home_fails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)
    unresolved = UnresolvedPath("x")
    vm = ready(Case("OpResolveHomePath", [unresolved]), Host())
    vm.tick()
    assert isinstance(vm.error, FileError)
    assert vm.stack == [unresolved]


@pytest.mark.parametrize(
    "text",
    [
        '1 + "a"', "1 < null", "[ 1 ] < [ null ]", "[ (throw \"x\") ] == [ 1 ]", '"${1}"', "<nowhere>",
        "with 1; a", "({ a }: a) 1", "({ ... }: 1) 2", "1 2", "builtins.length 3", "{ a = 1; }.b",
    ],
)  # fmt: skip
def test_after_unwinding_a_failure_nothing_is_left(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIX_PATH", "")
    vm = Machine(Host())
    vm.start(program(text).toplevel)
    with pytest.raises(NixError):
        vm.finish()
    assert (vm.stack, vm.withs, vm.frames, vm.continuations) == ([], [], [], [])
    assert vm.finished


def test_operand_kinds_say_what_the_operand_is() -> None:
    kinds = {op.name: op.operand for op in OPCODES}
    assert {name for name, kind in kinds.items() if kind is Operand.CONSTANT} == {
        "OpConstant", "OpClosure", "OpThunkClosure", "OpThunkSuspended",
    }  # fmt: skip
    assert {name for name, kind in kinds.items() if kind is Operand.OFFSET} == {
        "OpJump", "OpJumpIfTrue", "OpJumpIfFalse", "OpJumpIfNotFound",
    }  # fmt: skip
    assert {name for name, kind in kinds.items() if kind is Operand.COUNT} == {
        "OpAttrs", "OpAttrsExtend", "OpList", "OpInterpolate", "OpCloseScope", "OpApply",
    }  # fmt: skip


def test_unwinding_closes_the_with_entries_of_its_frames(host: Host) -> None:
    vm = ready(Case("OpResolveWith", [PAIR, "x"], withs=(0,)), host)
    assert vm.withs == [0]
    with pytest.raises(NixError):
        vm.finish()
    assert vm.withs == []
