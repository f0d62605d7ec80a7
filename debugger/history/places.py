"""Places in time: what `:goto` understands.

`40`, `40.1` (the first continuation that runs after its op), `+10`, `-10`, `start`, `end`, `error` (where
the run failed), `mark NAME`,
`(first|last)? (creation|force|evaluation) of thunk#N` or `NAME #N`, `push of N` (a value
stack index), `next KIND`, `previous KIND`.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from debugger.errors import DebuggerError
from debugger.history.happenings import KINDS, Happenings
from debugger.history.past import Point
from debugger.history.timeline import Timeline
from vm.thunks import ALIAS, BLACKHOLE, EVALUATED, alias_target

NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<digits>[0-9][0-9 ,_]{0,19})(?:[.·](?P<tick>[0-9]{1,6}))?\Z")
LIFE = re.compile(
    r"(?:(?P<which>first|last)\s+)?(?P<what>creation|force|evaluation)\s+of\s+(?:thunk\s*#?|(?:\S.*?)?#)(?P<number>[0-9]{1,18})\Z"
)
PUSH = re.compile(r"push\s+of\s+(?P<index>[0-9]{1,18})\Z")
EVENT = re.compile(r"(?P<way>next|previous|prev)\s+(?P<kind>[a-z ]+)\Z")
MARK = re.compile(r"(?:mark\s+|')(?P<name>\S.*)\Z")
WHERE = "try 40, +10, start, end, error, mark a, last force of thunk#17, push of 3, next error"


def find_point(
    text: str,
    point: Point,
    edge: int,
    failed: int | None,
    timeline: Timeline,
    happenings: Happenings,
    marks: dict[str, int],
) -> Point:
    """The moment that a person means, seen from another one; DebuggerError if there is none."""
    wanted = " ".join(text.split())
    event = EVENT.match(wanted)
    if event:
        return event_point(happenings, event["way"] == "next", event["kind"], point)
    life = LIFE.match(wanted)
    if life:
        return life_point(timeline, life["which"] or "last", life["what"], int(life["number"]))
    number = NUMBER.match(wanted)
    if number and number["tick"]:
        return tick_point(timeline, int(re.sub("[ ,_]", "", number["digits"])), int(number["tick"]))
    return find_step(wanted, point[0], edge, failed, timeline, marks), 0


def find_step(
    wanted: str, here: int, edge: int, failed: int | None, timeline: Timeline, marks: dict[str, int]
) -> int:
    """The step that is meant by what names no tick of one."""
    if wanted in ("start", "first", "<"):
        return timeline.start
    if wanted in ("end", "last", "edge", ">"):
        return edge
    if wanted == "error":
        if failed is None:
            raise DebuggerError("the program has not failed: next error and previous error look for others")
        return failed
    number = NUMBER.match(wanted)
    if number:
        digits = int(re.sub("[ ,_]", "", number["digits"]))
        return {"+": here + digits, "-": max(here - digits, 0), "": digits}[number["sign"]]
    push = PUSH.match(wanted)
    if push:
        return push_step(timeline, here, int(push["index"]))
    mark = MARK.match(wanted)
    if mark:
        if mark["name"] not in marks:
            raise DebuggerError(f"there is no mark '{mark['name']}': m sets one, :marks lists them")
        return marks[mark["name"]]
    raise DebuggerError(f"'{wanted}' is no place in time: {WHERE}")


def life_step(timeline: Timeline, which: str, what: str, number: int) -> int:
    """The step in which a thunk was made, forced or evaluated."""
    thunk = timeline.thunk(number)
    if thunk is None:
        raise DebuggerError(f"thunk#{number} was not made in the part of the run that is recorded")
    recorder = timeline.recorder
    if what == "creation":
        return max(recorder.created_step(thunk) or 0, timeline.start)
    changes = recorder.stories.get(number)
    states = (BLACKHOLE, ALIAS) if what == "force" else (EVALUATED,)
    told = [step for step, state, _ in changes or () if state in states]
    target = alias_target(thunk) if thunk.state == ALIAS else None
    if what == "evaluation" and not told and target is not None:  # that cell took over its code
        return life_step(timeline, which, what, target.number)
    last = recorder.forced_step(thunk) if what == "force" else recorder.evaluated_step(thunk)
    step = (told[0] if which == "first" else told[-1]) if told else last
    if step < 0:
        raise DebuggerError(f"thunk#{number} has not been {'forced' if what == 'force' else 'evaluated'}")
    return step


def life_point(timeline: Timeline, which: str, what: str, number: int) -> Point:
    """The same, and what ran then: the op of the step, or a continuation after it."""
    step = life_step(timeline, which, what, number)
    return step, life_tick(timeline, what, number, step)


def life_tick(timeline: Timeline, what: str, number: int, step: int) -> int:
    """What of a step forced or evaluated a thunk: 0 for its op, else which run of a continuation after it."""
    thunk = timeline.thunk(number)
    if thunk is None or what not in ("force", "evaluation") or step not in timeline:
        return 0
    ticks = timeline.ticks_of(step)
    return ticks.force_of(thunk) if what == "force" else ticks.evaluation_of(thunk)


def push_step(timeline: Timeline, here: int, index: int) -> int:
    """The step that put a value where it lies on the value stack."""
    step = timeline.pushed(here, index)
    if step is None:
        raise DebuggerError(f"what lies at {index} was pushed before the part of the run that is recorded")
    return step


def event_point(happenings: Happenings, forward: bool, kind: str, here: Point) -> Point:
    """The nearest such event after or before a moment; DebuggerError if there is none."""
    if kind not in KINDS:
        near = get_close_matches(kind, KINDS, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(KINDS)}"
        raise DebuggerError(f"there is no kind of event '{kind}': {hint}")
    found = happenings.next(kind, here) if forward else happenings.previous(kind, here)
    if found is None:
        raise DebuggerError(
            f"no {'further' if forward else 'earlier'} {kind} in the part of the run that is recorded"
        )
    return found


def tick_point(timeline: Timeline, step: int, tick: int) -> Point:
    """`4274.1`; DebuggerError if nothing ran then."""
    count = timeline.tick_count(step) if step in timeline else 0
    if tick > count:
        raise DebuggerError(f"after step {step} {count or 'no'} continuation{'s' * (count != 1)} ran")
    return step, tick
