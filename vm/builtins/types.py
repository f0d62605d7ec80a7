"""What kind of value is this?"""

from __future__ import annotations

from vm.builtins.registry import Forced, builtin
from vm.values import TYPE_NAMES, AttrSet, Path, is_function, is_string


@builtin("typeOf", lesson="The name of a value's type: int, string, lambda, ...")
def type_of(e: Forced) -> str:
    return TYPE_NAMES[type(e)]


@builtin("isNull", lesson="Is it null?")
def is_null(e: Forced) -> bool:
    return e is None


@builtin("isBool", lesson="Is it true or false?")
def is_bool(e: Forced) -> bool:
    return type(e) is bool


@builtin("isInt", lesson="Is it an integer?")
def is_int(e: Forced) -> bool:
    return type(e) is int


@builtin("isFloat", lesson="Is it a float?")
def is_float(e: Forced) -> bool:
    return type(e) is float


@builtin("isString", lesson="Is it a string?")
def is_str(e: Forced) -> bool:
    return is_string(e)


@builtin("isPath", lesson="Is it a path?")
def is_path(e: Forced) -> bool:
    return type(e) is Path


@builtin("isList", lesson="Is it a list?")
def is_list(e: Forced) -> bool:
    return type(e) is tuple


@builtin("isAttrs", lesson="Is it a set?")
def is_attrs(e: Forced) -> bool:
    return type(e) is AttrSet


@builtin("isFunction", lesson="Is it a function? A set with __functor is not.")
def is_func(e: Forced) -> bool:
    return is_function(e)
