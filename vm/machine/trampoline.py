"""Continuations: what is to be done with a value that is still being computed.

Builtins and slow paths of opcodes are generators that yield requests; a `Steps` continuation holds one
such generator while the machine fulfils its request. Nothing here calls the machine's loop, so nothing
recurses on the host's stack. The invariant: a continuation that runs stands on top of the continuation
stack, and the value that it waited for, if any, on top of the value stack.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias, final

from mypy_extensions import mypyc_attr

from vm.errors import InfiniteRecursion, NixError
from vm.machine.observer import Event
from vm.spans import Span
from vm.steps import PAUSE, Note, StepsOf
from vm.thunks import ALIAS, EVALUATED, SUSPENDED, Application, Thunk, alias_target
from vm.values import AttrSet, Builtin, Value

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.chunk import Lambda
    from vm.machine.machine import Machine

BUDGET: Final = 1000
"""Primitive operations that one run of a continuation may take before it lets the machine breathe."""

FIRST_RUN: Final = "its first run"
"""What a body waits for that has not begun."""

Site: TypeAlias = "tuple[Lambda, int] | None"
"""Where in the program something was asked for: code and instruction."""


def format_note(note: Note) -> str:
    """The note in words; "" for None. Only made when it is shown."""
    return note[0].format(*note[1:]) if note else ""


def site_span(site: Site) -> Span | None:
    """The span of that instruction; None outside of any code."""
    return site[0].chunk.span(site[1]) if site else None


class Request:
    """Something a generator needs from the machine. The answer comes as the value of its `yield`."""

    __slots__ = ("note",)
    note: Note
    waits_for: ClassVar[str] = ""

    def start(self, vm: Machine) -> bool:
        """Begin; True if the answer already stands on the value stack."""
        raise NotImplementedError


class Force(Request):
    """The plain value of `value`."""

    __slots__ = ("value",)
    waits_for = "a value"

    def __init__(self, value: Value, note: Note = None) -> None:
        self.value = value
        self.note = note

    def start(self, vm: Machine) -> bool:
        return vm.demand(self.value)


class Call(Request):
    """The forced result of applying `function` to the arguments, one after the other."""

    __slots__ = ("arguments", "function")
    waits_for = "the result of a call"

    def __init__(self, function: Value, *arguments: Value, note: Note = None) -> None:
        self.function = function
        self.arguments = arguments
        self.note = note

    def start(self, vm: Machine) -> bool:
        vm.push_continuation(ForceResult())
        vm.call_with(self.function, self.arguments)
        return False


class Equal(Request):
    """Whether two values are equal; `by_identity` allows the same reference to be equal at the top."""

    __slots__ = ("by_identity", "left", "right")
    waits_for = "a comparison"

    def __init__(self, left: Value, right: Value, by_identity: bool = True, note: Note = None) -> None:
        self.left = left
        self.right = right
        self.by_identity = by_identity
        self.note = note

    def start(self, vm: Machine) -> bool:
        from vm.machine.equality import begin_equality

        return begin_equality(vm, self.left, self.right, self.by_identity)


class Skip(Request):
    """How many elements of a list from `start` on are known to differ from a value; -1 where somebody looks,
    who is to see each comparison."""

    __slots__ = ("elements", "start_at", "value")
    waits_for = "a comparison"

    def __init__(self, value: Value, elements: tuple[Value, ...], start_at: int) -> None:
        self.value = value
        self.elements = elements
        self.start_at = start_at
        self.note = None

    def start(self, vm: Machine) -> bool:
        from vm.machine.equality import known_to_differ

        vm.stack.append(known_to_differ(self.value, self.elements, self.start_at) if vm.is_unseen else -1)
        return True


class Ask(Request):
    """An answer from the host: files, environment. `question` names a method of vm.world.host.Host."""

    __slots__ = ("arguments", "question")
    waits_for = "the host"

    def __init__(self, question: str, *arguments: Any) -> None:
        self.question = question
        self.arguments = arguments
        self.note = None

    def start(self, vm: Machine) -> bool:
        vm.stack.append(getattr(vm.host, self.question)(*self.arguments))
        return True


class ImportFile(Request):
    """The (shared, cached) thunk of the value of the file at a canonical path.

    With a `scope` its names come before the globals, and nothing is cached.
    """

    __slots__ = ("path", "scope")
    waits_for = "a file"

    def __init__(self, path: str, scope: AttrSet | None = None) -> None:
        self.path = path
        self.scope = scope
        self.note = None

    def start(self, vm: Machine) -> bool:
        vm.stack.append(vm.import_file(self.path, self.scope))
        return True


class LoadFlake(Request):
    """The program that calls a flake, and what it takes: the flakes that this one consists of."""

    __slots__ = ("reference",)
    waits_for = "a flake"

    def __init__(self, reference: str) -> None:
        self.reference = reference
        self.note = None

    def start(self, vm: Machine) -> bool:
        vm.stack.append(vm.load_flake(self.reference))
        return True


class Emit(Request):
    """Output of the program: `trace` messages."""

    __slots__ = ("kind", "text")

    def __init__(self, kind: str, text: str) -> None:
        self.kind = kind
        self.text = text
        self.note = None

    def start(self, vm: Machine) -> bool:
        vm.emit(self.kind, self.text)
        vm.stack.append(None)
        return True


class Suspend(Request):
    """New thunks that will each apply `function` to its arguments when forced; answers their list."""

    __slots__ = ("function", "maker", "rows")

    def __init__(self, maker: str, function: Value, rows: list[list[Value]]) -> None:
        self.maker = maker
        self.function = function
        self.rows = rows
        self.note = None

    def start(self, vm: Machine) -> bool:
        application = Application(self.maker, self.function, site_span(vm.site()))
        vm.stack.append([vm.new_thunk(application, row) for row in self.rows])
        return True


class TailCall:
    """Returned by a generator: its result is the result of this call, which takes its place."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Value, *arguments: Value) -> None:
        self.function = function
        self.arguments = arguments


