"""Building: is it possible, is it necessary, and how far is it."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from tempfile import mkdtemp

from native.modules import GROUPS, module_name
from vm.native import VARIABLE, directories, fitting

ROOT = Path(__file__).parents[1]
MOST_SECONDS = 60.0
"""What a person waits for at most before the program begins without it."""


def obstacle() -> str | None:
    """Why nothing can be compiled here, in a few words; None if it can."""
    if os.environ.get(VARIABLE) == "0":
        return f"{VARIABLE} is 0"
    compiler = shlex.split(sysconfig.get_config_var("CC") or "cc")[0]
    if shutil.which(compiler) is None:
        return f"there is no C compiler ({compiler})"
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        return "the C headers of Python are not installed"
    if importlib.util.find_spec("mypyc") is None:
        return "mypyc is not installed"
    return None


def build(target: Path, wait: float | None = None) -> str | None:
    """Have compiled modules that fit the sources in `target`; why not, if that fails or takes too long."""
    if is_done(target):
        return None
    why_not = obstacle()
    if why_not is not None:
        return why_not
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_name(f".{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return None if is_done(target) else build_anew(target, wait)


def is_done(target: Path) -> bool:
    """Whether every module that should be compiled is, from its source as it is now."""
    compiled = fitting(str(target), str(ROOT)) or {}
    return all(module_name(source) in compiled for group in GROUPS.values() for source in group)


def build_anew(target: Path, wait: float | None) -> str | None:
    """Compile beside the target and put it in its place when all is done."""
    fresh = Path(mkdtemp(prefix=".building-", dir=target.parent))
    try:
        failure = watched(fresh, wait)
        if failure is None:
            shutil.rmtree(fresh / "work", ignore_errors=True)
            fresh.joinpath("log").unlink()
            shutil.rmtree(target, ignore_errors=True)
            fresh.rename(target)
        return failure
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def watched(fresh: Path, wait: float | None) -> str | None:
    """Run the compilation, telling how long it has taken by now; why it failed, if it did."""
    log = fresh / "log"
    command = [sys.executable, "-m", "native.compiling", str(ROOT), str(fresh)]
    environment = {**os.environ, VARIABLE: "0"}
    begun = time.monotonic()
    if not sys.stderr.isatty():
        print("Compiling the machine (once) ...", file=sys.stderr)
    with log.open("w") as output:
        child = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            while child.poll() is None:
                taken = time.monotonic() - begun
                if sys.stderr.isatty():
                    print(
                        f"\rCompiling the machine (once) ... {taken:.0f} s ",
                        end="",
                        file=sys.stderr,
                        flush=True,
                    )
                if wait is not None and taken > wait:
                    return f"compiling took longer than {wait:.0f} s"
                time.sleep(0.2)
        finally:
            if child.poll() is None:
                os.killpg(child.pid, 15)
                child.wait()
            if sys.stderr.isatty():
                print(file=sys.stderr)
    if child.returncode == 0:
        return None
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"compiling failed: {lines[-1] if lines else 'without a word'}"


def checkout_target() -> Path:
    """Where a checkout has its compiled modules."""
    return Path(directories(str(ROOT))[0])
