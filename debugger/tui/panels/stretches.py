"""Stretches of a line of text: lit up, safe to be shown, and cut to what there is room for."""

from __future__ import annotations

from debugger.text import safe_shown
from debugger.tui.drawing.highlight import Token
from debugger.tui.drawing.lines import Part, cells, take


def lit_up(tokens: list[Token], start: int, end: int, role: str) -> list[Token]:
    """The tokens with everything from character `start` to `end` in another role."""
    end = max(end, start + 1)
    result: list[Token] = []
    at = 0
    for text, own in tokens:
        before, inside = max(start - at, 0), max(end - at, 0)
        for piece, used in (
            (text[:before], own),
            (text[before:inside], role),
            (text[max(before, inside) :], own),
        ):
            if piece:
                result.append((piece, used))
        at += len(text)
    if start >= at:
        result.append((" ", role))
    return result


def chosen(tokens: list[Token], start: int, end: int) -> list[Token]:
    """The tokens with everything from character `start` to `end` shown as chosen, on the ground it is on."""
    result: list[Token] = []
    at = 0
    for text, role in tokens:
        first, last = max(start - at, 0), max(end - at, 0)
        own = f"chosen-{role}" if role.startswith("span") else "chosen"
        for piece, used in ((text[:first], role), (text[first:last], own), (text[max(first, last) :], role)):
            if piece:
                result.append((piece, used))
        at += len(text)
    return result


def safely(tokens: list[Token]) -> list[Part]:
    """What can be shown of each token: nothing in it steers the terminal."""
    return [(safe_shown(text), role) for text, role in tokens]


def window(parts: list[Part], left: int, width: int) -> list[Part]:
    """The parts after `left` cells, at most `width` of them; a last `…` says that there is more."""
    result: list[Part] = []
    room = width
    for text, role in parts:
        size = cells(text)
        if left >= size:
            left -= size
            continue
        text = text[len(take(text, left)) :] if left else text
        left = 0
        result.append((text, role))
        room -= cells(text)
        if room < 0:
            return [*cropped(result, width - 1), ("…", "faint")]
    return result


def cropped(parts: list[Part], width: int) -> list[Part]:
    """The first `width` cells."""
    result: list[Part] = []
    for text, role in parts:
        text = take(text, width)
        result.append((text, role))
        width -= cells(text)
    return result


def brought_in(parts: list[Part], own: int, room: int) -> list[Part]:
    """The line scrolled by itself, so that its span is seen: the others stay where they are."""
    return [("…", "faint"), *window(parts, own + 1, room - 1)] if own else window(parts, 0, room)


def own_left(before: int, length: int, left: int, room: int, whole: int) -> int | None:
    """How far a line of `whole` cells has to be scrolled for its span to be seen, and no further than to its
    end; None if just as the others."""
    if left <= before and before + min(length, room // 2) <= left + room - 1:
        return None
    return max(min(before - room // 3, whole - room), 0)
