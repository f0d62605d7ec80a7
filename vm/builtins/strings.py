"""Strings, versions and names. Lengths and indices count bytes."""

from __future__ import annotations

import re

from vm.builtins.registry import Forced, Int, List, Plain, Str, builtin
from vm.errors import IndexOutOfBounds, TypeMismatch
from vm.machine.coercion import coerce_to_string
from vm.machine.trampoline import Force, force_note
from vm.pulse import joined
from vm.steps import PAUSE, StepsOf
from vm.text.messages import expected
from vm.text.paths import base_name, directory_name
from vm.values import AttrSet, Path, Value, context_of, is_string, with_context


@builtin("toString", lesson="Makes a string of almost anything: numbers, booleans, null and lists too.")
def to_string(e: Value) -> StepsOf:
    return (yield from coerce_to_string(e, strong=True, copy_paths=False))


@builtin("stringLength", lesson="How many bytes; what is not a string is turned into one.")
def string_length(e: Value) -> StepsOf:
    return len((yield from coerce_to_string(e, strong=False, copy_paths=True)))


@builtin("substring", lesson="Part of a string: start and length in bytes; a negative length means the rest.")
def substring(start: Int, len_: Int, s: Value) -> StepsOf:
    text = yield from coerce_to_string(s, strong=False, copy_paths=True)
    if start < 0:
        raise IndexOutOfBounds(f"negative start position in 'substring': {start}")
    part = str(text)[start:] if len_ < 0 else str(text)[start : start + len_]
    return with_context(part, context_of(text))


@builtin("concatStringsSep", lesson="Joins a list of strings with a separator.")
def concat_strings_sep(separator: Str, list_: List) -> StepsOf:
    pieces, context = [], context_of(separator)
    for index, item in enumerate(list_):
        plain = yield Force(item, note=force_note(index, len(list_)))
        text = plain if is_string(plain) else (yield from coerce_to_string(plain, False, True))
        pieces.append(text)
        context |= context_of(text)
    return with_context(joined(pieces, str(separator)), context)


@builtin(
    "replaceStrings", lesson="Replaces strings, trying each in order at every place; replacements are lazy."
)
def replace_strings(from_: List, to: List, s: Value) -> StepsOf:
    if len(from_) != len(to):
        raise TypeMismatch(
            f"replaceStrings needs as many replacements as strings to replace, not {len(to)} for {len(from_)}"
        )
    patterns = []
    for index, item in enumerate(from_):
        patterns.append(as_string((yield Force(item, note=force_note(index, len(from_))))))
    replacements: dict[int, str] = {}
    text = as_string((yield Force(s)))
    context = context_of(text)
    finder = pattern_finder(patterns)
    pieces: list[str] = []
    at, size, rounds = 0, len(text), 0
    while at <= size:
        rounds += 1
        if not rounds & 1023:
            yield PAUSE
        found = finder.search(text, at) if finder is not None else None
        if found is None:
            break
        pieces.append(text[at : found.start()])
        which = patterns.index(found.group())
        if which not in replacements:
            replacements[which] = as_string((yield Force(to[which])))
            context |= context_of(replacements[which])
        pieces.append(replacements[which])
        at = found.end()
        if found.end() == found.start():
            pieces.append(text[at : at + 1])
            at += 1
    pieces.append(text[at:])
    return with_context(joined(pieces), context)


def pattern_finder(patterns: list[str]) -> re.Pattern[str] | None:
    """The first of the patterns, in order, that matches at the leftmost place."""
    return re.compile("|".join(map(re.escape, patterns)), re.DOTALL) if patterns else None


def as_string(value: Value) -> str:
    """The value itself, with its context; TypeMismatch if it is no string. Does not force or coerce."""
    if not is_string(value):
        raise TypeMismatch(expected("a string", value))
    return value  # type: ignore[no-any-return]


@builtin("baseNameOf", lesson="The last component of a path or path-like string.")
def base_name_of(s: Value) -> StepsOf:
    text = yield from coerce_to_string(s, strong=False, copy_paths=False)
    return with_context(base_name(str(text)), context_of(text))


@builtin("dirOf", lesson="Everything before the last slash of a path or path-like string.")
def dir_of(s: Forced) -> StepsOf:
    if type(s) is Path:
        return Path(directory_name(s.text))
    text = yield from coerce_to_string(s, strong=False, copy_paths=False)
    return with_context(directory_name(str(text)), context_of(text))


@builtin("splitVersion", lesson="The components of a version: runs of digits or of other characters.")
def split_version(s: Plain) -> Value:
    return tuple(version_components(s))


def version_components(version: str) -> list[str]:
    """Runs of digits and runs of anything else, cut at `.` and `-`, as `builtins.splitVersion`."""
    return re.findall(r"[0-9]+|[^0-9.-]+", version)


@builtin("compareVersions", lesson="-1, 0 or 1: which version is older, as package versions compare.")
def compare_versions(s1: Plain, s2: Plain) -> int:
    left, right = version_components(s1), version_components(s2)
    for index in range(max(len(left), len(right))):
        ours = left[index] if index < len(left) else ""
        theirs = right[index] if index < len(right) else ""
        if component_less(ours, theirs):
            return -1
        if component_less(theirs, ours):
            return 1
    return 0


def component_less(left: str, right: str) -> bool:
    """`pre` comes before everything, nothing before numbers, and letters before numbers."""
    left_number, right_number = left.isdigit(), right.isdigit()
    if left_number and right_number:
        return digits(left) < digits(right)
    if left == "" and right_number:
        return True
    if left == "pre" and right != "pre":
        return True
    if right == "pre":
        return False
    if right_number:
        return True
    if left_number:
        return False
    return left < right


def digits(text: str) -> tuple[int, str]:
    """Orders digit strings of any length as numbers."""
    significant = text.lstrip("0")
    return len(significant), significant


@builtin("parseDrvName", lesson="Splits a package name at the first dash that no letter follows.")
def parse_drv_name(s: Plain) -> Value:
    for index, character in enumerate(s):
        if character == "-" and index + 1 < len(s) and not is_letter(s[index + 1]):
            return AttrSet({"name": s[:index], "version": s[index + 1 :]})
    return AttrSet({"name": str(s), "version": ""})


def is_letter(character: str) -> bool:
    """Letters of ASCII alone, whatever the locale."""
    return character.isascii() and character.isalpha()
