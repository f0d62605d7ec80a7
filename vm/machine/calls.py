"""Applications that cannot happen at once: several arguments, functors, arguments still to be forced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.errors import TypeMismatch
from vm.machine.trampoline import Call, Continuation, Force, TailCall
from vm.steps import StepsOf
from vm.store.contexts import without_context
from vm.text.messages import expected
from vm.thunks import Thunk
from vm.values import AttrSet, Builtin, ContextString, Value

if TYPE_CHECKING:
    from vm.machine.machine import Machine


def refuse(argument: Value, words: str, builtin: Builtin, index: int) -> None:
    """TypeMismatch for a strict argument of the wrong type; a functor may stand for a function."""
    if words == "a function" and type(argument) is AttrSet and "__functor" in argument:
        return
    if words == "a string" and type(argument) is ContextString:
        without_context(argument, "the string")
    error = TypeMismatch(expected(words, argument))
    which = f"argument {index + 1}" if builtin.arity > 1 else "the argument"
    error.notes.append(f"it is {which} of builtins.{builtin.name}")
    raise error


class ApplyRest(Continuation):
    """Takes a function from the stack and applies it to the arguments that are left."""

    __slots__ = ("arguments",)

    def __init__(self, arguments: tuple[Value, ...]) -> None:
        self.arguments = arguments

    def run(self, vm: Machine) -> None:
        function = vm.stack.pop()
        if type(function) is Thunk:
            vm.demand(function)
            return
        vm.continuations.pop()
        vm.call_with(function, self.arguments)

    def describe(self) -> str:
        count = len(self.arguments)
        return f"apply the result to {count} more argument{'s' if count > 1 else ''}"

    @property
    def owner(self) -> str:
        return "OpCall"

    @property
    def waits(self) -> str:
        return "a function"


def force_then_call(function: Value, argument: Value) -> StepsOf:
    """The function is forced as a step of its own; the call takes the place of this body."""
    return TailCall((yield Force(function)), argument)


def call_functor(functor: AttrSet, argument: Value) -> StepsOf:
    """`{ __functor = self: x: ...; } x`: two calls, the second in the place of this one."""
    function = yield Force(functor["__functor"])
    bound = yield Call(function, functor)
    return TailCall(bound, argument)


def forced_arguments(builtin: Builtin, arguments: list[Value]) -> StepsOf:
    """Force the strict arguments in the builtin's order, then run it."""
    for index, kinds, words in builtin.strict:
        argument = yield Force(arguments[index], note=("force argument {} of {}", index + 1, builtin.arity))
        if kinds is not None and type(argument) not in kinds:
            refuse(argument, words, builtin, index)
        arguments[index] = argument
    result = builtin.function(*arguments)
    if builtin.is_generator:
        result = yield from result
    return result
