"""Plays with the debugger at random, and makes what it finds small.

    python -m tests.monkey [--seed S] [--count N] [--minutes M] [--once]

A seed means a toy and the actions on it, `--count` of them; then the next seed comes, until `--minutes` are
over, or endlessly. With --once, or with --seed and --count alone, that one game is played. It ends with 1 if
anything was found.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import time

from tests.monkey.play import play
from tests.monkey.shrinking import shrunk

COUNT = 300


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.monkey",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seed", type=int)
    parser.add_argument("--count", type=int, help=f"actions in a game; {COUNT} if left out")
    parser.add_argument("--minutes", type=float, help="play that long")
    parser.add_argument("--once", action="store_true", help="one game only")
    options = parser.parse_args(arguments)
    once = options.once or (
        options.seed is not None and options.count is not None and options.minutes is None
    )
    os.environ["NIX_PATH"] = ""
    gc.set_threshold(100_000, 50, 1000)
    seed = random.SystemRandom().randrange(10**9) if options.seed is None else options.seed
    deadline = time.monotonic() + options.minutes * 60 if options.minutes is not None else None
    games = actions = found = 0
    slowest = 0.0
    try:
        while (deadline is None or time.monotonic() < deadline) and not (once and games):
            game = play(seed, options.count or COUNT)
            games, actions, slowest = games + 1, actions + len(game.actions), max(slowest, game.slowest)
            if game.finding:
                found += 1
                say(f"\nseed {seed} --count {len(game.actions)}\n{game.log()}\n{game.finding}\n")
                small = shrunk(game)
                say(f"made small:\n{small.log()}\n{small.finding}")
            seed += 1
            told = f"slowest answer {slowest:.2f} s (seed {seed - 1})"
            say(f"{games} games, {actions} actions, {found} findings, {told}")
            del game
            gc.collect()  # no game pays for the garbage of another
    except KeyboardInterrupt:
        say(f"stopped before seed {seed}: {found} findings")
    return 1 if found else 0


def say(text: str) -> None:
    sys.stdout.write(text.encode("unicode_escape").decode().replace("\\n", "\n") + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
