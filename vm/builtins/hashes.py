"""Hashes of strings and files, and their notations."""

from __future__ import annotations

from vm.builtins.files import coerce_to_path
from vm.builtins.registry import Forced, Plain, Set, Str, builtin
from vm.contexts import without_context
from vm.errors import FormatError, MissingAttribute, TypeMismatch
from vm.messages import expected
from vm.store_paths import SIZES, digest, parse_hash
from vm.trampoline import Ask, Force, StepsOf
from vm.values import AttrSet, is_string


def known_algorithm(name: str) -> str:
    if name not in SIZES:
        raise FormatError(f"unknown hash algorithm '{name}', expect {', '.join(SIZES)}")
    return str(name)


@builtin("hashString", lesson="The hash of a string, in hexadecimal.")
def hash_string(type_: Plain, s: Str) -> str:
    return digest(known_algorithm(type_), s.encode("latin-1")).hex()


@builtin("hashFile", lesson="The hash of a file's contents, in hexadecimal.")
def hash_file(type_: Plain, p: Forced) -> StepsOf:
    algorithm = known_algorithm(type_)
    path = yield from coerce_to_path(p)
    text = yield Ask("read_file", path)
    return digest(algorithm, text.encode("latin-1")).hex()


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
    if name not in args:
        raise MissingAttribute(f"attribute '{name}' missing")
    value = yield Force(args[name])
    if not is_string(value):
        raise TypeMismatch(expected("a string", value))
    return without_context(value, "the string")
