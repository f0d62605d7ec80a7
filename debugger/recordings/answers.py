"""Answers of the journal as texts, for recordings: one shape for each question that there is.

Reading trusts nothing: what has not the form that its question wants is a ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from debugger.recordings.journal import Answer, Question, Refusal
from vm.store.store_paths import SIZES, Hash
from vm.world.git import Fetched

ANSWERED, REFUSED = "answer", "error"
NUMBER = re.compile(r"-?[0-9]{1,19}\Z")
EARLIEST, LATEST = -62135596800, 253402300799
"""Seconds that have a date."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the answer to a kind of question is written."""

    write: Callable[[Any], list[str]]
    read: Callable[[list[str]], Any]


def one_text(texts: list[str]) -> str:
    """ValueError unless it is exactly one."""
    (text,) = texts
    return text


def absolute_path(texts: list[str]) -> str:
    """A path that no command can take for an option."""
    text = one_text(texts)
    if not text.startswith("/"):
        raise ValueError("a path that is not absolute")
    return text


def optional_text(texts: list[str]) -> str | None:
    """None stands as no text at all."""
    return one_text(texts) if texts else None


def flag(texts: list[str]) -> bool:
    """ "1" or ""."""
    text = one_text(texts)
    if text not in ("", "1"):
        raise ValueError("neither yes nor no")
    return text == "1"


def read_number(text: str) -> int:
    """A decimal number, which may be negative."""
    if not NUMBER.match(text):
        raise ValueError("not a number")
    return int(text)


def read_pairs(texts: list[str]) -> list[tuple[str, str]]:
    """ValueError for an odd number of texts."""
    if len(texts) % 2:
        raise ValueError("half a pair")
    return list(zip(texts[::2], texts[1::2], strict=True))


def write_pairs(pairs: Any) -> list[str]:
    """One after the other, flat."""
    return [text for pair in pairs for text in pair]


def read_file_pair(texts: list[str]) -> tuple[str, str]:
    """An absolute path and a text."""
    path, text = texts
    return absolute_path([path]), text


def write_tree(tree: tuple[str, Hash, int]) -> list[str]:
    """A copied tree: store path, hash and time, in four texts."""
    stored, content, newest = tree
    return [stored, content.algorithm, content.data.decode("latin-1"), str(newest)]


def read_tree(texts: list[str]) -> tuple[str, Hash, int]:
    """The same; ValueError for a hash of a wrong length or a time out of range."""
    stored, algorithm, data, newest = texts
    if SIZES.get(algorithm) != len(data) or not EARLIEST <= read_number(newest) <= LATEST:
        raise ValueError("not a hash and a time")
    return absolute_path([stored]), Hash(algorithm, data.encode("latin-1")), read_number(newest)


def write_repository(answer: tuple[Fetched, bool]) -> list[str]:
    """What came of a repository, in six texts; "" for a commit or count that it has not."""
    fetched, is_unpacked = answer
    rev, count = fetched.rev or "", "" if fetched.rev_count is None else str(fetched.rev_count)
    return [fetched.path, fetched.nar_hash, str(fetched.modified), rev, count, "1" if is_unpacked else ""]


def read_repository(texts: list[str]) -> tuple[Fetched, bool]:
    """The same; ValueError for a time out of range."""
    path, content, modified, rev, count, is_unpacked = texts
    if not EARLIEST <= read_number(modified) <= LATEST:
        raise ValueError("not a time")
    number = read_number(count) if count else None
    return Fetched(absolute_path([path]), content, read_number(modified), rev or None, number), flag(
        [is_unpacked]
    )


TEXT = Shape(lambda text: [text], one_text)
PATH = Shape(lambda text: [text], absolute_path)
OPTIONAL = Shape(lambda text: [] if text is None else [text], optional_text)
FLAG = Shape(lambda value: ["1" if value else ""], flag)
NUMBERED = Shape(lambda value: [str(value)], lambda texts: read_number(one_text(texts)))
PAIRS = Shape(write_pairs, read_pairs)
NAMES = Shape(lambda entries: write_pairs(entries.items()), lambda texts: dict(read_pairs(texts)))
FILE = Shape(list, read_file_pair)
TREE = Shape(write_tree, read_tree)

REPOSITORY = Shape(write_repository, read_repository)

SHAPES = {
    "pure": FLAG,
    "base_dir": PATH,
    "store_directory": PATH,
    "search_path": PAIRS,
    "core_package": PATH,
    "shipped": FILE,
    "getenv": TEXT,
    "home": OPTIONAL,
    "current_time": NUMBERED,
    "current_system": TEXT,
    "exists": FLAG,
    "allows": FLAG,
    "read_file": TEXT,
    "file_type": TEXT,
    "read_dir": NAMES,
    "resolve_import": PATH,
    "resolve_program": PATH,
    "copy_to_store": PATH,
    "add_tree": PATH,
    "flake_source": TREE,
    "read_derivation": TEXT,
    "traces_verbosely": FLAG,
    "aborts_on_warning": FLAG,
    "is_directory": FLAG,
    "real_path": PATH,
    "fetch_archive": PATH,
    "archive_source": TREE,
    "fetch_repository": REPOSITORY,
}
"""By the name of the question."""


def entry_texts(question: Question, answer: Answer) -> Iterator[str]:
    """An entry of the journal: how many texts the question has, these, and those of the answer."""
    yield str(len(question))
    yield from question
    if isinstance(answer, Refusal):
        yield from (REFUSED, answer.code, answer.message, *answer.notes)
    else:
        yield ANSWERED
        yield from SHAPES[question[0]].write(answer)


def read_entry(texts: list[str]) -> tuple[Question, Answer] | None:
    """The inverse; None for a question that this version does not know."""
    if not texts:
        raise ValueError("an empty entry")
    count = read_number(texts[0])
    if not 1 <= count <= len(texts) - 2:
        raise ValueError("an entry without question or answer")
    question = tuple(texts[1 : count + 1])
    how, *answer = texts[count + 1 :]
    if how == REFUSED and len(answer) >= 2:
        return question, Refusal(answer[0], answer[1], tuple(answer[2:]))
    if how != ANSWERED:
        raise ValueError("neither an answer nor an error")
    shape = SHAPES.get(question[0])
    return (question, shape.read(answer)) if shape is not None else None
