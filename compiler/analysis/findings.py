"""Findings: what the analysis hands on to whoever writes chunks."""

from __future__ import annotations

from compiler.analysis.bindings import MergedSet
from compiler.analysis.scope import Body
from compiler.syntax.nodes import Node
from compiler.warnings import Remark


class Findings:
    """All that is known of one source."""

    def __init__(self, node: Node, warnings: list[Remark], starts: list[int]) -> None:
        self.node = node
        """The whole program."""
        self.warnings = warnings
        self.starts = starts
        """Where chunks begin, each offset as often as chunks do."""
        self.bodies: dict[Node, Body] = {}
        """For each node that has a chunk of its own; all names of an `inherit (e) ...` share one."""
        self.merged: dict[Node, MergedSet] = {}
        """For each set and let: what it defines."""
        self.instead: dict[Node, Node] = {}
        """For each expression that means another one: that."""
        self.asserted: set[Node] = set()
        """Comparisons that are asserted, whose failure is explained."""
