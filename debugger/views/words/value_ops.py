"""What is told of the ops that work on plain values: numbers, comparisons, sets, lists, strings."""

from __future__ import annotations

from debugger.history.timeline import AnyFrame, State
from debugger.text import safe, shorten
from debugger.views.words.outcome import Outcome
from debugger.views.words.wording import WORDS, Words, brief, plural, words
from vm.thunks import Thunk
from vm.values import AttrSet, Value, is_string

NAMES_TOLD = 3


def comes_to(state: State, outcome: Outcome) -> str:
    """`: 3`; empty where it cannot be told."""
    return f": {brief(state, outcome.value)}" if outcome.is_known else ""


def binary(template: str) -> Words:
    """For ops (a b -- c): the template has a place for each operand."""

    def text(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
        left, right = brief(state, state.stack[-2]), brief(state, state.stack[-1])
        return template.format(left, right) + comes_to(state, outcome)

    return text


WORDS["OpAdd"] = binary("adds {} and {}")
WORDS["OpSub"] = binary("takes {1} away from {0}")
WORDS["OpMul"] = binary("multiplies {} by {}")
WORDS["OpDiv"] = binary("divides {} by {}")
WORDS["OpEqual"] = binary("compares {} with {}")
WORDS["OpLess"] = binary("asks whether {} is less than {}")
WORDS["OpLessOrEq"] = binary("asks whether {} is at most {}")
WORDS["OpMore"] = binary("asks whether {} is more than {}")
WORDS["OpMoreOrEq"] = binary("asks whether {} is at least {}")
WORDS["OpConcat"] = binary("joins {} and {}")
WORDS["OpAttrsUpdate"] = binary("merges {} with {}, of which the second wins")


@words("OpInvert", "OpNegate")
def turn(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """(a -- b): into its opposite."""
    into = brief(state, outcome.value) if outcome.is_known else "its opposite"
    return f"turns {brief(state, state.stack[-1])} into {into}"


@words("OpAttrs")
def attrs(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpAttrs (k1 v1 .. kn vn -- set)."""
    keys = state.stack[len(state.stack) - 2 * operand :: 2]
    return f"makes a set of {named_keys(state, keys)}; no value is forced"


@words("OpAttrsExtend")
def extend(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpAttrsExtend (set k1 v1 .. kn vn -- set)."""
    keys = state.stack[len(state.stack) - 2 * operand :: 2]
    return f"adds {named_keys(state, keys)} to the set below; no value is forced"


def named_keys(state: State, keys: list[Value]) -> str:
    """`name, work and 4 more`."""
    told = [key_words(state, key) for key in keys[:NAMES_TOLD]]
    more = len(keys) - len(told)
    if more:
        return f"{', '.join(told)} and {more} more"
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told) or "nothing"


def key_words(state: State, key: Value) -> str:
    """An attribute's name, or what stands in its place."""
    return shorten(safe(str(key[:80])), 40) if is_string(key) else brief(state, key)


@words("OpList")
def make_list(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpList (v1 .. vn -- list)."""
    return f"makes a list of {plural(operand, 'value')}, none of which is forced"


@words("OpAttrsSelect")
def select(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpAttrsSelect (set key -- v)."""
    container, key = state.stack[-2], state.stack[-1]
    name, where = key_words(state, key), brief(state, container)
    if outcome.is_known:
        is_open = type(state.cells.peek(outcome.value)) is Thunk
        asleep = ", which is not forced here" if is_open else ""
        return f"takes {name} out of {where}: {brief(state, outcome.value)}{asleep}"
    if type(container) is AttrSet:
        return f"looks for {name} in {where}"
    return f"looks for {name} in {where}, which is not a set"


@words("OpAttrsTrySelect")
def try_select(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpAttrsTrySelect (v key -- v), where AttrNotFound is called a mark."""
    container, key = state.stack[-2], state.stack[-1]
    name, where = key_words(state, key), brief(state, container)
    if type(container) is AttrSet and is_string(key) and key in container:
        return f"looks for {name} in {where}: it is there, {brief(state, container[key])}"
    return f"looks for {name} in {where}: it is not there, so a mark is left instead of failing"


@words("OpHasAttr")
def has_attr(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpHasAttr (v key -- bool), with its answer."""
    name, where = key_words(state, state.stack[-1]), brief(state, state.stack[-2])
    return f"asks whether {name} is in {where}{comes_to(state, outcome)}"


@words("OpValidateClosedFormals")
def validate(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpValidateClosedFormals (set -- set)."""
    if outcome.is_known:
        return f"looks {brief(state, state.stack[-1])} through: the pattern names every argument in it"
    return f"looks {brief(state, state.stack[-1])} through for arguments that the pattern does not name"


@words("OpInterpolate")
def interpolate(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpInterpolate (sn .. s1 -- string)."""
    return f"joins {plural(operand, 'piece')} of a string{comes_to(state, outcome)}"


@words("OpCoerceToString")
def to_string(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpCoerceToString (v -- string)."""
    value = brief(state, state.stack[-1])
    if is_string(state.stack[-1]):
        return f"finds {value}, which is a string already: nothing happens"
    if outcome.failure:
        return f"needs a string and finds {value}"
    return f"makes a string of {value}{comes_to(state, outcome)}"


@words("OpFindFile")
def find_file(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpFindFile (unresolved -- path)."""
    return f"looks <{brief(state, state.stack[-1])}> up in the search path"


@words("OpResolveHomePath")
def home_path(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpResolveHomePath (unresolved -- path)."""
    return f"puts the home directory in front of {brief(state, state.stack[-1])}"
