"""`python -m debugger.cli`: the same as `nixstep`."""

from debugger.cli.main import main

if __name__ == "__main__":
    main()
