"""Places in time: what `:goto` understands.

`40`, `+10`, `-10`, `start`, `end`, `error` (where the run failed), `mark NAME`,
`(first|last)? (creation|force|evaluation) of thunk#N` or `NAME #N`, `push of N` (a value
stack index), `next KIND`, `previous KIND`.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from debugger.errors import DebuggerError
from debugger.history.happenings import KINDS, Happenings
from debugger.history.timeline import Timeline
from vm.thunks import ALIAS, BLACKHOLE, EVALUATED, alias_target

NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<digits>[0-9][0-9 ,_]{0,19})\Z")
LIFE = re.compile(
    r"(?:(?P<which>first|last)\s+)?(?P<what>creation|force|evaluation)\s+of\s+(?:thunk\s*#?|(?:\S.*?)?#)(?P<number>[0-9]{1,18})\Z"
)
PUSH = re.compile(r"push\s+of\s+(?P<index>[0-9]{1,18})\Z")
EVENT = re.compile(r"(?P<way>next|previous|prev)\s+(?P<kind>[a-z ]+)\Z")
MARK = re.compile(r"(?:mark\s+|')(?P<name>\S.*)\Z")
WHERE = "try 40, +10, start, end, error, mark a, last force of thunk#17, push of 3, next error"


def find_step(
    text: str,
    here: int,
    edge: int,
    failed: int | None,
    timeline: Timeline,
    happenings: Happenings,
    marks: dict[str, int],
) -> int:
    """The step that a person means, seen from step `here`; DebuggerError if there is none."""
    wanted = " ".join(text.split())
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
    life = LIFE.match(wanted)
    if life:
        return life_step(timeline, life["which"] or "last", life["what"], int(life["number"]))
    push = PUSH.match(wanted)
    if push:
        return push_step(timeline, here, int(push["index"]))
    event = EVENT.match(wanted)
    if event:
        return event_step(happenings, event["way"] == "next", event["kind"], here)
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


def push_step(timeline: Timeline, here: int, index: int) -> int:
    """The step that put a value where it lies on the value stack."""
    step = timeline.pushed(here, index)
    if step is None:
        raise DebuggerError(f"what lies at {index} was pushed before the part of the run that is recorded")
    return step


def event_step(happenings: Happenings, forward: bool, kind: str, here: int) -> int:
    """The nearest such event after or before step `here`; DebuggerError if there is none."""
    if kind not in KINDS:
        near = get_close_matches(kind, KINDS, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(KINDS)}"
        raise DebuggerError(f"there is no kind of event '{kind}': {hint}")
    step = happenings.next(kind, here) if forward else happenings.previous(kind, here)
    if step is None:
        raise DebuggerError(
            f"no {'further' if forward else 'earlier'} {kind} in the part of the run that is recorded"
        )
    return step