class Continuation:
    """What to do with a result. `run` is called with itself on top of the continuation stack."""

    __slots__ = ()
    catches: ClassVar[bool] = False
    height: i64
    """Value stack height to cut to when an error is caught here."""

    def run(self, vm: Machine) -> None:
        """Do a bounded piece of work; pops itself when it has finished."""
        raise NotImplementedError

    def abandon(self, vm: Machine) -> None:
        """The stack is being unwound past this continuation."""

    def catch(self, vm: Machine, error: NixError) -> bool:
        """Offer an error that passes by; True if evaluation goes on from here."""
        return False

    def describe(self) -> str:
        """What will be done, for people."""
        raise NotImplementedError

    @property
    def owner(self) -> str:
        """The builtin or opcode that this belongs to."""
        raise NotImplementedError

    @property
    def span(self) -> Span | None:
        """Where it was asked for; None if no place is known."""
        return None

    @property
    def waits(self) -> str:
        """What it waits for, in words: "the left value"."""
        return "a value"


NO_ARGUMENTS: list[Value] = []
"""What an evaluated cell has left of its captures; shared, and never filled."""


@final
@mypyc_attr(free_list_len=1)
class WriteBack(Continuation):
    """Takes the result, writes it into the cell, and forces it again."""

    __slots__ = ("abandoned", "activation", "taken", "thunk")

    def __init__(self, thunk: Thunk, activation: i64) -> None:
        self.thunk = self.taken = thunk
        self.abandoned = False
        self.activation: i64 = activation
        """The activation that runs the cell's code; a cell that takes over another's code keeps it."""

    def run(self, vm: Machine) -> None:
        result = vm.stack[-1]
        thunk = self.thunk
        if type(result) is Thunk:
            asked = result
            if result.state == ALIAS:
                result = self.resolve_alias(vm, result)
            if result.state == SUSPENDED:
                self.take_over(vm, result)
                return
            if result.state != EVALUATED:
                if vm.take_back is None or not vm.take_back(asked):
                    raise InfiniteRecursion(cell=asked)
                self.take_over(vm, asked)
                return
            result = vm.stack[-1] = result.value
        vm.continuations.pop()
        self.taken = thunk  # aliases point here: what points back would leave both to the collector
        thunk.value = result
        thunk.state = EVALUATED
        if not vm.keep_code:
            thunk.code = None
            thunk.arguments = NO_ARGUMENTS
        if vm.log is not None:
            vm.log.thunk_evaluated(thunk)
        if vm.observed and vm.events.thunk_evaluated is not None:
            vm.events.thunk_evaluated(thunk)

    def resolve_alias(self, vm: Machine, inner: Thunk) -> Thunk:
        """The cell at the end of a chain of aliases; `inner`, suspended again, if that one is gone."""
        target = alias_target(inner)
        if target is not None:
            return target
        if vm.take_back is not None:
            vm.take_back(inner)
        inner.state = SUSPENDED
        return inner

    def take_over(self, vm: Machine, inner: Thunk) -> None:
        """Run the inner cell's code as if it were this cell's own, at the same depth."""
        vm.stack.pop()
        code, arguments = inner.code, inner.arguments
        inner.state = ALIAS
        inner.value = self
        self.taken = inner
        if vm.log is not None:
            vm.log.thunk_aliased(inner, self.thunk)
        if vm.observed and vm.events.thunk_aliased is not None:
            vm.events.thunk_aliased(inner, self.thunk)
        if not self.activation:
            vm.activations = self.activation = vm.activations + 1
        vm.run_code(code, arguments, self.activation)

    def abandon(self, vm: Machine) -> None:
        self.abandoned = True
        self.thunk.state = SUSPENDED
        if vm.events.thunk_failed is not None:
            vm.events.thunk_failed(self.thunk)

    @property
    def working_on(self) -> Thunk:
        """The cell whose code runs: the own, or one that handed its code over."""
        return self.taken

    def describe(self) -> str:
        return f"write the result into thunk#{self.thunk.number}"

    @property
    def owner(self) -> str:
        return "OpForce"

    @property
    def span(self) -> Span | None:
        code = self.thunk.code
        return code.span if code is not None else None


