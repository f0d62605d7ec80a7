"""What looking back costs, as ratios and sizes measured in one run: `python -m benchmarks history`.

Recorded against plain running, memory per recorded step, seeking and stepping back at several lengths of the
record, going beyond the window, and reopening a recording.
"""

from __future__ import annotations

import gc
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from debugger.loading.limits import Limits, resident_memory
from debugger.loading.program import Program
from debugger.motions import Backwards, Into, SourceOver
from debugger.recordings.file import open_recording
from debugger.recordings.recorded import Recorded
from debugger.session import Session

PROGRAMS = {
    "calls": "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 19",
    "tail calls": "let go = n: acc: if n == 0 then acc else go (n - 1) (acc + n); in go 20000 0",
    "deep recursion": "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 30000",
    "foldl'": "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 40000)",
    "sets": "builtins.foldl' (s: n: s // { ${toString n} = n; }) { } (builtins.genList (x: x) 600)",
}
SEEKING = "let go = n: acc: if n == 0 then acc else go (n - 1) (acc + n * 2); in go 1000000000 0"
ROUNDS = 3
SEEKS = 300
EVERYTHING = 1 << 40


def run(expression: str, history: int) -> tuple[float, Session]:
    gc.collect()
    session = Session(Program(expression=expression, strict=True), history=history)
    begun = time.process_time()
    session.run_to_end()
    return time.process_time() - begun, session


def best(expression: str, history: int) -> tuple[float, Session]:
    found = [run(expression, history) for _ in range(ROUNDS)]
    return min(seconds for seconds, _ in found), found[-1][1]


def speed(say: Callable[[str], None]) -> None:
    say("recorded / plain; bytes per recorded step (resident memory beyond the plain run's, estimated)")
    for name, expression in PROGRAMS.items():
        plain, _ = best(expression, 0)
        recorded, session = best(expression, EVERYTHING)
        assert session.history.recorder is not None
        steps = session.machine.steps
        extra = memory_of(expression, EVERYTHING) - memory_of(expression, 0)
        say(
            f"  {name:16} {recorded / plain:5.2f} x  {extra / steps:6.0f} B  "
            f"{session.history.recorder.size / steps:6.0f} B  ({steps} steps)"
        )


def memory_of(expression: str, history: int) -> int:
    """Bytes that a fresh process takes for a run."""
    text = (
        "from benchmarks.history import run; from debugger.loading.limits import resident_memory; import gc; "
        f"before = resident_memory(); kept = run({expression!r}, {history}); gc.collect(); "
        "print(resident_memory() - before)"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    return int(done.stdout)


def seeking(say: Callable[[str], None], lengths: tuple[int, ...]) -> None:
    say("seeking within the window, milliseconds: median, worst; one op back; one source step over back")
    session = Session(Program(expression=SEEKING), Limits(max_memory=1 << 40), history=EVERYTHING)
    assert session.history.recorder is not None
    session.history.recorder.most_bytes = EVERYTHING
    chance = random.Random(1)
    for length in lengths:
        session.history.look_at(session.history.edge)
        session.run_until(length)
        steps = [chance.randrange(length) for _ in range(SEEKS)]
        measured = (
            [timed(look, session, step) for step in steps],
            [timed(session.run, Backwards(Into())) for _ in steps],
            [timed(session.run, Backwards(SourceOver())) for _ in steps[::10]],
        )
        columns = "   ".join(f"{statistics.median(each):6.2f} {max(each):6.2f}" for each in measured)
        say(f"  {length:>10} steps  {columns}   {resident_memory() >> 20} MiB in all")


def look(session: Session, step: int) -> None:
    session.history.look_at(step)
    session.snapshot()


def timed(act: Callable[..., object], *arguments: object) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    act(*arguments)
    return (time.perf_counter() - begun) * 1000


def beyond(say: Callable[[str], None]) -> None:
    say("beyond the window: a step made again / running there for the first time")
    expression = SEEKING.replace("1000000000", "40000")
    session = Session(Program(expression=expression), history=200_000)
    begun = time.process_time()
    session.run_to_end()
    whole = time.process_time() - begun
    for share in (0.1, 0.5, 0.8):
        step = int(int(session.machine.steps) * share)
        if not session.history.is_lost(step):
            continue
        begun = time.process_time()
        session.travel(step)
        while session.motion is not None:
            session.advance(1)
        say(f"  {share:4.0%} of the way  {(time.process_time() - begun) / (whole * share):5.2f} x")
    say(f"  kept: {session.history.recorder.size >> 20 if session.history.recorder else 0} MiB of history")


def reopening(say: Callable[[str], None]) -> None:
    say("a recording: made / plain run, opened (ms), run again / plain run, bytes")
    for name, expression in PROGRAMS.items():
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "run.nixstep"
            program = Program(expression=expression, strict=True)
            plain, _ = best(expression, 0)
            begun = time.process_time()
            made = Recorded(path, program, Limits(), (), ())
            loaded = made.load(())
            made.run(loaded.machine)
            recorded = time.process_time() - begun
            opened = timed(open_recording, path)
            say(f"  {name:16} {recorded / plain:5.2f} x  {opened:6.2f} ms  {path.stat().st_size:>8} B")


def main(say: Callable[[str], None], full: bool = False) -> None:
    speed(say)
    seeking(say, (10**5, 10**6, 10**7) if full else (10**5, 10**6))
    beyond(say)
    reopening(say)
