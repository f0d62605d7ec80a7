"""The recorder: an observer that writes down what each step changed, so that any step can be looked at again.

Invariant: for every step in a segment, the keyframe before it and the deltas up to it give the machine's
state before that step. Frames are kept as linked nodes that share what lies below them, each with the
continuations right under it, so that a state is one pointer; only the value stack is a log of deltas: how far
an op took it down, and what was pushed then. How far that is follows from the opcode table for all but the
ops after which another frame is on top; such a change of the scene is a *turn* and is written down whole.

Nothing is written into the program's own values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from debugger.history.lives import Lives
from debugger.history.log.listening import listener, thunk_listeners
from debugger.history.log.record import Record
from vm.chunk import NATIVE
from vm.machine.frames import Frame
from vm.machine.machine import Machine
from vm.values import Builtin, Value

DEFAULT_WINDOW = 2_000_000
DEFAULT_BYTES = 1 << 30


class Recorder(Record):
    """Listens to one machine from now on. `window` is in steps, `most_bytes` an estimate; `direct` says who
    writes the logs of every step: what the machine calls directly, or what listens as any observer does."""

    is_trusted: ClassVar[bool] = True

    def __init__(
        self,
        machine: Machine,
        window: int = DEFAULT_WINDOW,
        most_bytes: int = DEFAULT_BYTES,
        begun: Callable[[], None] | None = None,
        lives: Lives | None = None,
        direct: bool = NATIVE,
    ) -> None:
        super().__init__(machine, window, most_bytes, begun, lives)
        if direct:
            from debugger.history.log.direct import DirectLog

            self.writer = machine.log = log = DirectLog(self)
            self.renew = log.renew
        else:
            self.thunk_created, self.thunk_forced, self.thunk_evaluated, self.renew = thunk_listeners(self)
            self.thunk_aliased = self.handed_over
            self.enter_builtin = self.builtin_entered
        self.begin_segment(machine.steps)
        below: Frame | None = None
        for depth, frame in enumerate(machine.frames, 1):
            frame.node = self.node_for(frame, below, depth)
            below = frame
        machine.keep_code = True
        if not direct:
            self.execute_op, self.continuation_run = listener(self)
        machine.attach(self)

    def builtin_entered(self, builtin: Builtin, arguments: tuple[Value, ...]) -> None:
        self.mark("builtin")
