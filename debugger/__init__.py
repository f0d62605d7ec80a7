"""The session that drives the machine, and the faces that show it."""

import vm as vm


def __getattr__(name: str) -> str:
    """`__version__`, looked up when somebody asks: what finds it takes as long to import as a small program
    to run."""
    if name != "__version__":
        raise AttributeError(f"module 'debugger' has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("nixstep")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "0+checkout"
