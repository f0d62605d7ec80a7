"""Parsing: a text by our parser, and by Lark as it comes with a grammar that anybody would write."""

from __future__ import annotations

import time
from functools import cache, partial
from pathlib import Path

from lark import Lark

from benchmarks.generated import nix_text
from benchmarks.sampling import Reading, interleaved, ratio
from compiler.syntax.parser import parse
from vm.spans import Source

OURS, STOCK = "nixstep", "stock Lark"


@cache
def stock() -> Lark:
    """Lark's own lexer, parser and trees."""
    return Lark(Path(__file__).with_name("stock.lark").read_text("ascii"), parser="lalr", lexer="contextual")


def parsed_by_us(text: str) -> float:
    begun = time.process_time()
    parse(Source.of_expression(text))
    return time.process_time() - begun


def parsed_by_lark(text: str) -> float:
    begun = time.process_time()
    stock().parse(text)
    return time.process_time() - begun


def times_faster(size: int, rounds: int) -> Reading:
    """How many times faster than stock Lark a text of that size is parsed."""
    text = nix_text(size)
    stock()
    ways = {OURS: partial(parsed_by_us, text), STOCK: partial(parsed_by_lark, text)}
    return ratio(interleaved(ways, rounds), STOCK, OURS, note=f"{len(text):,} bytes")
