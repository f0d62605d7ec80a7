"""Programs of a tree of nixpkgs, which is not ours and not here: `--nixpkgs DIR` says where one is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

CONFIGURATION = """{
  fileSystems."/" = { device = "/dev/sda1"; fsType = "ext4"; };
  boot.loader.grub.device = "/dev/sda";
}"""
"""The least that makes a NixOS."""


def hello(tree: Path) -> dict[str, Any]:
    return {"path": str(tree), "attribute": "hello.drvPath"}


def firefox(tree: Path) -> dict[str, Any]:
    return {"path": str(tree), "attribute": "firefox.drvPath"}


def toplevel(tree: Path) -> dict[str, Any]:
    call = f'import {tree}/nixos {{ system = "x86_64-linux"; configuration = {CONFIGURATION}; }}'
    return {"expression": f"({call}).config.system.build.toplevel.drvPath"}


def library_tests(tree: Path) -> dict[str, Any]:
    """Those of the library's functions and of its systems; each gives a list of what failed."""
    tests = " ".join(f"(import {tree}/lib/tests/{name}.nix)" for name in ("misc", "systems"))
    return {"expression": f"[ {tests} ]", "strict": True}
