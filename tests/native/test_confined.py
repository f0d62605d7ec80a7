"""Where the system refuses memory, compiled code too ends with an error of its own."""

from __future__ import annotations

import resource
import subprocess

import pytest

from tests.debugger import commands

PROGRAMS = {
    "recursion without end": "let f = n: 1 + f (n + 1); in f 0",
    "a deep recursion": "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 3000000",
    "a long list": "builtins.length (builtins.genList (x: x) 100000000)",
}


def confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_memory_that_the_system_does_not_give_is_an_error(text: str) -> None:
    found = subprocess.run(
        [*commands.nixstep("eval"), "--max-memory", "100000", "-E", text],
        capture_output=True,
        env=commands.environment(),
        preexec_fn=confine,
        timeout=250,
    )
    assert found.returncode == 1
    assert found.stderr.startswith(b"error: out of memory [E030]\n")
