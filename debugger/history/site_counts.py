"""Counts of thunks per piece of source: how many were made, forced and evaluated, and at what cost."""

from __future__ import annotations

from debugger.history.segments import Plan, notes_of
from vm.chunk import Lambda
from vm.thunks import ALIAS, Application, Thunk, peek_value


class SiteCount:
    """What became of the thunks made from one piece of code; `cost` is in steps."""

    __slots__ = ("code", "cost", "evaluated", "first_forces", "made")

    def __init__(self, code: Lambda | Application) -> None:
        self.code = code
        self.made = self.first_forces = self.evaluated = self.cost = 0

    def copy(self) -> SiteCount:
        """For a question about a moment: these counts go on changing."""
        other = SiteCount(self.code)
        other.made, other.first_forces = self.made, self.first_forces
        other.evaluated, other.cost = self.evaluated, self.cost
        return other


def site_of(code: Lambda | Application | None) -> object:
    """What identifies the piece of source that a thunk was made from."""
    return (code.maker, code.span) if isinstance(code, Application) else code


def count_thunk(totals: dict[object, SiteCount], thunk: Thunk) -> None:
    """Add one thunk; a function in a cell of its own is none."""
    code = thunk.code
    if code is None:
        return
    plan: Plan | None = code.plan if type(code) is Lambda else None
    if plan is not None and plan.totals is totals:
        count: SiteCount = plan.count
    else:
        site = site_of(code)
        count = totals.get(site) or SiteCount(code)
        totals[site] = count
        if type(code) is Lambda:
            plan = notes_of(code)
            plan.count, plan.totals = count, totals
    forced, evaluated = thunk.forced_at, thunk.evaluated_at
    count.made += 1
    if forced:
        count.first_forces += 1
    if thunk.state == ALIAS and peek_value(thunk) is not thunk:
        count.evaluated += 1  # its cost is that of the cell that took over
    elif evaluated:
        count.evaluated += 1
        count.cost += evaluated - forced if forced else 0
