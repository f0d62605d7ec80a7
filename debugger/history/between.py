"""Between two steps: the machine before each run of a continuation that follows an op.

Such a tick has a number of its own, 4274·1 being the first after the op of step 4274. The recorder keeps a
scene only where a tick does not follow from what was before it: the usual one is that the frame on top has
ended with its result, or that the continuation above has ended and left one. Invariant: a state made here is
the one that the live machine had, cells included.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from debugger.history.past import Downwards, PastCells, PastState, continuations_down, links_down
from debugger.history.recorder import Recorder
from debugger.history.segments import BEGUN, FAILED, HANDED, Node, Scene, Segment
from vm.machine.trampoline import Continuation, WriteBack
from vm.thunks import BLACKHOLE, EVALUATED, SUSPENDED, Thunk
from vm.values import Value


class BetweenCells(PastCells):
    """How thunks looked before a tick: as before its step, but for what has happened since."""

    def __init__(self, recorder: Recorder, step: int) -> None:
        super().__init__(recorder, step, {})
        self.changed: dict[int, int] = {}
        """States that the op of the step and the ticks before this one have changed, by number."""
        self.taken: dict[int, Thunk] = {}
        """By number of those that handed their code over since: which cell took it."""
        self.caught = False
        """Whether an error has been caught since: cells that failed on the way are suspended again."""

    def state(self, thunk: Thunk) -> int:
        number = thunk.number
        if number in self.taken:
            return self.state(self.taken[number])
        if number in self.changed:
            return self.changed[number]
        state = super().state(thunk)
        return SUSPENDED if state == BLACKHOLE and self.caught and self.failed(number) else state

    def failed(self, number: int) -> bool:
        """Whether a cell was suspended again in this step."""
        story = self.recorder.stories.get(number, ())
        return any(step == self.step and state == SUSPENDED for step, state, _ in story)

    def stand_in(self, thunk: Thunk) -> Thunk:
        return self.taken.get(thunk.number) or super().stand_in(thunk)


class Ticks:
    """The ticks of one step. `node` is the frame that was on top, `stack` the value stack before the op."""

    def __init__(
        self, recorder: Recorder, segment: Segment, step: int, node: Node, stack: list[Value]
    ) -> None:
        self.recorder = recorder
        self.segment = segment
        self.step = step
        self.node = node
        self.stack = stack
        self.first = bisect_left(segment.ticks, step - segment.start)
        self.count = segment.tick_count(step - segment.start)

    def state(self, tick: int) -> PastState:
        """The machine before a tick, from 1; IndexError if there were not so many."""
        if not 1 <= tick <= self.count:
            raise IndexError(f"step {self.step} has no tick {tick}")
        scene, _ = self.scene(tick)
        top = (scene.node, scene.ip) if scene is not None else (self.node.below, self.node.below_ip)
        return PastState(
            self.step,
            tick,
            self.values(tick),
            top,
            Downwards(self.height(tick), self.continuations(tick)),
            self.cells(tick),
            self.segment.thunks[self.first + tick - 1],
        )

    def scene(self, tick: int) -> tuple[Scene | None, int]:
        """The last scene that was kept up to a tick, and how many continuations have ended since; without
        one, since the frame did."""
        for since in range(tick):
            scene = self.segment.scenes[self.first + tick - 1 - since]
            if type(scene) is Scene:
                return scene, since
        return None, tick - 1

    def values(self, tick: int) -> list[Value]:
        """The value stack."""
        scene, since = self.scene(tick)
        base = scene.base if scene is not None else self.node.base
        values = scene.values if scene is not None else self.result(tick)
        stack = self.stack[:base] + values
        if since and scene is not None:
            stack[-1:] = self.result(tick)
        return stack

    def result(self, tick: int) -> list[Value]:
        """The value that the continuation of a tick has waited for."""
        return [self.segment.scenes[self.first + tick - 1]]

    def height(self, tick: int) -> int:
        """How many continuations there were, the one that was about to run on top."""
        scene, since = self.scene(tick)
        return (scene.height if scene is not None else self.node.height) - since

    def continuations(self, tick: int) -> Iterator[Continuation]:
        """All of them, from the top down."""
        scene, since = self.scene(tick)
        whole = continuations_down(self.node) if scene is None else links_down(scene.link)
        return islice(whole, since, None)

    def cells(self, tick: int) -> BetweenCells:
        """How thunks looked, told from what ended and what is new on the stack of continuations."""
        cells = BetweenCells(self.recorder, self.step)
        low = self.node.height
        for continuation, height, result in islice(self.earlier(), tick - 1):
            if isinstance(continuation, WriteBack):
                self.wrote_back(cells, continuation.thunk, result)
            low = min(low, height - 1)
        new = max(self.height(tick) - low, 0)
        for continuation in islice(self.continuations(tick), new):
            if isinstance(continuation, WriteBack):
                cells.changed[continuation.thunk.number] = BLACKHOLE
        cells.caught = self.caught_before(tick)
        return cells

    def earlier(self) -> Iterator[tuple[Continuation, int, Value]]:
        """What ran at each tick, from the first: the continuation, how many there were, and what it got."""
        waiting, height = continuations_down(self.node), self.node.height
        for found in self.segment.scenes[self.first : self.first + self.count]:
            result = found
            if type(found) is Scene:
                waiting, height = links_down(found.link), found.height
                result = found.values[-1] if found.values else self.below(found)
            yield next(waiting), height, result
            height -= 1

    def evaluations(self) -> Iterator[tuple[int, Thunk]]:
        """The ticks at which a cell got its value, and which."""
        cells = BetweenCells(self.recorder, self.step)
        for tick, (continuation, _, result) in enumerate(self.earlier(), 1):
            if isinstance(continuation, WriteBack):
                self.wrote_back(cells, continuation.thunk, result)
                if cells.changed[continuation.thunk.number] == EVALUATED:
                    yield tick, continuation.thunk

    def evaluation_of(self, thunk: Thunk) -> int:
        """The tick at which a cell got its value; 0 if at none."""
        return next((tick for tick, cell in self.evaluations() if cell is thunk), 0)

    def force_of(self, thunk: Thunk) -> int:
        """The tick that forced a cell in this step, the one before its write-back is there first; 0 if the op
        did it. New continuations are found only where a scene was kept: elsewhere one has ended."""
        low, scenes = self.node.height, self.segment.scenes
        for tick, (_, height, _) in enumerate(self.earlier(), 1):
            scene = scenes[self.first + tick - 1]
            new = islice(links_down(scene.link), max(height - low, 0)) if type(scene) is Scene else ()
            if any(isinstance(each, WriteBack) and each.thunk is thunk for each in new):
                return tick - 1
            low = min(low, height - 1)
        return self.count

    def below(self, scene: Scene) -> Value:
        """What a continuation got that was on the value stack before the step."""
        return self.stack[scene.base - 1] if scene.base else None

    def wrote_back(self, cells: BetweenCells, thunk: Thunk, result: Value) -> None:
        """A write-back ran: its cell has the value, or has taken over the code of another one."""
        if type(result) is Thunk and cells.state(result) == SUSPENDED:
            cells.taken[result.number] = thunk
            cells.changed[thunk.number] = BLACKHOLE
        else:
            cells.changed[thunk.number] = EVALUATED

    def caught_before(self, tick: int) -> bool:
        """Whether an error was caught in this step before a tick."""
        steps, ticks = self.segment.marks["caught"], self.segment.mark_ticks["caught"]
        at = bisect_left(steps, self.step)
        return at < len(steps) and steps[at] == self.step and ticks[at] < tick


def changes_between(segment: Segment, state: PastState) -> int:
    """How much of a segment's log of changes had happened at a state between two steps. The log has them in
    order: all those before the last one that shows."""
    cells, stamps = state.cells, segment.change_stamps
    assert isinstance(cells, BetweenCells)
    low, high = [bisect_left(stamps, step << 2) for step in (state.steps + 1, state.steps + 2)]
    shown = [at for at in range(low, high) if shows(segment.changes[at], stamps[at] & 3, cells)]
    return shown[-1] + 1 if shown else low


def shows(thunk: Thunk, kind: int, cells: BetweenCells) -> bool:
    """Whether one can see that a change had happened: what failed or was handed over was begun before."""
    if kind == FAILED:
        return cells.caught
    if kind == HANDED:
        return thunk.number in cells.taken
    return cells.state(thunk) == EVALUATED or (kind == BEGUN and cells.state(thunk) == BLACKHOLE)
