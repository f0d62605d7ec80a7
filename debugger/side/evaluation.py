"""A side evaluation: a second machine on the same heap, whose marks on it are undone at the end.

It makes no steps, messages, imports or questions of the program, and its code is not among the program's. A
cell that the run evaluates later than the moment that is looked at is not evaluated again: it would give the
same value. How the cells of the result look is what the side found, on top of how they looked at that moment.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from compiler.compile import compile_function, compile_source
from compiler.options import Options
from debugger.history.timeline import State
from debugger.loading.limits import Limits
from debugger.loading.program import Loaded, file_source, flake_loader
from debugger.recordings.journal import RememberingHost
from debugger.side.scope import Scope, words
from debugger.side.undo import SideCells, Undo
from debugger.text import safe
from vm.chunk import Lambda
from vm.errors import Cancelled, LimitExceeded, NixError, UndefinedVariable
from vm.machine.deep import deeply
from vm.machine.machine import Machine
from vm.machine.trampoline import Call
from vm.spans import Source
from vm.steps import StepsOf
from vm.thunks import CELLS_NOW, Cells
from vm.values import AttrSet, Value

MOST_STEPS: Final = 10_000_000
SLICE: Final = 2_000
"""Ticks between two looks at the clock."""
WITH: Final = "__with {}"
"""What the sets of open `with`s are called: nobody can write that."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: a value, or the error; and how the cells look to it."""

    value: Value
    cells: Cells
    error: NixError | None = None
    steps: int = 0

    @property
    def trouble(self) -> str:
        """Why there is no value, with the code of the error; "" if there is one."""
        return f"{safe(self.error.message)} [{self.error.code}]" if self.error is not None else ""


class Side:
    """What the side evaluations of one load have in common: how expressions are compiled."""

    def __init__(self, loaded: Loaded, level: int = 1) -> None:
        self.loaded = loaded
        known = loaded.options
        self.options = Options(known.globals, known.home, (), known.pipes, level)
        self.compiled = lru_cache(maxsize=256)(self.compile)

    def compile(self, text: str, names: tuple[str, ...], withs: int) -> Lambda:
        """A function of a set that has these names, and the sets of so many `with`s."""
        source = Source.of_expression(text, self.loaded.machine.host.base_dir)
        return compile_function(source, self.options, names, [WITH.format(at) for at in range(withs)])

    def looks_up(self, text: str, name: str) -> bool:
        """Whether an expression needs a name from around it, and does not only bind it or select it. With a
        `with` in it, that counts as needed: a name that is bound around it comes before those of the set."""
        others = words(text) - {name}
        if "with" in others:
            return True
        try:
            self.compiled(text, tuple(sorted(others)), 0)
        except UndefinedVariable:
            return True
        except NixError:
            return False
        return False

    def code(self, text: str, scope: Scope) -> tuple[Lambda, AttrSet]:
        """An expression as a function, and what it is to be applied to; raises ParseError or CompileError."""
        mentioned = words(text)
        used = AttrSet({name: scope.names[name] for name in sorted(mentioned & scope.names.keys())})
        code = self.compiled(text, tuple(used), len(scope.withs))
        for at, value in enumerate(scope.withs):
            used[WITH.format(at)] = value
        return code, used

    def machine(self, undo: Undo) -> Machine:
        """One that has what the program has, and leaves it alone."""
        made = machine_beside(self.loaded, self.options)
        made.imports = dict(self.loaded.machine.imports)
        made.thunks = undo.own
        made.keep_code = True
        made.take_back = undo.take_back
        made.attach(undo)
        return made


def machine_beside(loaded: Loaded, options: Options) -> Machine:
    """A machine that asks the host of another one, and whose code is not among the other's."""
    host = loaded.machine.host

    def compiled(source: Source, scope: AttrSet | None = None) -> Lambda:
        return compile_source(source, options, scope).toplevel

    def imported(path: str, scope: AttrSet | None) -> Lambda:
        return compiled(file_source(path, host), scope)

    made = Machine(host, imported, loaded.machine.max_depth)
    made.flakes = flake_loader(host, compiled)
    return made


