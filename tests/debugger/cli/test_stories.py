"""Stories in a real terminal, by keys alone: what people come for, on programs of several files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.debugger.commands import nixstep
from tests.debugger.terminal import Terminal, terminal

CORPUS = Path(__file__).parents[1] / "corpus"
BAKERY = Path(__file__).parents[3] / "debugger" / "examples" / "bakery"


def typed(subject: Terminal, text: str) -> None:
    for character in f":{text}":
        subject.press(character)
    subject.press("\r")


@contextmanager
def at_the_end(program: str) -> Iterator[Terminal]:
    """A program of the corpus that has run through."""
    with terminal(nixstep("debug", str(CORPUS / program), "--strict"), 120, 40) as subject:
        subject.wait_for("OpConstant makes")
        subject.press("c")
        subject.wait_for("The program is done")
        yield subject


@pytest.fixture
def system() -> Iterator[Terminal]:
    """The module system of ten files, at its end."""
    with at_the_end("options") as subject:
        yield subject


@pytest.fixture
def packages() -> Iterator[Terminal]:
    """A set of packages with three overlays, at its end."""
    with at_the_end("overlays") as subject:
        yield subject


def test_who_set_this_option(system: Terminal) -> None:
    typed(system, "whence webPort")
    system.wait_for("Whence webPort")
    system.wait_for("written `8443`")
    system.press("G")
    system.press("\r")
    system.wait_for("hardening.nix")
    system.wait_for("config.webPort = force 8443")


def test_which_overlay_undid_another(packages: Terminal) -> None:
    typed(packages, "whence parser.version")
    packages.wait_for("Whence parser.version")
    packages.wait_for("wins over the left one's, written at newer.nix:2:29")
    packages.press("j")
    packages.press("\r")
    packages.wait_for("pinned.nix")
    packages.wait_for('version = "1.4"; pinned = true')


def test_why_this_attribute_is_missing() -> None:
    program = f"let goods = import {BAKERY}/lib.nix; in (goods.fix (self: {{ rye = self.ry; }})).rye"
    with terminal(nixstep("-E", program), 120, 40) as subject:
        subject.wait_for("OpConstant makes")
        subject.press("c")
        subject.wait_for("attribute 'ry' missing; did you mean rye?")
        for key in ("e", *"self", "\r"):
            subject.press(key)
        subject.wait_for("set, 1 attribute")
        subject.press("\x1b")
        subject.press("y")
        subject.wait_for("rye")
