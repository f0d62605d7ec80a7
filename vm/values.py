"""What the machine computes with, and how each kind is represented.

    null, bool, int, float   None, bool, int (64 bits, checked where it is made), float
    string                   str with one character per byte; ContextString if it carries a context
    path                     Path, absolute and canonical
    list                     tuple
    attribute set            AttrSet
    function                 Closure, Builtin, PartialBuiltin
    thunk                    Thunk (vm.thunks), the only mutable value

Values are never changed once made. `type(v) is X` is the test to use: bool is a subclass of int, and
True == 1, so isinstance and == lie about Nix types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, TypeAlias, final

from mypy_extensions import mypyc_attr

if TYPE_CHECKING:
    from vm.chunk import Lambda
    from vm.spans import Place

Value: TypeAlias = Any
"""Any of the above; Python's type system cannot say it usefully."""

INT_MIN: Final = -(2**63)
INT_MAX: Final = 2**63 - 1
NEAR_MIN: Final = -(1 << 60)
NEAR_MAX: Final = 1 << 60
"""What lies between these is within the others, and compiled code compares it as machine words."""
SHORT_STRING: Final = 60


@mypyc_attr(native_class=False)
class ContextString(str):
    """A string with a context. Operations of str drop the context: rebuild with `with_context`."""

    __slots__ = ("context",)
    context: frozenset[str]


def with_context(text: str, context: frozenset[str]) -> str:
    """`text` as a Nix string that carries `context`; a plain str when that is empty."""
    if not context:
        return str(text)
    result = ContextString(text)
    result.context = context
    return result


NO_CONTEXT: frozenset[str] = frozenset()


def context_of(text: str) -> frozenset[str]:
    """Empty for most strings."""
    return text.context if type(text) is ContextString else NO_CONTEXT


@final
class Path:
    """An absolute, canonical path; byte-per-character text like a string."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"Path({self.text!r})"


@mypyc_attr(native_class=False)
class AttrSet(dict[str, Value]):
    """A set: name to value, in no meaningful order. `positions` knows where names were written."""

    __slots__ = ("positions",)

    def __init__(
        self,
        pairs: dict[str, Value] | Iterable[tuple[str, Value]] = (),
        positions: dict[str, Place] | None = None,
    ) -> None:
        super().__init__(pairs)
        self.positions = positions

    def sorted_names(self) -> list[str]:
        """Names in byte order, which is how every listing shows them."""
        return sorted(self)

    def updated(self, other: AttrSet) -> AttrSet:
        """`self // other`: the right side wins, with its positions."""
        result = AttrSet(self)
        result.update(other)
        if self.positions or other.positions:
            positions = dict(self.positions or ())
            theirs = other.positions or {}
            if len(theirs) < len(other):
                for name in other:
                    positions.pop(name, None)
            positions.update(theirs)
            result.positions = positions
        return result


@final
class Closure:
    """A lambda with its captures. A lambda that uses a captured with-stack has it as last capture."""

    __slots__ = ("code", "upvalues")

    def __init__(self, code: Lambda, upvalues: list[Value]) -> None:
        self.code = code
        self.upvalues = upvalues

    def __repr__(self) -> str:
        return f"Closure({self.code.display_name})"


Strictness: TypeAlias = "tuple[int, frozenset[type] | None, str]"
"""A strict argument: its index, the types it may have (None: any), and their words for messages."""


@final
class Builtin:
    """A builtin as declared in its one place (see vm.builtins.registry)."""

    __slots__ = ("arity", "function", "is_generator", "lesson", "name", "parameters", "strict")

    def __init__(
        self,
        name: str,
        function: Callable[..., Any],
        parameters: tuple[str, ...],
        strict: tuple[Strictness, ...],
        is_generator: bool,
        lesson: str,
    ) -> None:
        self.name = name
        self.function = function
        self.parameters = parameters
        self.arity = len(parameters)
        self.strict = strict
        """The arguments that are forced and checked before the body runs, in that order."""
        self.is_generator = is_generator
        self.lesson = lesson

    def __repr__(self) -> str:
        return f"Builtin({self.name})"


@final
class PartialBuiltin:
    """A builtin that has some, but not all, of its arguments."""

    __slots__ = ("arguments", "builtin")

    def __init__(self, builtin: Builtin, arguments: tuple[Value, ...]) -> None:
        self.builtin = builtin
        self.arguments = arguments


class Blueprint:
    """A constant from which OpClosure and friends make a closure or thunk with captures."""

    __slots__ = ("code", "plan")

    def __init__(self, code: Lambda) -> None:
        self.code = code
        self.plan: list[int] | None = None
        """How its captures are filled, made at the first use (see vm.ops.closures)."""


class ReadyThunk(Blueprint):
    """A constant thunk without captures; OpConstant pushes a fresh copy each time."""

    __slots__ = ()


class ReadyClosure(Blueprint):
    """A constant closure without captures; OpConstant pushes a fresh copy each time."""

    __slots__ = ()


@final
class DeferredUpvalue:
    """A capture that OpFinalise will fill from `slot`."""

    __slots__ = ("slot",)

    def __init__(self, slot: int) -> None:
        self.slot = slot


@final
class Scope:
    """What the names of a recursive set with `__overrides` mean at the moment. Programs never see it."""

    __slots__ = ("names",)
    names: AttrSet


@final
class UnresolvedPath:
    """The text of `<x>` or `~/x` before it is looked up."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


@final
class AttrNotFoundType:
    """The value a try-select leaves when there is no such attribute; programs never see it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "AttrNotFound"


AttrNotFound = AttrNotFoundType()

TYPE_NAMES: dict[type, str] = {
    type(None): "null",
    bool: "bool",
    int: "int",
    float: "float",
    str: "string",
    ContextString: "string",
    Path: "path",
    tuple: "list",
    AttrSet: "set",
    Closure: "lambda",
    Builtin: "lambda",
    PartialBuiltin: "lambda",
}
"""What `builtins.typeOf` answers."""

WITH_ARTICLE = {
    "null": "null",
    "bool": "a Boolean",
    "int": "an integer",
    "float": "a float",
    "string": "a string",
    "path": "a path",
    "list": "a list",
    "set": "a set",
    "lambda": "a function",
}


def with_article(value: Value) -> str:
    """`an integer`, `a set`, ... for messages."""
    kind = type(value)
    if kind is Builtin:
        return "a built-in function"
    if kind is PartialBuiltin:
        return "a partially applied built-in function"
    name = TYPE_NAMES.get(kind)
    return WITH_ARTICLE[name] if name else f"an internal value ({kind.__name__})"


def is_string(value: Value) -> bool:
    """With or without a context. Paths are no strings."""
    kind = type(value)
    return kind is str or kind is ContextString


def is_function(value: Value) -> bool:
    """Closures and builtins; not sets with `__functor`."""
    kind = type(value)
    return kind is Closure or kind is Builtin or kind is PartialBuiltin
