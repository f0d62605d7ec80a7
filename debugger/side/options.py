"""Options: what the module system merged in a run, told from the values at hand: who defined what, and which
definition won.

Every module system that is written as nixpkgs' has a function `mergeDefinitions` of where an option stands,
its type, and its definitions, each with the file that it comes from. No line of any version is known here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from debugger.side.here import StandingHere
from debugger.text import safe
from debugger.views.values.value_text import value_text
from vm.chunk import Lambda
from vm.opcodes import number_of
from vm.values import AttrSet, is_string

SELECTS = frozenset(map(number_of, ("OpAttrsSelect", "OpAttrsTrySelect")))
CONSTANT: Final = number_of("OpConstant")
USUAL: Final = 100
"""The priority of a definition that says nothing of it; the lowest number wins."""
NAME: Final = 'builtins.concatStringsSep "." loc'
DEFINITIONS: Final = """
let
  untrue = "its condition is false";
  typed = v: if builtins.isAttrs v then v._type or "" else "";
  parts = priority: value:
    let t = builtins.tryEval value; v = t.value; in
    if !t.success then [ { inherit priority; value = throw "it fails"; note = ""; } ]
    else if typed v == "merge" then builtins.concatMap (parts priority) v.contents
    else if typed v == "override" then parts v.priority v.content
    else if typed v == "order" then parts priority v.content
    else if typed v == "if" then
      let c = builtins.tryEval v.condition; in
      if c.success && c.value == true then parts priority v.content
      else
        [ { inherit priority; value = v.content; note = if c.success then untrue else ""; } ]
    else [ { inherit priority; value = v; note = ""; } ];
  shown = d: map (each: each // { file = toString (d.file or ""); }) (parts 100 (d.value or null));
  ready = row: builtins.seq row.file (builtins.seq row.priority (builtins.seq row.note
    (builtins.seq (builtins.tryEval row.value).success row)));
  add = all: row: builtins.seq (ready row) (all ++ [ row ]);
in builtins.foldl' add [ ] (builtins.concatMap shown defs)
"""


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition of an option."""

    file: str
    priority: int
    value: str
    """On one line."""
    wins: bool
    note: str = ""
    """Why it does not count, if it is not for its priority."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A place in own code that took an option's value."""

    place: str
    """`web.nix:12:5`."""
    source: str
    """What is written there, on one line."""
    step: int
    """At which it did so first."""
    purpose: str = ""
    """For which other option, if that is known."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option as it was merged."""

    name: str
    step: int
    """At which its definitions begin to be merged."""
    definitions: tuple[Definition, ...]
    readers: tuple[Reader, ...] = ()


def endings(names: Iterable[str]) -> set[str]:
    """What an option of one of the names may be selected by at the last: `port` for `web.port`."""
    found: set[str] = set()
    for name in map(safe, names):
        parts = name.split(".")
        found.update(".".join(parts[at:]) for at in range(len(parts)))
    return found


def ips_of_selects(code: Lambda, names: Collection[str]) -> list[int]:
    """The instructions of some code that select an attribute of one of the names, or of one that is not
    written there."""
    ops, operands, constants = code.ops, code.operands, code.constants
    return [
        ip
        for ip, op in enumerate(ops)
        if op in SELECTS
        and (not ip or ops[ip - 1] != CONSTANT or safe(str(constants[operands[ip - 1]])) in names)
    ]


def option_name(here: StandingHere) -> str:
    """The name of the option whose merge begins here; "" if that is not to be told from the values."""
    name = here.evaluate(NAME)
    return safe(name.value) if name.error is None and is_string(name.value) else ""


def option_at(here: StandingHere, step: int, name: str) -> Option:
    """The option of that name whose merge begins here."""
    found = here.evaluate(DEFINITIONS)
    if found.error is not None or type(found.value) is not tuple:
        return Option(name, step, ())
    peek = found.cells.peek
    rows = [peek(row) for row in found.value]
    known = [
        (*(peek(row[name]) for name in ("file", "priority", "note")), row["value"])
        for row in rows
        if type(row) is AttrSet
    ]
    best = min((priority for _, priority, note, _ in known if not note), default=USUAL)
    definitions = tuple(
        Definition(
            safe(file), priority, value_text(value, found.cells), priority == best and not note, safe(note)
        )
        for file, priority, note, value in known
    )
    return Option(name, step, definitions)


def named_so(wanted: str, name: str) -> bool:
    """Whether a path, such as `config.services.web.port`, is that of an option, or of a set that holds it."""
    return wanted == name or wanted.endswith(f".{name}") or name.startswith(f"{wanted}.")


def option_lines(option: Option) -> Iterator[str]:
    """The option, and a line for each of its definitions; those that lost last."""
    count = len(option.definitions)
    yield f"option {option.name}: {count} definition{'' if count == 1 else 's'}  step {option.step}"
    for each in sorted(option.definitions, key=lambda each: (not each.wins, each.priority)):
        priority = f", priority {each.priority}" if each.priority != USUAL else ""
        outcome = "" if each.wins else f", {each.note}" if each.note else ", lost"
        yield f"    {each.value}  {each.file}{priority}{outcome}"
    for reader in option.readers:
        purpose = f", for {reader.purpose}" if reader.purpose else ""
        yield f"    read by `{reader.source}`  {reader.place}{purpose}  step {reader.step}"
