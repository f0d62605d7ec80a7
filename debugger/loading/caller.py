"""Where the program lies that calls a flake."""

from __future__ import annotations

from pathlib import Path

CALLER = Path(__file__).with_name("call-flake.nix")
