"""The call tree as rows: forces and calls, with the steps that each took, opened level by level."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from debugger.numerals import grouped
from debugger.provenance.call_tree import CallNode
from debugger.tui.drawing.lines import Line, Part, cells, clip, fit, pad, right
from debugger.tui.panels.panel import stretch
from debugger.tui.sheets.sheet import Sheet
from debugger.tui.sheets.table import ROOM_FOR_TALLY, words_in

BAR_WIDTH = 8
ROOM_FOR_BARS = 70
ROOM_FOR_PLACE = 100
ROOM_FOR_SOURCE = 140
PLACE_WIDTH = 24
KIND_ROLES = {"call": "keyword", "force": "suspended", "run": "dim"}


@dataclass(slots=True, eq=False)
class Branch:
    """A node of the tree as it stands on the screen."""

    node: CallNode
    parent: Branch | None = None
    inside: list[Branch] | None = None
    """Its children, once they have been looked for."""
    is_open: bool = False
    depth: int = field(init=False)

    def __post_init__(self) -> None:
        self.depth = self.parent.depth + 1 if self.parent is not None else 0

    @property
    def key(self) -> tuple[int, int, str]:
        """What tells it from all others, also after the tree was made again."""
        return self.node.begin, self.node.height, self.node.thunk

    @property
    def can_open(self) -> bool:
        """False once it is known that nothing is in it."""
        return self.node.has_children and self.inside != []

    def holds(self, step: int) -> bool:
        """Whether a step lies in it; what has not ended goes on for ever."""
        node = self.node
        is_last = node.is_open or self.parent is None
        return node.begin <= step and (step < node.end or is_last)

    def child_at(self, step: int) -> Branch | None:
        """The child that holds a step."""
        inside = self.inside or []
        at = bisect_right(inside, step, key=begin_of) - 1
        return inside[at] if at >= 0 and inside[at].holds(step) else None


def begin_of(branch: Branch) -> int:
    """A key for searching by step."""
    return branch.node.begin


def lines(
    branches: Sequence[Branch],
    current: Branch | None,
    width: int,
    top: int = 0,
    height: int = 20,
    deepest: int = 0,
    own: Callable[[str], bool] | None = None,
) -> list[Line]:
    """`own` tells which paths are the person's own code; `deepest` is how deep the tree is opened: if that is
    too deep, rows near the root are not set in."""
    digits = len(grouped(branches[0].node.steps)) if branches else 1
    room = max(width // 3, 1)
    unit = 2 if deepest * 2 <= room else 1
    base = max(deepest - room, 0)
    return [
        branch_line(
            branch,
            branch is current,
            digits,
            width,
            max(branch.depth - base, 0) * unit,
            own is None or own(branch.node.path),
        )
        for branch in (branches[row] for row in stretch(branches, top, height))
    ]


def branch_line(
    branch: Branch, is_current: bool, digits: int, width: int, indent: int, is_own: bool = True
) -> Line:
    """Steps, share of the whole, mark, name, place and source, as far as there is room."""
    node = branch.node
    role = "text" if is_own else "dim"
    parts: list[Part] = [
        ("▶" if is_current else " ", "focus-strong"),
        (right(grouped(node.steps), digits), "text"),
    ]
    if width >= ROOM_FOR_BARS:
        whole = branch.parent.node.steps if branch.parent is not None else node.steps
        parts += share_parts(node.steps, whole)
    mark = ("▾ " if branch.is_open else "▸ ") if branch.can_open else "· "
    parts += [
        (" " * (indent + 1), ""),
        (mark, "focus" if branch.can_open else "faint"),
        (f"{node.kind} " if node.kind != "run" else "", KIND_ROLES.get(node.kind, "dim")),
        (title_of(node), "strong" if is_current else role),
        (f" {node.thunk.removeprefix('thunk')}" if node.thunk else "", "suspended"),
        ("  not ended" if node.is_open else "", "changed"),
    ]
    ground = "current" if is_current else ""
    if not node.path:
        return Line(fit(parts, width), ground)
    place = f"{node.path.rsplit('/', 1)[-1]}:{node.line}:{node.column}"
    if width < ROOM_FOR_PLACE:
        parts.append((f"  {place}", "dim"))
        return Line(fit(parts, width), ground)
    has_source = width >= ROOM_FOR_SOURCE
    at = width * 3 // 5 if has_source else width - PLACE_WIDTH
    shown = fit(parts, at - 2)
    gap = at - sum(cells(text) for text, _ in shown)
    rest: list[Part] = [(" " * gap, ""), (pad(place, PLACE_WIDTH), "dim" if is_own else "faint")]
    rest += [("  ", ""), (node.source, "faint")] if has_source else []
    return Line(fit([*shown, *rest], width), ground)


def title_of(node: CallNode) -> str:
    """What it is called; that a force is of a thunk, and a call of a function, goes without saying."""
    for word in ("thunk ", "lambda ", "attribute "):
        name = node.title.removeprefix(word)
        if name != node.title and name.startswith("'"):
            return clip(name[1:-1], 40)
    return clip(node.title, 40)


def name_of(node: CallNode) -> str:
    """What a message calls it: `url #7`, or the function."""
    return f"{title_of(node)} {node.thunk.removeprefix('thunk')}".rstrip()


def share_parts(steps: int, whole: int) -> list[Part]:
    """What part of its parent's steps a node takes, as a bar and in percent."""
    part = steps / whole if whole else 0.0
    halves = max(round(part * BAR_WIDTH * 2), 1 if steps else 0)
    bar = "━" * (halves // 2) + "╸" * (halves % 2)
    percent = f"{part * 100:.0f}%" if part >= 0.01 or not steps else "<1%"
    return [(f"  {percent:>4} ", "dim"), (pad(bar, BAR_WIDTH), "number")]


class CallSheet(Sheet):
    """The screen opens branches: it takes time. What is open already closes at once."""

    def __init__(
        self, root: Branch | None, own: Callable[[str], bool] | None = None, *, id: str = "sheet"
    ) -> None:
        super().__init__("Call tree", [], picks=True, id=id)
        self.own = own
        self.branches: list[Branch] = []
        self.current: Branch | None = None
        """The branch that holds the step that is looked at, as far down as it is opened."""
        self.deepest = 0
        self.note = ""
        self.put(root)

    def put(self, root: Branch | None) -> None:
        """Show a tree, as far as it is opened; None where there is none."""
        self.branches = visible(root) if root is not None else []
        self.deepest = max((branch.depth for branch in self.branches), default=0)
        self.current = None

    def count(self) -> int:
        return len(self.branches)

    @property
    def branch(self) -> Branch:
        return self.branches[self.cursor]

    def about(self) -> str:
        return self.note

    def keys_shown(self) -> str:
        words = ("→ opens", "← closes", "< > its first step, its end", ". to this step", "Esc closes")
        if self.is_docked:
            words = ("Enter goes there", "→ opens", "← closes", ". here", "K large")
        return words_in(words, self.inner[0] - ROOM_FOR_TALLY)

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return lines(self.branches, self.current, width, top, height, self.deepest, self.own)

    def show_inside(self, branch: Branch) -> None:
        """Show the children of a branch, with what is open in them; they have been looked for."""
        if branch.is_open or not branch.inside:
            return
        branch.is_open = True
        at = self.branches.index(branch)
        below = visible(branch)[1:]
        self.branches[at + 1 : at + 1] = below
        self.deepest = max(self.deepest, *(each.depth for each in below))

    def hide_inside(self, branch: Branch) -> None:
        """Close a branch; the rows below it go, whatever is open among them."""
        at = self.branches.index(branch)
        end = at + 1
        while end < len(self.branches) and self.branches[end].depth > branch.depth:
            end += 1
        del self.branches[at + 1 : end]
        branch.is_open = False
        self.deepest = max(each.depth for each in self.branches)

    def find_current(self, step: int) -> None:
        """Find the innermost branch on the screen that holds a step."""
        self.current = next((each for each in self.branches[:1] if each.holds(step)), None)
        while self.current is not None and self.current.is_open:
            inner = self.current.child_at(step)
            if inner is None:
                return
            self.current = inner

    def go_left(self) -> None:
        branch = self.branch
        if branch.is_open and branch.parent is not None:
            self.hide_inside(branch)
            self.redraw()
        elif branch.parent is not None:
            self.move_to(self.branches.index(branch.parent))

    def clicked(self, column: int, again: bool) -> None:
        if again:
            self.activate()


def visible(branch: Branch) -> list[Branch]:
    """A branch and all below it that is opened."""
    found: list[Branch] = []
    waiting = [branch]
    while waiting:
        each = waiting.pop()
        found.append(each)
        if each.is_open:
            waiting += reversed(each.inside or [])
    return found
