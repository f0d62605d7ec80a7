"""What every test relies on: the markers for programs that may be missing, see `prerequisites.py`."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import tempfile
import threading

import pytest

os.environ.setdefault(
    "NIXSTEP_NATIVE", "0"
)  # before anything of nixstep is imported: see `make check-native`

from tests.prerequisites import TOOLS, in_ci


def pytest_configure(config: pytest.Config) -> None:
    for tool in TOOLS:
        config.addinivalue_line("markers", f"{tool.marker}: needs {tool.command}; fails without it in CI")

    state = tempfile.mkdtemp(prefix="nixstep-state-")
    os.environ["XDG_STATE_HOME"] = state  # programs that tests start keep nothing in the real home
    os.environ["XDG_CACHE_HOME"] = os.environ["XDG_CONFIG_HOME"] = state
    config.add_cleanup(lambda: shutil.rmtree(state, ignore_errors=True))


def pytest_runtest_setup(item: pytest.Item) -> None:
    for tool in TOOLS:
        if item.get_closest_marker(tool.marker) is not None and tool.missing:
            if in_ci():
                pytest.fail(f"cannot be run: {tool.reason}", pytrace=False)
            pytest.skip(f"not run: {tool.reason}")


def pytest_runtest_teardown() -> None:
    """What a record kept from Python's collector may go when the session of a test is forgotten."""
    gc.unfreeze()


def heed_interrupts() -> None:
    """Programs that tests start and interrupt must not inherit that Ctrl-C is ignored, as it is in the
    background jobs of a shell."""
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if ignored and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


heed_interrupts()
