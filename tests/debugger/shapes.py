"""A small checker of the shape of JSON data."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Json: TypeAlias = object
Shape: TypeAlias = "Callable[[str, Json], None]"
"""Fails, naming the place, if a piece of JSON has another shape."""


def wrong(place: str, wanted: str, found: Json) -> AssertionError:
    return AssertionError(f"{place}: {wanted} wanted, {found!r} found")


def text(place: str, found: Json) -> None:
    if type(found) is not str:
        raise wrong(place, "a string", found)


def flag(place: str, found: Json) -> None:
    if type(found) is not bool:
        raise wrong(place, "a boolean", found)


def number(least: int = 0) -> Shape:
    def check(place: str, found: Json) -> None:
        if type(found) is not int or found < least:
            raise wrong(place, f"an integer from {least}", found)

    return check


def exactly(*allowed: str | int) -> Shape:
    def check(place: str, found: Json) -> None:
        if found not in allowed or isinstance(found, bool):
            raise wrong(place, f"one of {allowed}", found)

    return check


def optional(shape: Shape) -> Shape:
    def check(place: str, found: Json) -> None:
        if found is not None:
            shape(place, found)

    return check


def array(shape: Shape, length: int | None = None, most: int | None = None) -> Shape:
    def check(place: str, found: Json) -> None:
        if not isinstance(found, list):
            raise wrong(place, "an array", found)
        if len(found) != (len(found) if length is None else length) or (
            most is not None and len(found) > most
        ):
            raise wrong(place, f"{length or most} elements", found)
        for index, item in enumerate(found):
            shape(f"{place}[{index}]", item)

    return check


def record(**fields: Shape) -> Shape:
    """An object with exactly these fields."""

    def check(place: str, found: Json) -> None:
        if not isinstance(found, dict) or found.keys() != fields.keys():
            raise wrong(place, f"an object with {sorted(fields)}", found)
        for name, shape in fields.items():
            shape(f"{place}.{name}", found[name])

    return check


def mapping(shape: Shape) -> Shape:
    def check(place: str, found: Json) -> None:
        if not isinstance(found, dict):
            raise wrong(place, "an object", found)
        for name, item in found.items():
            shape(f"{place}.{name}", item)

    return check
