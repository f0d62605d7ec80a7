"""Observers: whoever wants to see the machine at work.

An observer is any object with some of these methods; the machine calls the ones it has, in the order in
which observers were attached. With none attached an event costs the machine one comparison with None.
An exception in an observer is a bug of the tool and ends the session: it never looks like a Nix error. Only
a limit may strike there as anywhere.
One that says `is_trusted` is called without that safety net, which costs half as much.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vm.errors import LimitExceeded, VmBug
from vm.thunks import Thunk

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.frames import Frame
    from vm.machine.trampoline import Continuation

EVENTS = (
    "execute_op",  # frame, ip, op: before each step
    "enter_frame",  # frame, depth, argument count: after the push
    "exit_frame",  # frame, depth: after the pop, result on top, before continuations
    "tail_call",  # frame, callee lambda: alone, instead of exit and enter
    "enter_builtin",  # builtin, arguments
    "exit_builtin",  # builtin, result: before the result is pushed
    "thunk_created",  # thunk
    "thunk_forced",  # thunk: suspended until now, about to run
    "thunk_evaluated",  # thunk
    "thunk_failed",  # thunk: suspended again
    "thunk_aliased",  # thunk, cell: it handed its code over to that cell
    "continuation_pushed",  # continuation
    "continuation_run",  # continuation
    "with_pushed",  # frame, stack index
    "with_popped",  # frame
    "error_raised",  # error; once for each, however often it is passed on
    "error_caught",  # error, continuation
    "warning",  # message, span
    "trace_output",  # message
    "file_imported",  # path
    "break_reached",  # builtins.break is running: the next opcode is where to stop
)


HOT_EVENTS = tuple(name for name in EVENTS[: EVENTS.index("with_pushed")] if name != "thunk_failed")
"""The machine asks about all of these at once, through `Machine.observed`."""


class ObserverFailed(VmBug):
    """An observer raised; the message names it and the event."""


Event = Callable[..., None]


def guarded(observer: object, name: str, method: Event) -> Event:
    """`method` with its failures marked as the observer's own."""

    def call(*args: Any) -> None:
        try:
            method(*args)
        except (BrokenPipeError, LimitExceeded):
            raise
        except Exception as failure:
            raise ObserverFailed(
                f"observer {type(observer).__name__} failed in {name}: {failure!r}"
            ) from failure

    return call


def combined(first: Event | None, second: Event) -> Event:
    """Both, in order."""
    if first is None:
        return second
    before = first

    def call(*args: Any) -> None:
        before(*args)
        second(*args)

    return call


class StepLog:
    """What a machine tells of every step to a log that is compiled together with it: what the events of the
    same kind tell, without the cost of calling something that may be anything."""

    def step(self, frame: Frame, ip: i64) -> None:
        """`execute_op`."""
        raise NotImplementedError

    def continuation_run(self, continuation: Continuation) -> None:
        raise NotImplementedError

    def builtin_entered(self) -> None:
        """`enter_builtin`."""
        raise NotImplementedError

    def thunk_created(self, thunk: Thunk) -> None:
        raise NotImplementedError

    def thunk_forced(self, thunk: Thunk) -> None:
        raise NotImplementedError

    def thunk_evaluated(self, thunk: Thunk) -> None:
        raise NotImplementedError

    def thunk_aliased(self, thunk: Thunk, cell: Thunk) -> None:
        raise NotImplementedError


class Events:
    """One attribute per event: None, or what to call."""

    __slots__ = EVENTS

    execute_op: Event | None
    enter_frame: Event | None
    exit_frame: Event | None
    tail_call: Event | None
    enter_builtin: Event | None
    exit_builtin: Event | None
    thunk_created: Event | None
    thunk_forced: Event | None
    thunk_evaluated: Event | None
    thunk_failed: Event | None
    thunk_aliased: Event | None
    continuation_pushed: Event | None
    continuation_run: Event | None
    with_pushed: Event | None
    with_popped: Event | None
    error_raised: Event | None
    error_caught: Event | None
    warning: Event | None
    trace_output: Event | None
    file_imported: Event | None
    break_reached: Event | None

    def __init__(self) -> None:
        for name in EVENTS:
            setattr(self, name, None)

    @property
    def any_hot(self) -> bool:
        """Whether anybody listens to what happens in almost every step."""
        return any(getattr(self, name) is not None for name in HOT_EVENTS)

    def attach(self, observer: object) -> None:
        """Listen with every event method that `observer` has."""
        for name in EVENTS:
            method = getattr(observer, name, None)
            if method is not None:
                event = method if getattr(observer, "is_trusted", False) else guarded(observer, name, method)
                setattr(self, name, combined(getattr(self, name), event))
