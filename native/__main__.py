"""`python -m native`: compile what is not compiled yet. `--insist` makes it an error if that cannot be done;
otherwise one line says why not, and nixstep runs interpreted."""

from __future__ import annotations

import sys

from native.build import MOST_SECONDS, build, checkout_target


def main() -> int:
    insist = "--insist" in sys.argv[1:]
    try:
        why_not = build(checkout_target(), None if insist else MOST_SECONDS)
    except KeyboardInterrupt:
        print("interrupted: nothing was compiled", file=sys.stderr)
        return 130
    if why_not is None:
        return 0
    print(f"nixstep runs interpreted: {why_not}", file=sys.stderr)
    return int(insist)


if __name__ == "__main__":
    sys.exit(main())