class ForceResult(Continuation):
    """Forces whatever comes back; what `Call` adds to an application."""

    __slots__ = ()

    def run(self, vm: Machine) -> None:
        vm.continuations.pop()
        result = vm.stack[-1]
        if type(result) is Thunk:
            vm.stack.pop()
            vm.demand(result)

    def describe(self) -> str:
        return "force the result of the call"

    @property
    def owner(self) -> str:
        return "OpCall"


class Then(Continuation):
    """Starts a body with the value that comes back."""

    __slots__ = ("body", "name")

    def __init__(self, name: str, body: Callable[[Value], StepsOf]) -> None:
        self.name = name
        self.body = body

    def run(self, vm: Machine) -> None:
        vm.continuations.pop()
        vm.push_steps(self.name, self.body(vm.stack.pop()))

    def describe(self) -> str:
        return self.name

    @property
    def owner(self) -> str:
        return self.name


class Steps(Continuation):
    """A suspended generator: the body of a builtin or of an opcode's slow path."""

    __slots__ = ("answered", "body", "builtin", "height", "name", "request", "site")

    def __init__(self, body: StepsOf, name: str, site: Site, builtin: Builtin | None = None) -> None:
        self.body = body
        self.name = name
        self.site = site
        self.builtin = builtin
        self.answered = False
        self.request: Request | None = None
        self.height: i64 = 0

    def run(self, vm: Machine) -> None:
        stack = vm.stack
        answer: Value = None
        if self.answered:
            answer = stack.pop()
        self.answered = True
        send = self.body.send
        try:
            for _ in range(BUDGET):
                request = send(answer)
                if type(request) is Force:
                    value = request.value
                    if type(value) is not Thunk:
                        answer = value
                        continue
                    if value.state == EVALUATED:
                        answer = value.value
                        continue
                elif request is PAUSE:
                    answer = None
                    break
                self.request = request
                self.height = len(stack)
                if not request.start(vm):
                    return
                answer = stack.pop()
        except StopIteration as stop:
            self.finish(vm, stop.value)
            return
        stack.append(answer)
        vm.breathe = True

    def finish(self, vm: Machine, result: Value) -> None:
        """Pop itself, then push the result or go over into the tail call that was returned."""
        vm.continuations.pop()
        if self.builtin is not None:
            exit_builtin: Event | None = vm.events.exit_builtin
            if exit_builtin is not None:
                exit_builtin(self.builtin, result)
        if type(result) is TailCall:
            vm.call_with(result.function, result.arguments)
        else:
            vm.stack.append(result)

    def abandon(self, vm: Machine) -> None:
        self.body.close()

    def describe(self) -> str:
        note = format_note(self.request.note) if self.request is not None else ""
        return f"{self.name}: {note}" if note else self.name

    @property
    def owner(self) -> str:
        return self.name

    @property
    def span(self) -> Span | None:
        return site_span(self.site)

    @property
    def waits(self) -> str:
        return self.request.waits_for if self.request is not None else FIRST_RUN


class CatchingSteps(Steps):
    """Steps of a builtin that sees errors pass by: the error is thrown into its generator."""

    __slots__ = ()
    catches = True

    def catch(self, vm: Machine, error: NixError) -> bool:
        if not self.answered:
            return False
        try:
            request = self.body.throw(error)
        except StopIteration as stop:
            vm.continuations.append(self)
            self.finish(vm, stop.value)
            return True
        except NixError as passed:
            if passed is not error:
                raise
            return False
        vm.continuations.append(self)
        if request is PAUSE:
            vm.stack.append(None)
            return True
        self.request = request
        request.start(vm)
        return True


def force_note(index: int, count: int) -> Note:
    """The note for the element at `index`, which people see counted from 1."""
    return ("element {} of {}", index + 1, count)
