"""The share of the public functions whose docstrings say what types cannot."""

from __future__ import annotations

from tests.documented import public_functions, share

LEAST = 0.85


def test_public_functions_are_documented():
    reached = share(public_functions())
    assert reached >= LEAST, (
        f"{reached:.1%} of the public functions are documented, at least {LEAST:.0%} should be: "
        "python -m tests.documented 200 names those that lack words"
    )
