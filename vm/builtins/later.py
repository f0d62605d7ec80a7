"""Builtins that are known by name, but not here yet: calling one says so."""

from __future__ import annotations

from vm.builtins.registry import BUILTINS, not_yet
from vm.values import Builtin, Value

ARITIES = {
    "addDrvOutputDependencies": 1,
    "appendContext": 2,
    "break": 1,
    "convertHash": 1,
    "derivation": 1,
    "derivationStrict": 1,
    "fetchGit": 1,
    "fetchMercurial": 1,
    "fetchTarball": 1,
    "fetchurl": 1,
    "filterSource": 2,
    "fromTOML": 1,
    "getContext": 1,
    "hashFile": 2,
    "hashString": 2,
    "path": 1,
    "readFileType": 1,
    "scopedImport": 2,
    "storePath": 1,
    "toFile": 2,
    "traceVerbose": 2,
    "unsafeDiscardOutputDependency": 1,
    "warn": 2,
}


def declare_later(name: str, arity: int) -> None:
    def refuse(*arguments: Value) -> Value:
        raise not_yet(name)

    parameters = tuple(f"argument{index + 1}" for index in range(arity))
    BUILTINS[name] = Builtin(name, refuse, parameters, (), False, "Not here yet.")


for _name, _arity in ARITIES.items():
    if _name not in BUILTINS:
        declare_later(_name, _arity)
