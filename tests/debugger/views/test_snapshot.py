"""Snapshots are frozen through and through, and hold nothing that lives."""

from __future__ import annotations

import gc
from dataclasses import FrozenInstanceError, fields, is_dataclass
from enum import Enum
from types import FunctionType, ModuleType

import pytest

from debugger.motions import Continue
from debugger.views import snapshot as views
from debugger.views.snapshot import Snapshot
from tests.debugger.sessions import session
from vm.chunk import Chunk, Lambda
from vm.machine.frames import Frame
from vm.machine.machine import Machine
from vm.machine.trampoline import Continuation
from vm.spans import Source
from vm.thunks import Thunk
from vm.values import AttrSet, Closure

LIVE = (Thunk, AttrSet, Closure, Frame, Machine, Continuation, Lambda, Chunk, list, dict)
PROGRAM = (
    'with { k = 1; }; let f = x: [ (x + k) "s" { a = f; } ]; in builtins.foldl\' (a: b: a ++ f b) [ ] [ 1 2 ]'
)


def every_snapshot() -> list[Snapshot]:
    subject = session(PROGRAM, "OpConcat", "OpAttrs", "OpList")
    shown = [subject.snapshot()]
    while not subject.ended:
        subject.run(Continue())
        shown.append(subject.snapshot())
    return shown


def reachable(root: object) -> set[type]:
    """The types of everything that an object holds, but for sources, which never change."""
    seen: dict[int, object] = {}
    todo = [root]
    while todo:
        item = todo.pop()
        if id(item) in seen or isinstance(item, Source | type | ModuleType | FunctionType | Enum):
            continue
        seen[id(item)] = item
        todo += gc.get_referents(item)
    return {type(item) for item in seen.values()}


def test_a_snapshot_holds_no_live_value() -> None:
    shown = every_snapshot()
    assert len(shown) > 5
    for each in shown:
        assert not [kind for kind in reachable(each) if issubclass(kind, LIVE)]


def test_the_search_for_live_values_finds_some_where_there_are_some() -> None:
    assert Thunk in reachable((1, [Thunk.__new__(Thunk)]))


VIEWS = [each for each in vars(views).values() if is_dataclass(each)]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_every_view_is_frozen(view: type) -> None:
    empty: object = object.__new__(view)
    for field in fields(view):
        with pytest.raises(FrozenInstanceError):
            setattr(empty, field.name, None)


def test_equal_moments_have_equal_snapshots() -> None:
    first, second = session(PROGRAM), session(PROGRAM)
    first.run(Continue())
    second.run(Continue())
    one, other = first.snapshot(), second.snapshot()
    assert (one.step, one.ticks, one.thunks, one.status) == (
        other.step,
        other.ticks,
        other.thunks,
        other.status,
    )
    assert one.result is not None
    assert other.result is not None
    assert one.result.text == other.result.text
