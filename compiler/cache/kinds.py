"""The records of which findings consist when they are written down, and how numbers look in them.

A tree is written from the bottom up: a record takes the trees that were read last and leaves its own.
Numbers are written seven bits a byte, lowest first; those that may be negative have their sign in the
lowest bit.
"""

from __future__ import annotations

from typing import Final

FORMAT: Final = 1
"""Counts up when anything here comes to mean something else."""

INT: Final = 1
FLOAT: Final = 2
TEXT: Final = 3
"""A piece of a string: no node, but a part of the next one."""
INTERPOLATION: Final = 4
STR: Final = 5
PATH: Final = 6
INTERPOLATED_PATH: Final = 7
SEARCH_PATH: Final = 8
URI: Final = 9
VARIABLE: Final = 10
CUR_POS: Final = 11
PAREN: Final = 12
LIST: Final = 13
NAME: Final = 14
DYNAMIC_NAME: Final = 15
SELECT: Final = 16
SELECT_OR: Final = 17
HAS_ATTR: Final = 18
CALL: Final = 19
UNARY: Final = 20
BINARY: Final = 21
IF: Final = 22
ASSERT: Final = 23
WITH: Final = 24
SET: Final = 25
LET: Final = 26
LEGACY_LET: Final = 27
FORMAL: Final = 28
FORMAL_WITH_DEFAULT: Final = 29
PATTERN: Final = 30
LAMBDA: Final = 31
ENTRY: Final = 32
INHERITED: Final = 33
INHERITED_FROM: Final = 34
INHERITED_AGAIN: Final = 35
"""From the source that the name before it is inherited from."""
INSTEAD: Final = 36
"""A node that means the expression read last."""
ASSERTED: Final = 37
"""Marks the comparison read last."""
BODY: Final = 38
"""The body of the chunk of the node read last."""

CLOSED_BODY: Final = 39
"""The same, of a chunk that captures nothing."""

OPERATORS: Final = ("+", "-", "*", "/", "//", "++", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "->", "!")
