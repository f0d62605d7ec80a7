"""Hashes of strings and files, and their notations."""

from __future__ import annotations

from vm.builtins.files import coerce_to_path
from vm.builtins.lists import needed
from vm.builtins.registry import Forced, Plain, Set, Str, builtin
from vm.errors import FormatError
from vm.machine.trampoline import Ask, Force
from vm.steps import StepsOf
from vm.store.contexts import as_text
from vm.store.store_paths import known_algorithm, parse_hash, text_digest
from vm.values import AttrSet


@builtin("hashString", lesson="The hash of a string, in hexadecimal.")
def hash_string(type_: Plain, s: Str) -> str:
    return text_digest(known_algorithm(type_), s).hex()


@builtin("hashFile", lesson="The hash of a file's contents, in hexadecimal.")
def hash_file(type_: Plain, p: Forced) -> StepsOf:
    algorithm = known_algorithm(type_)
    path = yield from coerce_to_path(p)
    text = yield Ask("read_file", path)
    return text_digest(algorithm, text).hex()


FORMS = ("base16", "nix32", "base32", "base64", "sri")


@builtin("convertHash", lesson="Writes a hash in another notation: base16, nix32, base64 or sri.")
def convert_hash(args: Set) -> StepsOf:
    text = yield from string_attribute(args, "hash")
    form = yield from string_attribute(args, "toHashFormat")
    algorithm = None
    if "hashAlgo" in args:
        algorithm = known_algorithm((yield from string_attribute(args, "hashAlgo")))
    if form not in FORMS:
        raise FormatError(f"unknown hash format '{form}', expect {', '.join(FORMS)}")
    return parse_hash(str(text), algorithm).formatted(form)


def string_attribute(args: AttrSet, name: str) -> StepsOf:
    """A string that `convertHash` needs; MissingAttribute or TypeMismatch."""
    return as_text((yield Force(needed(args, name, "convertHash"))))
