"""Reading JSON, strictly, without recursion, in bounded stretches.

Text is byte-per-character; what the document says in \\u escapes becomes UTF-8 bytes.
"""

from __future__ import annotations

import re

from vm.errors import FormatError
from vm.spans import from_host
from vm.steps import PAUSE, StepsOf
from vm.values import INT_MAX, INT_MIN, AttrSet, Value

BLANK = re.compile(r"[ \t\n\r]*")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
ESCAPED = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
LITERALS: tuple[tuple[str, Value], ...] = (("null", None), ("true", True), ("false", False))


class Reader:
    """A position in the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 3 if text.startswith("\xef\xbb\xbf") else 0
        self.skip()

    def skip(self) -> None:
        """Go past blanks."""
        found = BLANK.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def peek(self) -> str:
        """The next character; "" at the end."""
        return self.text[self.at : self.at + 1]

    def take(self, char: str, where: str) -> None:
        """Go past `char` and the blanks after it; `where` is for the error."""
        if self.peek() != char:
            raise self.wrong(f"expected '{char}' {where}")
        self.at += 1
        self.skip()

    def wrong(self, what: str) -> FormatError:
        """The error at this place, with 1-based line and column in bytes."""
        line = self.text.count("\n", 0, self.at) + 1
        column = self.at - self.text.rfind("\n", 0, self.at)
        found = f"but found '{self.peek()}'" if self.peek() else "but the text ends"
        return FormatError(f"JSON, line {line}, column {column}: {what}, {found}")

    def scalar(self) -> Value:
        """What is no array or object: a string, a literal or a number."""
        char = self.peek()
        if char == '"':
            return self.string()
        for word, value in LITERALS:
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        return self.number()

    def number(self) -> Value:
        """An int if it fits 64 bits, else a float. FormatError where Nix refuses it too."""
        found = NUMBER.match(self.text, self.at)
        if found is None:
            raise self.wrong("expected a value")
        text = found.group()
        if found[1] is None and found[2] is None and len(text) < 25:
            value = int(text)
            if INT_MIN <= value <= INT_MAX:
                self.at = found.end()
                return value
            if 0 < value < 2**64:
                raise FormatError(f"the number {text} in JSON does not fit a 64-bit integer")
        number = float(text)
        if number in (float("inf"), float("-inf")):
            raise FormatError(f"the number {text[:40]} in JSON is too large")
        self.at = found.end()
        return number

    def string(self) -> str:
        """From the opening quote to behind the closing one."""
        self.at += 1
        pieces: list[str] = []
        while True:
            found = PLAIN.match(self.text, self.at)
            assert found is not None
            pieces.append(found.group())
            self.at = found.end()
            char = self.peek()
            if char == '"':
                self.at += 1
                return self.checked("".join(pieces))
            if char != "\\":
                raise self.wrong("expected the end of the string")
            pieces.append(self.escape())

    def checked(self, text: str) -> str:
        """The text, if it is valid UTF-8."""
        if not text.isascii():
            try:
                text.encode("latin-1").decode("utf-8")
            except UnicodeDecodeError:
                raise self.wrong("a string is not valid UTF-8") from None
        return text

    def escape(self) -> str:
        """What an escape stands for, as UTF-8; a pair of surrogates is one character."""
        char = self.text[self.at + 1 : self.at + 2]
        if char in ESCAPED and char:
            self.at += 2
            return ESCAPED[char]
        if char != "u":
            raise self.wrong("expected an escape")
        unit = self.hexadecimal(self.at + 2)
        self.at += 6
        if 0xD800 <= unit < 0xDC00 and self.text.startswith("\\u", self.at):
            low = self.hexadecimal(self.at + 2)
            if 0xDC00 <= low < 0xE000:
                self.at += 6
                unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
        if 0xD800 <= unit < 0xE000:
            raise self.wrong("half of a surrogate pair stands alone")
        if unit == 0:
            raise FormatError("a string in JSON holds a NUL byte, which a Nix string cannot")
        return from_host(chr(unit))

    def hexadecimal(self, at: int) -> int:
        """The value of the four digits at byte `at`, which must be there."""
        digits = self.text[at : at + 4]
        if not re.fullmatch(r"[0-9A-Fa-f]{4}", digits):
            raise self.wrong("expected four hexadecimal digits")
        return int(digits, 16)


def parse_json(text: str) -> StepsOf:
    """The value of a whole document."""
    reader = Reader(text)
    open_values: list[list[Value] | AttrSet] = []
    names: list[str] = []
    count = 0
    while True:
        count += 1
        if not count & 511:
            yield PAUSE
        char = reader.peek()
        if char in ("[", "{") and char:
            reader.at += 1
            reader.skip()
            closer = "]" if char == "[" else "}"
            if reader.peek() != closer:
                open_values.append([] if char == "[" else AttrSet())
                if char == "{":
                    names.append(read_name(reader))
                continue
            reader.at += 1
            value: Value = () if char == "[" else AttrSet()
        else:
            value = reader.scalar()
        reader.skip()
        value, done = close(reader, open_values, names, value)
        if done:
            return value


def read_name(reader: Reader) -> str:
    """The name of a member, and its colon."""
    if reader.peek() != '"':
        raise reader.wrong("expected a name in quotes")
    name = reader.string()
    reader.skip()
    reader.take(":", "after a name")
    return name


def close(
    reader: Reader, open_values: list[list[Value] | AttrSet], names: list[str], value: Value
) -> tuple[Value, bool]:
    """Put a finished value where it belongs, closing what ends here; True when the document is done."""
    while open_values:
        container = open_values[-1]
        if isinstance(container, list):
            container.append(value)
        else:
            container[names[-1]] = value
        closer = "]" if isinstance(container, list) else "}"
        if reader.peek() == ",":
            reader.at += 1
            reader.skip()
            if closer == "}":
                names[-1] = read_name(reader)
            return None, False
        reader.take(closer, "or ','")
        open_values.pop()
        if isinstance(container, list):
            value = tuple(container)
        else:
            names.pop()
            value = container
    if reader.peek():
        raise reader.wrong("expected the end of the text")
    return value, True
