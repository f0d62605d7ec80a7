"""The machine: three stacks, the run loop, and the few moves that opcodes and continuations are made of.

It owns all state of one evaluation and is driven from outside: `tick()` does one opcode or one bounded
run of a continuation, `run(ticks)` many of them, as fast as it can. The invariant between ticks: if
`error` is None, what is due next is the top continuation if it lies above the top frame's height, else
the top frame's next opcode, else nothing: the result is `result`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from vm.chunk import NATIVE, Lambda
from vm.errors import FlakeError, InfiniteRecursion, NixError, StackOverflow, TypeMismatch, out_of_memory
from vm.machine.calls import ApplyRest, call_functor, force_then_call, forced_arguments, refuse
from vm.machine.frames import Frame
from vm.machine.observer import Events, StepLog
from vm.machine.traces import take_trace, trace_lines
from vm.machine.trampoline import CatchingSteps, Continuation, Site, Steps, Then, WriteBack
from vm.opcodes import HANDLERS
from vm.ops.dispatch import execute
from vm.spans import Span
from vm.steps import StepsOf
from vm.text.differences import Difference
from vm.text.messages import expected
from vm.thunks import (
    ALIAS,
    BLACKHOLE,
    CELLS_NOW,
    EVALUATED,
    SUSPENDED,
    Application,
    Thunk,
    alias_target,
    evaluated_cell,
)
from vm.values import AttrSet, Builtin, Closure, PartialBuiltin, Value
from vm.world.host import Host

if TYPE_CHECKING:
    from librt.vecs import vec
    from mypy_extensions import i64

DEFAULT_MAX_DEPTH: Final = 10_000_000
UNWIND_PER_TICK: Final = 1000
NO_CODE: Final[list[int]] = []
"""What compiled code, which reads words, has in place of two lists; never filled."""
UNTOUCHED: Final = 1 << 60
KEEPING_GOING: Final = "deep force past errors"
CATCHING: Final = frozenset({"tryEval", "addErrorContext", KEEPING_GOING})

Stop = Callable[[Frame, int, int], bool]
"""Asked before each opcode with frame, ip and opcode number; True stops the run there."""

Leg = tuple[str, Callable[[Value], StepsOf]]
"""A name, and what is made of the result so far."""

Importer = Callable[[str, AttrSet | None], Lambda]
"""Compiles the file at a canonical path, with the names of a set in scope."""

FlakeLoader = Callable[["Machine", str], tuple[Value, Value]]
"""Finds the flakes that a reference means: the function that calls them, and its argument."""


class Machine:
    """One evaluation."""

    def __init__(
        self,
        host: Host,
        importer: Importer | None = None,
        max_depth: i64 = DEFAULT_MAX_DEPTH,
    ) -> None:
        self.host = host
        self.cells = CELLS_NOW
        """How its thunks are to be looked at."""
        self.importer = importer
        self.flakes: FlakeLoader | None = None
        """What `getFlake` asks."""
        self.max_depth: i64 = max_depth
        self.stack: list[Value] = []
        self.withs: list[int] = []
        """The with-stack: value stack indices of the sets of open `with`s."""
        self.frames: list[Frame] = []
        self.frame: Frame | None = None
        """The top frame."""
        self.continuations: list[Continuation] = []
        self.events = Events()
        self.log: StepLog | None = None
        """A log that is compiled together with the machine."""
        self.observed = False
        """Whether an observer listens to frames, thunks, continuations or builtins."""
        self.steps: i64 = 0
        """Opcodes begun; the number of the step that is due."""
        self.ticks: i64 = 0
        self.thunks: i64 = 0
        self.activations: i64 = 0
        self.imports: dict[str, Thunk] = {}
        self.error: NixError | None = None
        """Raised, and not yet unwound."""
        self.failure: NixError | None = None
        """The error that ended the evaluation, once unwound."""
        self.legs: list[Leg] = []
        """What is still to be done with the result when everything else is done, one after the other."""
        self.keep_code = False
        """Whether evaluated thunks keep their code, for looking at the past."""
        self.take_back: Callable[[Thunk], bool] | None = None
        """For an evaluation beside another one: lets a cell that the other is evaluating be suspended; True
        if it did."""
        self.running: Continuation | None = None
        self.worked: Frame | None = None
        """The frame that executed the latest op: what a continuation finds fault with comes from there."""
        self.reached: i64 = UNTOUCHED
        """The least height of the continuation stack at which a continuation has begun to run since then,
        write-backs aside: what stood above has ended."""
        self.lowest: i64 = 0
        """A mark for a recorder to raise: lowered to where continuations cut the value stack, if they take
        more from it than the value that they waited for."""
        self.breathe = False
        """Set by a continuation that used up its budget: a good moment to look at the clock."""
        self.taken: list[Value] = []
        """What the latest tail call of something that is no function of the program took off the stack."""
        self.tail: Frame | None = None
        """The frame that made it, and ended with it."""
        self.tail_ip: i64 = 0
        """Where it stands in the code of that frame."""
        self.difference: Difference | None = None
        """Where the operands of the `==` that is being asserted differ, if they do."""
        self.returned: int | None = None
        """Value stack height without what `put_back` added; None if it added nothing."""
        self.interrupted: int | None = None
        """The instruction at which a frame stood that `put_back` took back to the one before."""
        self.retaken: i64 = 0
        """1 while the step that failed counts as not taken: it is shown as it was before."""

    def attach(self, observer: object) -> None:
        """Have an observer see what happens from now on."""
        self.events.attach(observer)
        self.observed = self.events.any_hot

    # What is due.

    @property
    def finished(self) -> bool:
        """Nothing is left to do: there is a result or a failure."""
        return self.frame is None and not self.continuations and self.error is None and not self.legs

    @property
    def op_due(self) -> bool:
        """The next tick executes an opcode."""
        frame = self.frame
        return self.error is None and frame is not None and len(self.continuations) <= frame.continuations

    @property
    def is_unseen(self) -> bool:
        """Nobody looks at what happens between two steps, or ever will."""
        return self.log is None and not self.observed and not self.keep_code

    @property
    def result(self) -> Value:
        """The value on top; the result once the machine has finished."""
        return self.stack[-1]

    @property
    def depth(self) -> int:
        """How many frames there are; continuations do not count."""
        return len(self.frames)

    def start(self, code: Lambda, afterwards: Sequence[tuple[str, Callable[[Value], StepsOf]]] = ()) -> None:
        """Make the evaluation of a toplevel due, and then each of `afterwards` with the result so far."""
        for name, body in reversed(afterwards):
            self.push_continuation(Then(name, body))
        self.enter(code, [], 0)

    # Ticks.

    def tick(self) -> None:
        """One opcode, or one run of a continuation, or one stretch of unwinding."""
        if self.error is not None:
            self.ticks += 1
            self.unwind()
            return
        self.run(1)

    def run(self, ticks: i64, stop: Stop | None = None, at_marks: bool = False) -> i64:
        """Up to `ticks` ticks; returns how many. Ends early at the end, before unwinding, before an opcode
        at which `stop` says so, and after a long run of a continuation. With `at_marks` that is asked only at
        the instructions that their code marks."""
        handlers = HANDLERS
        continuations = self.continuations
        execute_op = self.events.execute_op
        left = ticks
        steps = self.steps
        observed = self.observed
        log = self.log
        frames = self.frames
        worked, reached = self.worked, self.reached
        frame: Frame | None = None
        continuation: Continuation | None = None
        words: vec[i64]
        ops = operands = NO_CODE
        try:
            while left > 0 and self.error is None:
                frame = self.frame
                if frame is None or len(continuations) > frame.continuations:
                    if not continuations:
                        if not self.legs:
                            break
                        self.push_continuation(Then(*self.legs.pop(0)))
                    left -= 1
                    continuation = continuations[-1]
                    if log is not None:
                        log.continuation_run(continuation)
                    if observed and self.events.continuation_run is not None:
                        self.events.continuation_run(continuation)
                    if type(continuation) is WriteBack:
                        continuation.run(self)
                    else:
                        reached = min(reached, len(continuations))
                        self.steps = steps
                        self.running = continuation
                        continuation.run(self)
                        self.running = None
                        if self.breathe:
                            self.breathe = False
                            break
                    continuation = None
                    continue
                worked, reached = frame, UNTOUCHED
                code = frame.code
                end = code.end
                marks = code.stops
                asked = stop is not None and (not at_marks or marks is not None)
                watched = asked or execute_op is not None
                if NATIVE:
                    words = code.words
                else:
                    ops, operands = code.ops, code.operands
                while left > 0:
                    ip = frame.ip
                    if watched:
                        self.steps = steps
                        if (
                            stop is not None
                            and (not at_marks or (marks is not None and ip in marks))
                            and stop(frame, ip, code.ops[ip])
                        ):
                            return ticks - left
                        if execute_op is not None:
                            execute_op(frame, ip, code.ops[ip])
                    if log is not None:
                        self.steps = steps
                        log.step(frame, ip)
                    left -= 1
                    steps += 1
                    frame.ip = ip + 1
                    if NATIVE:
                        word = words[ip]
                        begun = execute(self, frame, word & 255, word >> 8)
                    else:
                        begun = handlers[ops[ip]](self, frame, operands[ip]) is True
                    if begun:
                        break
                    if frame.ip == end:
                        if observed:
                            self.leave()
                        else:
                            frames.pop()
                            self.frame = frames[-1] if frames else None
                        break
        except NixError as error:
            self.running = continuation
            self.worked, self.reached = worked, reached
            self.steps = steps
            self.fail(error, frame)
            steps = self.steps
        except MemoryError:
            self.running = continuation
            self.worked, self.reached = worked, reached
            self.steps = steps
            self.fail(out_of_memory(), frame)
            steps = self.steps
        finally:
            self.worked, self.reached = worked, reached
            self.steps = steps
            self.ticks += ticks - left
        return ticks - left

    def run_to_op(self) -> None:
        """Tick until an opcode is due, something failed, or everything ended. Does not unwind."""
        while self.error is None and not self.op_due and not self.finished:
            self.run(1)

    def finish(self) -> Value:
        """Run to the end; returns the result or raises the failure."""
        while not self.finished:
            if self.error is not None:
                self.tick()
            else:
                self.run(100_000)
        if self.failure is not None:
            raise self.failure
        return self.result

    # Errors.

    def fail(self, error: NixError, frame: Frame | None) -> None:
        """Note an error where it happened; nothing is unwound yet."""
        if self.running is None and frame is not None and self.frame is frame and frame.ip:
            frame.ip -= 1
            self.steps -= 1
            self.retaken = 1
        if error.span is None:
            error.span = self.error_span()
        if self.running is not None:
            self.put_back(self.running)
        if not error.has_trace:
            taken = take_trace(self)
            error.take_trace(lambda: trace_lines(taken))
        self.running = None
        self.error = error
        if error.step is None:
            error.step = max(self.steps - 1 + self.retaken, 0)
            if self.events.error_raised is not None:
                self.events.error_raised(error)

    def put_back(self, failing: Continuation) -> None:
        """Show the op that led to this failure, though it is done and its frame may have ended: nothing is
        unwound yet.

        What the frame stood on may have ended since, its write-back first: then it stands on what is left.
        """
        frame = self.worked
        if frame is None or (frame.ip != frame.code.end and frame is not self.frame):
            return
        self.interrupted = frame.ip
        if frame is self.frame:
            frame.ip = frame.code.chunk.before(frame.ip)
            self.steps -= 1
            self.retaken = 1
            return
        self.returned = height = len(self.stack)
        if self.reached <= frame.continuations:
            frame.continuations = len(self.continuations)
        frame.base = min(frame.base, height)
        frame.withs = min(frame.withs, len(self.withs))
        if isinstance(failing, Steps) and frame is self.tail:
            self.stack.extend(self.taken)
        frame.ip = self.latest(frame)
        self.frames.append(frame)
        self.frame = frame
        self.steps -= 1
        self.retaken = 1

    def latest(self, frame: Frame) -> int:
        """The instruction that a frame has executed last."""
        return self.tail_ip if frame is self.tail else frame.code.chunk.before(frame.ip)

    def take_away(self) -> None:
        """Undo `put_back`, before unwinding."""
        if self.returned is not None:
            del self.stack[self.returned :]
            self.frames.pop()
            self.frame = self.frames[-1] if self.frames else None
            self.returned = None
        elif self.interrupted is not None and self.frame is not None:
            self.frame.ip = self.interrupted
        self.interrupted = None

    def error_span(self) -> Span | None:
        """Where the error that is being raised comes from."""
        running, worked = self.running, self.worked
        if isinstance(running, WriteBack) and worked is not None:
            return worked.code.chunk.span(self.latest(worked))
        if running is not None:
            for continuation in (running, *reversed(self.continuations[-3:])):
                if continuation.span is not None:
                    return continuation.span
        frame = self.frame
        return frame.code.chunk.span(frame.ip) if frame is not None else None

    def unwind(self) -> None:
        """Take down frames and continuations until one catches the error, a bounded stretch at a time."""
        error = self.error
        if error is None:
            return
        budget = UNWIND_PER_TICK - (self.returned is not None)
        self.take_away()
        self.steps += self.retaken
        self.retaken = 0
        continuations = self.continuations
        for _ in range(budget):
            frame = self.frame
            if frame is not None and len(continuations) <= frame.continuations:
                del self.stack[frame.base :]
                del self.withs[frame.withs :]
                self.leave()
            elif continuations:
                if self.offer(continuations.pop(), error):
                    return
            else:
                break
        if self.frame is None and not continuations:
            del self.stack[:]
            self.legs.clear()
            self.error = None
            self.failure = error

    def offer(self, continuation: Continuation, error: NixError) -> bool:
        """Whether `continuation`, just popped, catches the error."""
        if continuation.catches:
            del self.stack[continuation.height :]
            self.lowest = min(self.lowest, continuation.height)
            self.running = continuation
            self.error = None
            try:
                if continuation.catch(self, error):
                    if self.events.error_caught is not None:
                        self.events.error_caught(error, continuation)
                    return True
            except NixError as other:
                self.fail(other, None)
                return True
            finally:
                self.running = None
            self.error = error
        continuation.abandon(self)
        return False

    # Moves.

    def enter(self, code: Lambda, upvalues: list[Value], arguments: i64, activation: i64 = 0) -> None:
        """Push a frame whose first `arguments` values already lie on the stack."""
        if code.end == 0:
            code.prepare()
        frames = self.frames
        if len(frames) >= self.max_depth:
            raise StackOverflow(f"stack overflow: more than {self.max_depth} frames (see --max-depth)")
        frame = self.frame
        if frame is not None and frame.ip == frame.code.end:
            self.leave()
        if not activation:
            self.activations = activation = self.activations + 1
        self.frame = frame = Frame(
            code,
            upvalues,
            len(self.stack) - arguments,
            len(self.withs),
            len(self.continuations),
            activation,
        )
        frames.append(frame)
        if self.observed and self.events.enter_frame is not None:
            self.events.enter_frame(frame, len(frames), arguments)

    def leave(self) -> None:
        """Pop the top frame; its values stay on the stack."""
        frames = self.frames
        gone = frames.pop()
        self.frame = frames[-1] if frames else None
        if self.observed and self.events.exit_frame is not None:
            self.events.exit_frame(gone, len(frames) + 1)

    def push_continuation(self, continuation: Continuation) -> None:
        """Have `continuation` run next, or after what is entered next; an ended frame leaves first."""
        continuations = self.continuations
        if len(continuations) > self.max_depth * 2:
            raise StackOverflow(f"stack overflow: more than {self.max_depth * 2} pending continuations")
        frame = self.frame
        if frame is not None and frame.ip == frame.code.end:
            self.leave()
        continuations.append(continuation)
        if self.observed and self.events.continuation_pushed is not None:
            self.events.continuation_pushed(continuation)

    def push_steps(self, name: str, body: StepsOf, builtin: Builtin | None = None) -> None:
        """Let a generator run before the frame goes on; what it returns is pushed."""
        if name in CATCHING:
            self.push_continuation(CatchingSteps(body, name, self.site(), builtin))
        else:
            self.push_continuation(Steps(body, name, self.site(), builtin))

    def site(self) -> Site:
        """The place in the program that is being worked on."""
        running = self.running
        if running is not None:
            return running.site if isinstance(running, Steps) else None
        frame = self.frame
        if frame is None:
            return None
        return (frame.code, self.tail_ip if frame is self.tail else max(frame.ip - 1, 0))

    def demand(self, value: Value) -> bool:
        """Get the plain value of `value` onto the stack; True if it is there already."""
        if type(value) is not Thunk:
            self.stack.append(value)
            return True
        thunk: Thunk = value
        if thunk.state == ALIAS:
            target = alias_target(thunk)
            if target is None:
                if self.take_back is not None:
                    self.take_back(thunk)
                thunk.state = SUSPENDED
            else:
                thunk = target
        if thunk.state == SUSPENDED:
            self.force(thunk)
            return False
        if thunk.state == EVALUATED:
            self.stack.append(thunk.value)
            return True
        if self.take_back is not None and self.take_back(value):
            return self.demand(value)
        raise InfiniteRecursion(cell=value)

    def force(self, thunk: Thunk) -> None:
        """Blackhole a suspended cell and start its code; its plain value will be on the stack."""
        frames = self.frames
        if len(frames) >= self.max_depth:
            raise StackOverflow(f"stack overflow: more than {self.max_depth} frames (see --max-depth)")
        frame = self.frame
        if frame is not None and frame.ip == frame.code.end:
            self.leave()
        self.activations = activation = self.activations + 1
        continuations = self.continuations
        continuations.append(WriteBack(thunk, activation))
        thunk.state = BLACKHOLE
        if self.log is not None:
            self.log.thunk_forced(thunk)
        if self.observed:
            self.tell_forced(thunk)
        code = thunk.code
        if type(code) is Lambda:
            if code.end == 0:
                code.prepare()
            self.frame = frame = Frame(
                code, thunk.arguments, len(self.stack), len(self.withs), len(continuations), activation
            )
            frames.append(frame)
            if self.observed and self.events.enter_frame is not None:
                self.events.enter_frame(frame, len(frames), 0)
        else:
            self.run_code(code, thunk.arguments, activation)

    def tell_forced(self, thunk: Thunk) -> None:
        """Tell observers of a force that has just pushed its write-back."""
        if self.events.continuation_pushed is not None:
            self.events.continuation_pushed(self.continuations[-1])
        if self.events.thunk_forced is not None:
            self.events.thunk_forced(thunk)

    def run_code(self, code: Lambda | Application | None, arguments: list[Value], activation: i64) -> None:
        """Start a cell's code for the write-back that stands on top of the continuation stack.

        Activations are numbered in the order in which their first frames begin.
        """
        if type(code) is Lambda:
            self.enter(code, arguments, 0, activation)
            return
        assert type(code) is Application
        function = code.function
        if type(function) is Closure and len(arguments) == 1:
            self.stack.append(arguments[0])
            self.enter(function.code, function.upvalues, 1, activation)
        else:
            write_back = self.continuations[-1]
            assert type(write_back) is WriteBack
            write_back.activation = 0  # no frame has it yet, and others may begin before one does
            self.stack.append(function)
            self.push_continuation(ApplyRest(tuple(arguments)))

    def call_with(self, function: Value, arguments: tuple[Value, ...] | list[Value]) -> None:
        """Apply to one or several arguments; the result, not forced, will be on the stack."""
        if len(arguments) > 1:
            if type(function) is Builtin and function.arity == len(arguments):
                self.apply(function, tuple(arguments))
                return
            self.push_continuation(ApplyRest(tuple(arguments[1:])))
        self.call(function, arguments[0])

    def call(self, function: Value, argument: Value) -> None:
        """Apply to one argument; the result, not forced, will be on the stack."""
        if type(function) is Closure:
            self.stack.append(argument)
            self.enter(function.code, function.upvalues, 1)
        elif type(function) is Builtin:
            self.apply(function, (argument,))
        elif type(function) is PartialBuiltin:
            self.apply(function.builtin, (*function.arguments, argument))
        elif type(function) is AttrSet and "__functor" in function:
            self.push_steps("__functor", call_functor(function, argument))
        elif type(function) is Thunk:
            self.push_steps("call", force_then_call(function, argument))
        else:
            raise TypeMismatch(expected("something that can be called", function))

    def apply(self, builtin: Builtin, arguments: tuple[Value, ...]) -> None:
        """Give a builtin its arguments so far; it runs when it has them all."""
        if self.log is not None:
            self.log.builtin_entered()
        if self.observed and self.events.enter_builtin is not None:
            self.events.enter_builtin(builtin, arguments)
        if len(arguments) < builtin.arity:
            result: Value = PartialBuiltin(builtin, arguments)
        else:
            ready = list(arguments)
            for index, kinds, words in builtin.strict:
                argument = ready[index]
                if type(argument) is Thunk:
                    if argument.state != EVALUATED:
                        self.push_steps(builtin.name, forced_arguments(builtin, ready), builtin)
                        return
                    ready[index] = argument = argument.value
                if kinds is not None and type(argument) not in kinds:
                    refuse(argument, words, builtin, index)
            if builtin.is_generator:
                self.push_steps(builtin.name, builtin.function(*ready), builtin)
                return
            result = builtin.function(*ready)
        if self.observed and self.events.exit_builtin is not None:
            self.events.exit_builtin(builtin, result)
        self.stack.append(result)

    def new_thunk(self, code: Lambda | Application, arguments: list[Value]) -> Thunk:
        """The one place where thunks get their numbers, which count from 0 in order of making."""
        self.thunks += 1
        thunk = Thunk(code, arguments, self.thunks - 1)
        if self.log is not None:
            self.log.thunk_created(thunk)
        if self.observed and self.events.thunk_created is not None:
            self.events.thunk_created(thunk)
        return thunk

    def new_cell(self, value: Value) -> Thunk:
        """A numbered cell that is evaluated from the start."""
        number = self.thunks
        self.thunks = number + 1
        cell = evaluated_cell(value, number)
        if self.log is not None:
            self.log.thunk_created(cell)
        if self.observed and self.events.thunk_created is not None:
            self.events.thunk_created(cell)
        return cell

    def captured_withs(self, frame: Frame) -> tuple[Value, ...]:
        """The whole with-stack as `frame`, the top one, sees it: captured, then own, outermost first."""
        captured = frame.upvalues[-1] if frame.code.captures_with else ()
        own = self.withs[frame.withs :]
        if not own:
            return captured
        stack = self.stack
        return (*captured, *[stack[index] for index in own])

    def own_withs(self, number: int) -> list[int]:
        """The value stack indices of the `with` sets that the frame of that number (from 1) has open."""
        above = self.frames[number].withs if number < len(self.frames) else len(self.withs)
        return self.withs[self.frames[number - 1].withs : above]

    # The world.

    def import_file(self, path: str, scope: AttrSet | None = None) -> Thunk:
        """The thunk of a file's value; each file is compiled and evaluated once, unless it has a scope."""
        thunk = self.imports.get(path) if scope is None else None
        if thunk is None:
            if self.importer is None:
                raise TypeMismatch("there is nothing here that can import files")
            code = self.importer(path, scope)
            if self.events.file_imported is not None:
                self.events.file_imported(path)
            thunk = self.new_thunk(code, [])
            if scope is None:
                self.imports[path] = thunk
        return thunk

    def load_flake(self, reference: str) -> tuple[Value, Value]:
        """FlakeError if whoever made this machine gave it nothing that knows flakes."""
        if self.flakes is None:
            raise FlakeError(f"there is nothing here that can find the flake '{reference}'")
        return self.flakes(self, reference)

    def emit(self, kind: str, text: str) -> None:
        """Tell observers of a `trace`, `warning` or `break`; the machine itself prints nothing."""
        if kind == "trace" and self.events.trace_output is not None:
            self.events.trace_output(text)
        elif kind == "warning" and self.events.warning is not None:
            self.events.warning(text, None)
        elif kind == "break" and self.events.break_reached is not None:
            self.breathe = True
            self.events.break_reached()
