"""The workspace of a read-eval-print loop: names that have values, and expressions that use them.

Every expression has a machine of its own; the cells, the imported files and the host are shared, so what was
evaluated once is not evaluated again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from compiler.compile import compile_function, compile_source
from compiler.options import Options
from debugger.errors import DebuggerError
from debugger.loading.limits import Limits
from debugger.loading.own_code import ALL_OWN
from debugger.loading.program import Program, load
from debugger.messages import Message
from debugger.provenance.findings import Witness
from debugger.side.completion import completions
from debugger.side.evaluation import Outcome, called, machine_beside
from debugger.side.scope import IDENTIFIER, Scope, words
from debugger.text import safe_lines
from vm.chunk import Lambda
from vm.errors import Cancelled, LimitExceeded, NixError, TypeMismatch
from vm.machine.deep import deeply
from vm.machine.machine import Leg, Machine
from vm.spans import Source, from_host, to_display
from vm.text.messages import expected
from vm.text.printer import print_name
from vm.thunks import CELLS_NOW, Application
from vm.values import AttrSet, Closure, Value

SLICE = 100_000
BINDING = re.compile(rf"\s*(?P<name>{IDENTIFIER})\s*=(?!=)(?P<text>.*)\Z", re.DOTALL)


class Workspace:
    """Names and their values. `listener` is told what expressions say."""

    def __init__(self, program: Program, limits: Limits, listener: Callable[[Message], None]) -> None:
        self.program = replace(program, expression="null", path=None)
        self.limits = limits
        self.listener = listener
        self.loaded = load(self.program)
        known = self.loaded.options
        self.options = Options(known.globals, known.home, (), known.pipes, 1)
        self.names: dict[str, Value] = {}
        """By name, byte-per-character."""
        self.texts: list[str] = []
        """What gave them their values, to be written before an expression that is debugged."""
        self.failed = ""
        """The expression that failed last."""

    # Machines.

    def machine(self) -> Machine:
        """One that has what the workspace has."""
        made = machine_beside(self.loaded, self.options)
        made.imports = self.loaded.machine.imports
        made.thunks = self.loaded.machine.thunks
        made.attach(self)
        made.attach(Witness(made, lambda: ALL_OWN))
        return made

    def finish(self, vm: Machine) -> Value:
        """Run to the end, within the limits; raises what it fails with. Ctrl-C leaves no cell half done."""
        self.limits.restart()
        try:
            with self.limits.running():
                while not vm.finished:
                    if vm.error is not None:
                        vm.tick()
                        continue
                    vm.run(self.limits.slice(vm, SLICE))
                    reached = self.limits.check(vm)
                    if reached is not None and not vm.finished:
                        vm.fail(reached, None)
        except LimitExceeded as reached:
            self.give_up(vm, reached)
        except KeyboardInterrupt:
            self.give_up(vm, Cancelled("the evaluation was cancelled"))
        finally:
            self.loaded.machine.thunks = vm.thunks
        if vm.failure is not None:
            raise vm.failure
        return vm.result

    def give_up(self, vm: Machine, error: NixError) -> None:
        """Unwind everything."""
        if vm.error is None:
            vm.fail(error, None)
        while not vm.finished:
            vm.tick()

    def trace_output(self, text: str) -> None:
        self.listener(Message("trace", safe_lines(text)))

    def warning(self, text: str, span: object) -> None:
        self.listener(Message("evaluation warning", safe_lines(text)))

    # Expressions.

    def source(self, text: str) -> Source:
        return Source.of_expression(text, self.loaded.machine.host.base_dir)

    def function(self, text: str) -> tuple[Lambda, AttrSet]:
        """An expression as a function of the names that it mentions; raises ParseError or CompileError."""
        used = AttrSet({name: self.names[name] for name in sorted(words(text) & self.names.keys())})
        return compile_function(self.source(text), self.options, tuple(used), ()), used

    def evaluate(self, text: str, is_deep: bool = False) -> Value:
        """The value of an expression; raises NixError."""
        code, used = self.function(text)
        vm = self.machine()
        stages: list[Leg] = [("in scope", lambda function: called(function, used))]
        vm.start(code, [*stages, ("deep force", deeply)] if is_deep else stages)
        try:
            return self.finish(vm)
        except NixError:
            self.failed = text
            raise

    def force(self, value: Value, is_deep: bool = False) -> Value:
        """The plain value; raises NixError."""
        vm = self.machine()
        vm.legs = [("deep force", deeply)] if is_deep else []
        return (
            value if vm.demand(value) and not is_deep and CELLS_NOW.peek(value) is value else self.finish(vm)
        )

    def call(self, function: Value, argument: Value) -> Value:
        """The result of a call; raises NixError."""
        vm = self.machine()
        vm.legs = [("call", lambda plain: called(plain, argument))]
        vm.demand(function)
        return self.finish(vm)

    # Names.

    def bind(self, name: str, text: str) -> None:
        """Give a name the value of an expression, which is evaluated when it is needed; raises what does not
        compile."""
        code, used = self.function(text)
        vm = self.machine()
        vm.start(code)
        function = self.finish(vm)
        self.names[from_host(name)] = self.put_off(function, used)
        self.texts.append(f"{name} = {text};")

    def put_off(self, function: Value, argument: AttrSet) -> Value:
        """A cell that will be the result of a call."""
        return self.loaded.machine.new_thunk(Application("repl", function), [argument])

    def add(self, text: str) -> int:
        """Give all attributes of a set as names; answers how many. A function is called with `{ }`."""
        value = self.evaluate(text)
        written = text
        if type(value) is Closure:
            value, written = self.call(value, AttrSet()), f"({text}) {{ }}"
        if type(value) is not AttrSet:
            raise TypeMismatch(expected("a set", value))
        self.names.update(value)
        if value:
            names = " ".join(to_display(print_name(name)) for name in value.sorted_names())
            self.texts.append(f"inherit ({written}) {names};")
        return len(value)

    def load(self, path: str) -> int:
        """The same of a file."""
        host = self.loaded.machine.host
        full = host.absolute(from_host(path))
        return self.add(f"import {to_display(full)}")

    def forget(self) -> None:
        """Files are read again, and nothing has a name."""
        self.loaded = load(self.program)
        self.names.clear()
        self.texts.clear()

    def program_of(self, text: str) -> Program:
        """An expression as a program that has the names which it needs."""
        whole = f"let {' '.join(self.texts)} in {text}" if self.texts else text
        return replace(self.program, expression=whole, level=0)

    def chunks(self, text: str) -> list[Lambda]:
        """The code of an expression, inner chunks first."""
        options = Options(self.options.globals, self.options.home, (), self.options.pipes, self.program.level)
        compile_source(self.source(text), options, self.names or None)
        return list(options.chunks.values())

    def completions(self, text: str) -> list[str]:
        """What an expression that is being typed may become."""

        def evaluated(before: str) -> Outcome:
            try:
                return Outcome(self.evaluate(before), CELLS_NOW)
            except NixError as error:
                return Outcome(None, CELLS_NOW, error)

        return completions(text, Scope(self.names), self.options.globals, evaluated)


def binding_in(text: str) -> tuple[str, str] | None:
    """Name and expression of `x = 1`; None for what is an expression itself."""
    found = BINDING.match(text)
    if found is None:
        return None
    value = found["text"].strip().removesuffix(";")
    if not value:
        raise DebuggerError(f"{found['name']} = what?")
    return found["name"], value
