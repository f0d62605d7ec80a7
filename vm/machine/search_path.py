"""The search path: what `<name>` means, asked of the host entry by entry."""

from __future__ import annotations

from vm.errors import NotYet, SearchPathMiss
from vm.machine.trampoline import Ask
from vm.steps import StepsOf
from vm.text.paths import canonical, is_url, local_url
from vm.values import Path


def search_path_entries(entries: list[tuple[str, str]], wanted: str) -> StepsOf:
    """The path that `<wanted>` means; SearchPathMiss if no entry has it."""
    refused: list[str] = []
    for prefix, path in entries:
        suffix = remainder(prefix, wanted)
        if suffix is None:
            continue
        local = local_url(path)
        if local is not None and (yield Ask("exists", canonical(local))):
            path = yield Ask("fetch_archive", "source", canonical(local), None)
        elif is_url(path):
            raise NotYet(f"the search path entry '{named_entry(prefix, path)}' is a URL: {NO_NETWORK}")
        absolute = yield Ask("absolute", path)
        candidate = canonical(absolute + suffix)
        if (yield Ask("exists", candidate)):
            return Path(candidate)
        if not (yield Ask("allows", candidate)):
            refused.append(named_entry(prefix, path))
    if wanted.startswith("nix/"):
        candidate = yield Ask("core_package", wanted.removeprefix("nix/"))
        if (yield Ask("exists", candidate)):
            return Path(candidate)
    error = SearchPathMiss(
        f"file '{wanted}' was not found in the Nix search path (add it using $NIX_PATH or -I)"
    )
    error.notes += [f"the entry '{each}' is outside what --restrict allows" for each in refused]
    raise error


NO_NETWORK = "there is no network in the debugger, so give a directory with -I instead"


def named_entry(prefix: str, path: str) -> str:
    """An entry as NIX_PATH has it: `prefix=path`, or `path` alone."""
    return f"{prefix}={path}" if prefix else path


def remainder(prefix: str, wanted: str) -> str | None:
    """What of `wanted` is below an entry's path; None if the entry is for something else."""
    if not prefix:
        return "/" + wanted
    if wanted == prefix or wanted.startswith(prefix + "/"):
        return wanted[len(prefix) :]
    return None
