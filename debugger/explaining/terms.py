"""The glossary: one page a term, in which other terms are found by their words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from debugger.explaining.errors import PAGES

TERMS = PAGES / "terms"
ALSO = re.compile(r"<!-- also: (.*?) -->\n\n?")
WORDS = re.compile(r"[a-z][a-z-]*(?: (?:stack|call|calls|edge|point|context|contexts))?")
COMMON = ("with", "edge", "context")
"""Words that mean a term only where somebody asks for it."""
MOST_RELATED = 8


class Term(NamedTuple):
    """One term of the glossary."""

    name: str
    also: tuple[str, ...]
    """Other words for it."""
    text: str
    """Markdown, without the title."""

    @property
    def summary(self) -> str:
        """Its first sentence."""
        flat = " ".join(self.text.partition("\n\n")[0].split())
        return flat.partition(". ")[0].rstrip(".") + "."


@lru_cache(maxsize=1)
def terms() -> dict[str, Term]:
    """All of them by name, in order."""
    found: dict[str, Term] = {}
    for path in sorted(TERMS.glob("*.md")):
        title, _, text = path.read_text(encoding="utf-8").partition("\n\n")
        also = ALSO.match(text)
        name = title.removeprefix("# ")
        found[name] = Term(name, tuple(also[1].split()) if also else (), ALSO.sub("", text).strip())
    return found


@lru_cache(maxsize=1)
def by_word() -> dict[str, str]:
    """The name of the term that a word means."""
    found: dict[str, str] = {}
    for term in terms().values():
        for word in (term.name, f"{term.name}s", *term.also):
            found.setdefault(word, term.name)
    return found


def term_called(text: str) -> Term | None:
    """The term that a person means: by its name, in the plural, or by another word for it."""
    word = " ".join(text.lower().replace("-", " ").split())
    known = by_word()
    name = known.get(word) or known.get(word.replace(" ", "-"))
    return terms()[name] if name is not None else None


def related(text: str, without: str = "") -> list[Term]:
    """The terms that a text uses, in its order."""
    found = (by_word().get(word) for word in WORDS.findall(text.lower()) if word not in COMMON)
    names = dict.fromkeys(name for name in found if name is not None and name != without)
    return [terms()[name] for name in list(names)[:MOST_RELATED]]
