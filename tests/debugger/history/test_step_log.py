"""Two recorders write the same: one that listens like any observer, and one that the machine calls."""

from __future__ import annotations

from typing import Any

import pytest

from debugger.history.recorder import Recorder
from debugger.history.segments import (
    PACE,
    Keyframe,
    Node,
    Scene,
    Segment,
)
from tests.debugger.history.test_timeline import WRITTEN
from tests.differential import generator
from tests.evaluation import Program, machine, program
from vm.errors import NixError
from vm.thunks import Thunk

LOGS = (
    *("ips", "turns", "lows", "counts", "created_at", "change_stamps"),
    *("ticks", "thunks", "kept", "start", "first_thunk"),
)


@pytest.fixture(params=[(1 << 16, 1 << 10), (64, 16)], ids=["large segments", "small segments"], autouse=True)
def _sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    segment, keyframe = request.param
    monkeypatch.setattr(PACE, "segment", segment)
    monkeypatch.setattr(PACE, "keyframe", keyframe)


def shape(value: Any) -> object:
    """What a value or scene is, without whose it is: every load makes its own."""
    if type(value) is Thunk:
        return f"thunk {value.number}"
    if type(value) is Scene:
        node = node_shape(value.node) if value.node is not None else None
        return value.base, [shape(each) for each in value.values], node, value.ip, value.height
    if type(value) in (int, str, bool, float):
        return value
    return type(value).__name__


def node_shape(node: Node) -> object:
    return node.code.name, node.below_ip, node.base, node.height, node.depth


def keyframe_shape(keyframe: Keyframe) -> object:
    return keyframe.offset, keyframe.turn, keyframe.value, [shape(each) for each in keyframe.stack()]


def written(segment: Segment) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in LOGS:
        log = getattr(segment, name)
        found[name] = log if isinstance(log, int) else list(log)
    found["values"] = [shape(value) for value in segment.values]
    found["nodes"] = [node_shape(node) for node in segment.nodes]
    found["marks"] = segment.marks, segment.mark_ticks
    found["created"] = [(each.number, each.forced_at, each.evaluated_at) for each in segment.created]
    found["changes"] = [thunk.number for thunk in segment.changes]
    found["scenes"] = [shape(scene) for scene in segment.scenes]
    found["keyframes"] = [keyframe_shape(keyframe) for keyframe in segment.keyframes]
    return found


def logs(subject: Program, direct: bool) -> list[dict[str, object]]:
    vm = machine(subject, strict=True, max_depth=2_000)
    recorder = Recorder(vm, direct=direct, window=10_000)
    while not vm.finished and vm.steps < 20_000:
        if vm.error is not None:
            vm.tick()
        else:
            vm.run(1_000)
    return [written(segment) for segment in recorder.segments]


@pytest.mark.parametrize("name", WRITTEN)
def test_written_programs_are_logged_alike(name: str) -> None:
    heard = logs(program(WRITTEN[name]), direct=False)
    assert heard[0]["ips"]
    assert logs(program(WRITTEN[name]), direct=True) == heard


@pytest.mark.parametrize("seed", range(4))
def test_random_programs_are_logged_alike(seed: int) -> None:
    compared = 0
    for text in generator.generate(91_000 + seed, 40):
        try:
            subject, again = program(text), program(text)
        except NixError:
            continue
        assert logs(subject, direct=True) == logs(again, direct=False)
        compared += 1
    assert compared > 10
