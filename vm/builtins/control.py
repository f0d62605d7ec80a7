"""Errors, evaluation order, and what a program says while it runs."""

from __future__ import annotations

from vm.builtins.registry import Forced, Plain, Str, builtin
from vm.errors import Aborted, Catchable, NixError, Thrown
from vm.machine.coercion import coerce_to_string
from vm.machine.deep import deep_force_then
from vm.machine.trampoline import Ask, Emit, Force
from vm.steps import StepsOf
from vm.store.store_paths import new_hash, to_base32
from vm.text.printer import print_value
from vm.values import AttrSet, Value, is_string


@builtin("throw", lesson="Fails with a message; tryEval catches it.")
def throw(s: Value) -> StepsOf:
    raise Thrown(str((yield from coerce_to_string(s, strong=False, copy_paths=True))))


@builtin("abort", lesson="Fails with a message that nothing catches.")
def abort(s: Value) -> StepsOf:
    text = yield from coerce_to_string(s, strong=False, copy_paths=True)
    raise Aborted(f"evaluation aborted with the following error message: '{text}'")


@builtin("tryEval", lesson="Forces a value and says whether that worked; catches throw and assert.")
def try_eval(e: Value) -> StepsOf:
    try:
        yield Force(e)
    except Catchable:
        return AttrSet({"success": False, "value": False})
    # The argument itself, not its plain value: as in Nix, it stays the same reference.
    return AttrSet({"success": True, "value": e})


@builtin(
    "addErrorContext", lesson="Adds a line to any error that passes by while its second argument is forced."
)
def add_error_context(context: Value, e: Value) -> StepsOf:
    try:
        return (yield Force(e))
    except NixError as error:
        caught = error
    text = yield from coerce_to_string(context, strong=False, copy_paths=True)
    caught.notes.append(str(text))
    raise caught


@builtin("seq", lesson="Forces its first argument, then stands for its second.")
def seq(e1: Forced, e2: Value) -> Value:
    return e2


@builtin("deepSeq", lesson="Forces its first argument and all it holds, then stands for its second.")
def deep_seq(e1: Forced, e2: Value) -> StepsOf:
    return deep_force_then(e1, e2)


@builtin("trace", lesson="Prints its first argument, then stands for its second.")
def trace(e1: Forced, e2: Value) -> StepsOf:
    yield traced(e1)
    return e2


def traced(value: Value) -> Emit:
    """The request to say `value`: a string as it is, anything else as it is printed, nothing forced."""
    return Emit("trace", str(value) if is_string(value) else print_value(value))


@builtin("placeholder", lesson="What stands for an output's path until the builder knows it.")
def placeholder(output: Plain) -> str:
    digest = new_hash("sha256", f"nix-output:{output}".encode("latin-1")).digest()
    return "/" + to_base32(digest)


@builtin("warn", lesson="Prints a warning, then stands for its second argument.")
def warn(e1: Str, e2: Value) -> StepsOf:
    yield Emit("warning", str(e1))
    if (yield Ask("aborts_on_warning")):
        raise Aborted("aborting to reveal the stack trace of a warning, as NIX_ABORT_ON_WARN is set")
    return e2


@builtin("break", lesson="Stops the debugger here, then stands for its argument.")
def break_(v: Value) -> StepsOf:
    yield Emit("break", "")
    return v


@builtin("traceVerbose", lesson="Like trace with --trace-verbose; else the first argument is never forced.")
def trace_verbose(e1: Value, e2: Value) -> StepsOf:
    if (yield Ask("traces_verbosely")):
        yield traced((yield Force(e1)))
    return e2
