"""The session that drives the machine, and the faces that show it."""

from importlib.metadata import PackageNotFoundError, version

import vm as vm

try:
    __version__ = version("nixstep")
except PackageNotFoundError:  # run from a checkout that was not installed
    __version__ = "0+checkout"
