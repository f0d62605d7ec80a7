"""What pyproject.toml cannot say: a wheel carries compiled modules where they can be made."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).parent))

from native.build import build, checkout_target, obstacle


class BuildPy(build_py):
    """Adds `vm/_native/` to what is built; an editable install has its own (see `make native`)."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        why_not = build(checkout_target())
        if why_not is None:
            shutil.copytree(checkout_target(), Path(self.build_lib, "vm", "_native"), dirs_exist_ok=True)
        else:
            print(f"nixstep is installed as interpreted Python: {why_not}", file=sys.stderr)


class MaybeNative(Distribution):
    """A distribution that belongs to one platform if it can be compiled here."""

    def has_ext_modules(self) -> bool:
        return obstacle() is None


setup(cmdclass={"build_py": BuildPy}, distclass=MaybeNative)
