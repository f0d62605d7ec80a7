"""Text for people: what a program says is shown, never obeyed.

Control characters and direction overrides are escaped in every face, so that no value can steer the
terminal or pass for something that it is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from vm.spans import Source, Span, to_display
from vm.text.disassembler import one_line

SOURCE_WIDTH = 60
"""Characters of source text that tell a place from others."""
UNSAFE = (
    set(range(0x20))
    | set(range(0x7F, 0xA0))
    | {0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF}
    | set(range(0x202A, 0x202F))
    | set(range(0x2066, 0x206A))
    | set(range(0xD800, 0xE000))
)
TABLE = {code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" for code in UNSAFE}
TABLE |= {ord("\n"): "\\n", ord("\t"): "\\t", ord("\r"): "\\r", 0x1B: "\\e"}
MULTILINE = {code: text for code, text in TABLE.items() if code not in (ord("\n"), ord("\t"))}
STEERS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""The same characters: a pattern is made of ranges in a fraction of the time that it takes to list them."""
JSON_TABLE = {code: f"\\u{code:04x}" for code in UNSAFE if code >= 0x7F}


def safe(text: str) -> str:
    """Byte-per-character text as one line that is safe to show."""
    return to_display(text).translate(TABLE)


def safe_lines(text: str) -> str:
    """The same, but keeps line ends and tabs."""
    return to_display(text).translate(MULTILINE)


@lru_cache(maxsize=4096)
def safe_shown(text: str) -> str:
    """Text that is already decoded, as one line that is safe to show; tabs become blanks."""
    return text.replace("\t", "    ").translate(TABLE)


def source_name(source: Source) -> str:
    """How views call a source: its path, or its name where it is no file."""
    return safe_shown(to_display(source.path or source.name))


def place_text(path: str, line: int, column: int) -> str:
    """`file.nix:12:5`; empty where there is no source."""
    return f"{path}:{line}:{column}" if path else ""


def source_place(span: Span | None) -> tuple[str, int, int, str]:
    """Path, 1-based line and column, and the beginning of the text on one line; empty and 0 for no source."""
    if span is None:
        return "", 0, 0, ""
    start = span.position
    text = safe_shown(one_line(span.beginning(4 * SOURCE_WIDTH), SOURCE_WIDTH))
    return source_name(span.source), start.line, start.column, text


def with_near_paths(text: str, directories: Sequence[str]) -> str:
    """Text in which paths of what lies in one of the directories are relative to it."""
    for directory in directories:
        if directory not in ("", "/"):
            text = re.sub(rf"(?<![^\s'\"(]){re.escape(directory)}/(?=[^\s/])", "", text)
    return text


def shorten(text: str, width: int) -> str:
    """At most `width` characters, ending in `...` if cut."""
    return text if len(text) <= width else text[: max(width - 3, 0)] + "..."


def json_line(document: object, indent: int | None = None) -> str:
    """JSON text in which nothing can steer a terminal either; readers of JSON see no difference."""
    import json

    text = json.dumps(document, ensure_ascii=False, indent=indent)
    return text if text.isascii() and "\x7f" not in text else text.translate(JSON_TABLE)