class SideEvaluation:
    """One expression, or one value to be forced, under way. Whoever gives it up calls `cancel`."""

    def __init__(self, side: Side, state: State, limits: Limits, is_deep: bool = False) -> None:
        self.outcome: Outcome | None = None
        self.is_deep = is_deep
        self.cells = state.cells
        self.limits = limits
        self.undo = Undo(side.loaded.machine.thunks, state.cells)
        self.machine = side.machine(self.undo)
        self.held = ExitStack()
        host = side.loaded.machine.host
        if isinstance(host, RememberingHost):
            self.held.enter_context(host.journal.forgetful())

    def begin(self, code: Lambda, argument: Value) -> None:
        """Have a function called, and its result forced."""
        stages = [("in scope", lambda function: called(function, argument))]
        self.machine.start(code, [*stages, ("deep force", deeply)] if self.is_deep else stages)

    def force(self, value: Value) -> None:
        """Have a value forced."""
        vm = self.machine
        vm.legs = [("deep force", deeply)] if self.is_deep else []
        if vm.demand(value) and not self.is_deep:
            self.end()

    def advance(self, seconds: float) -> bool:
        """Go on for at most about `seconds`; True when it has ended, and everything is undone."""
        deadline = time.monotonic() + seconds
        vm = self.machine
        try:
            with self.limits.running():
                while self.outcome is None:
                    if vm.finished:
                        self.end()
                    elif vm.error is not None:
                        vm.tick()
                    else:
                        vm.run(self.limits.slice(vm, SLICE))
                        reached = self.limits.check(vm) if not vm.finished else None
                        if reached is not None:
                            self.end(reached)
                    if time.monotonic() > deadline:
                        break
        except LimitExceeded as reached:
            self.end(reached)
        except BaseException:
            self.close()
            raise
        return self.outcome is not None

    def cancel(self) -> None:
        """Give it up."""
        if self.outcome is None:
            self.end(Cancelled("the evaluation was cancelled"))

    def end(self, error: NixError | None = None) -> None:
        """Undo everything, and say what came of it."""
        vm = self.machine
        error = error or vm.failure
        value = None if error is not None else vm.result
        found = self.close()
        cells = SideCells(CELLS_NOW if self.is_deep else self.cells, found)
        self.outcome = Outcome(value, cells, error, vm.steps)

    def close(self) -> dict[int, Value]:
        """Put the program's cells back; answers what they were found to be."""
        self.held.close()
        return self.undo.undo()


def called(function: Value, argument: Value) -> StepsOf:
    """The result of a call."""
    return (yield Call(function, argument))


def completed(begun: SideEvaluation | Outcome) -> Outcome:
    """What comes of an evaluation, which is carried out at once."""
    while isinstance(begun, SideEvaluation):
        if begun.advance(1) and begun.outcome is not None:
            return begun.outcome
    return begun


def forced(side: Side, state: State, value: Value, most_steps: int) -> Value:
    """A value forced on the side at once, by so many steps at the most; as it is if that fails."""
    forcing = SideEvaluation(side, state, Limits(max_steps=most_steps))
    forcing.force(value)
    outcome = completed(forcing)
    return value if outcome.error is not None else outcome.value


def begun(
    side: Side,
    state: State,
    scope: Scope,
    text: str,
    limits: Limits | None = None,
    is_deep: bool = False,
) -> SideEvaluation | Outcome:
    """The evaluation of an expression in a scope, under way; its outcome if it does not compile."""
    try:
        code, argument = side.code(text, scope)
    except NixError as error:
        return Outcome(None, state.cells, error)
    made = SideEvaluation(side, state, limits or Limits(max_steps=MOST_STEPS), is_deep)
    made.begin(code, argument)
    return made
