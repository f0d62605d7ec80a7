"""Hashes in their notations are read as C++ Nix reads them."""

from __future__ import annotations

import base64

import pytest

from tests.differential import oracle
from tests.evaluation import outcome
from vm.errors import FormatError
from vm.spans import to_display
from vm.store.store_paths import SIZES, digest, from_base64, parse_hash

DIGESTS = {algorithm: digest(algorithm, b"x") for algorithm in SIZES}
PADDED = {algorithm: base64.b64encode(data).decode() for algorithm, data in DIGESTS.items()}
BARE = {algorithm: text.rstrip("=") for algorithm, text in PADDED.items()}

SPELLINGS = (
    "{0}", "{0}=", "{0}==", "{0}===", "{0}=====", "{0}=A", "{0}A", "{0}A=", "{0}AAAA=", "{0}=?x", "{0}= ",
    "{0} =", "{0}=ä", "{0}ä", "{0}\n=", "{0}=\n", "\n{0}=", "{0}\n", "\n{0}", "{0}=\n==\nx", " {0}=", "-{0}",
    "_{0}", "{0}-", "=", "", "={0}", "{0}{0}", "{1}=", "{1}==", "{1}", "{2}={3}", "{2}\n{3}=", "{2}\n{3}",
    "{2} {3}=", "{2}-{3}=", "{2}\r{3}=", "{1}B=", "{1}9=", "{2}\n\n\n\n{3}==",
)  # fmt: skip
"""Of the digits: {0} all, {1} all but the last, {2} the first ten and {3} the others."""


def spelled(algorithm: str, spelling: str) -> str:
    bare = BARE[algorithm]
    return spelling.format(bare, bare[:-1], bare[:10], bare[10:])


@pytest.mark.parametrize("algorithm", SIZES)
@pytest.mark.parametrize("padding", ["", "=", "==", "===", "====", "=?", "=\n=A"])
def test_in_sri_anything_may_follow_the_digits_after_an_equals_sign(algorithm: str, padding: str) -> None:
    assert parse_hash(f"{algorithm}-{BARE[algorithm]}{padding}", None).data == DIGESTS[algorithm]


@pytest.mark.parametrize("algorithm", SIZES)
@pytest.mark.parametrize("prefix", ["", "{}:"])
def test_plain_base_64_has_one_length(algorithm: str, prefix: str) -> None:
    before = prefix.format(algorithm)
    assert parse_hash(before + PADDED[algorithm], algorithm).data == DIGESTS[algorithm]
    with pytest.raises(FormatError, match=r"wrong length|invalid character"):
        parse_hash(f"{before}{BARE[algorithm]}====", algorithm)


@pytest.mark.parametrize("algorithm", SIZES)
def test_newlines_count_as_characters_but_mean_nothing(algorithm: str) -> None:
    bare, length = BARE[algorithm], len(PADDED[algorithm])
    broken = f"{bare[:10]}{chr(10) * (length - len(bare))}{bare[10:]}"
    assert parse_hash(broken, algorithm).data == DIGESTS[algorithm]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", b""),
        ("=", b""),
        ("Y", b""),
        ("YQ", b"a"),
        ("YR", b"a"),
        ("YQ=Q", b"a"),
        ("YWI", b"ab"),
        ("YWJj", b"abc"),
        ("YWJjZ", b"abc"),
        ("+/+/", b"\xfb\xff\xbf"),
    ],
)
def test_bits_that_fill_no_byte_are_dropped(text: str, data: bytes) -> None:
    assert from_base64(text) == data


@pytest.mark.parametrize("text", ["Y Q", "Y-", "Y_", "\xc3\xa4", "YQ\r", "YQ\0"])
def test_another_character_is_an_error(text: str) -> None:
    with pytest.raises(FormatError, match="invalid character"):
        from_base64(text)


def fixed(text: str, algorithm: str) -> str:
    """An expression for the path of an output that is fixed by a hash."""
    escaped = text.replace("\n", "\\n").replace("\r", "\\r")
    kind = f'outputHashAlgo = "{algorithm}"; ' if algorithm else ""
    return (
        f'(derivation {{ name = "a"; system = "b"; builder = "c"; {kind}outputHash = "{escaped}"; }}).outPath'
    )


@pytest.mark.needs_nix
@pytest.mark.parametrize("algorithm", SIZES)
def test_every_spelling_is_read_as_by_nix(algorithm: str) -> None:
    texts = [spelled(algorithm, spelling) for spelling in SPELLINGS]
    texts += [DIGESTS[algorithm].hex(), DIGESTS[algorithm].hex().upper(), DIGESTS[algorithm].hex()[:-1] + "g"]
    expressions = [
        fixed(before + text, kind)
        for text in texts
        for before in ("", f"{algorithm}:", f"{algorithm}-")
        for kind in ("", algorithm)
    ]
    differing = []
    for expression, said in zip(expressions, oracle.evaluate_bulk(expressions), strict=True):
        done, shown = outcome(expression)
        if done != said.ok or (done and shown != to_display(said.text)):
            differing.append((expression, shown, said.text))
    assert differing == []
