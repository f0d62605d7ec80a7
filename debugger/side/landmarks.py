"""Landmarks of a run that nobody steps through: names are forced on the side."""

from __future__ import annotations

from typing import Final

from debugger.loading.program import Loaded
from debugger.provenance.landmarks import Landmarks
from debugger.side.evaluation import Side, forced

FEW_STEPS: Final = 10_000
"""Of what is forced to give something its name."""


def landmarks_of(loaded: Loaded) -> Landmarks:
    """Those of a run as it stands."""
    side = Side(loaded)
    return Landmarks(
        loaded.options.chunks.written, lambda value: forced(side, loaded.machine, value, FEW_STEPS)
    )
