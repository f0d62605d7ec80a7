"""How text is cut into tokens, on its own: which reading wins, and what cannot be cut."""

from __future__ import annotations

from time import process_time

import pytest

from compiler.syntax.lexer import SyntaxFault, Token, tokens


def cut(text: str) -> list[str]:
    """Each token as its type and text, without the end token."""
    found = list(tokens(text))
    assert found[-1].type == "$END"
    return [f"{token.type} {text[token.start : token.end]}".strip() for token in found[:-1]]


def only(text: str) -> Token:
    found = list(tokens(text))
    assert len(found) == 2
    assert (found[0].start, found[0].end) == (0, len(text))
    return found[0]


@pytest.mark.parametrize(
    "text", ["/a", "./a", "../a/b", "a/b", "-a/b", "+/x", "1/2", "1.5e+3/x", ".../x", "~/x", "a.b/c", "_a/b"]
)
def test_text_with_an_inner_slash_is_one_path(text):
    assert (only(text).type, only(text).value) == ("PATH", text)


@pytest.mark.parametrize("text", ["x:x", "http://a.b/c?d=e", "a+b.c-d:'", "a.b:c", "git+ssh://h/~u"])
def test_a_scheme_and_a_colon_with_text_behind_are_a_url(text):
    assert (only(text).type, only(text).value) == ("URI", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a / b", ["ID a", "OPERATOR /", "ID b"]),
        ("a/ b", ["ID a", "OPERATOR /", "ID b"]),
        ("a//b", ["ID a", "OPERATOR //", "ID b"]),
        ("x: x", ["ID x", "COLON :", "ID x"]),
        ("_a:b", ["ID _a", "COLON :", "ID b"]),
        ("_a.b:c", ["ID _a", "DOT .", "URI b:c"]),
        ("1a:b", ["INT 1", "URI a:b"]),
        ("a'.b/c", ["ID a'", "PATH .b/c"]),
        ("a.b.c", ["ID a", "DOT .", "ID b", "DOT .", "ID c"]),
        ("a->b", ["ID a-", "OPERATOR >", "ID b"]),
        ("1->b", ["INT 1", "OPERATOR ->", "ID b"]),
        ("a-1", ["ID a-1"]),
        ("a -1", ["ID a", "MINUS -", "INT 1"]),
        ("1+++2", ["INT 1", "OPERATOR ++", "OPERATOR +", "INT 2"]),
        ("...", ["ELLIPSIS ..."]),
        ("a...b", ["ID a", "ELLIPSIS ...", "ID b"]),
    ],
)
def test_the_longest_token_wins_but_no_longer_one_is_invented(text, expected):
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1e3", ["INT 1", "ID e3"]),
        ("1.e3", ["FLOAT 1.e3"]),
        ("1.5E-2", ["FLOAT 1.5E-2"]),
        (".5", ["FLOAT .5"]),
        ("0.5", ["FLOAT 0.5"]),
        ("01.5", ["INT 01", "FLOAT .5"]),
        ("0.", ["INT 0", "DOT ."]),
        ("1..2", ["FLOAT 1.", "FLOAT .2"]),
        ("a.5", ["ID a", "FLOAT .5"]),
    ],
)
def test_a_float_needs_its_dot_and_no_leading_zero(text, expected):
    assert cut(text) == expected


@pytest.mark.parametrize("text", ["<nixpkgs>", "<a/b.c>", "<a+b-c>"])
def test_search_paths_lose_their_brackets(text):
    assert (only(text).type, only(text).value) == ("SEARCH_PATH", text[1:-1])


@pytest.mark.parametrize("text", ["<a//b>", "<a/>", "<a >", "< a>"])
def test_a_bracket_that_opens_no_search_path_is_a_comparison(text):
    assert cut(text)[0] == "OPERATOR <"


def test_comments_and_blanks_are_no_tokens():
    assert cut("\t1 # a \0 \xff\r2/**/\r\n/* * / ** \0 **/3") == ["INT 1", "INT 2", "INT 3"]


def test_very_many_comments_in_a_row_are_skipped():
    assert cut("#\n" * 1000 + "/**/" * 1000 + "1") == ["INT 1"]


def test_an_unclosed_comment_tells_where_it_begins():
    with pytest.raises(SyntaxFault, match=r"end of file, expecting '\*/'") as caught:
        cut("1 /* 2")
    assert caught.value.opened == ("comment", 2)


def test_a_nul_byte_in_code_ends_the_file():
    assert cut("1 \0 (((") == ["INT 1"]


@pytest.mark.parametrize(
    ("text", "shown", "span"),
    [
        ("a $ b", "$", (2, 3)),
        ("~", "~", (0, 1)),
        ("1 \x01", r"\x01", (2, 3)),
        ("\xc3\xa4 1", "\xc3\xa4", (0, 2)),
        ("a & b", "&", (2, 3)),
    ],
)
def test_characters_outside_the_language_are_named(text, shown, span):
    with pytest.raises(SyntaxFault) as caught:
        cut(text)
    assert caught.value.message == f"syntax error, unexpected character '{shown}'"
    assert (caught.value.start, caught.value.end) == span


def test_keywords_are_whole_words_only():
    assert cut("let lets let' rec or or-") == ["LET let", "ID lets", "ID let'", "REC rec", "OR or", "ID or-"]


def test_the_largest_integer_is_read_and_the_next_one_refused():
    assert only("9223372036854775807").value == 2**63 - 1
    assert only("0" * 5000 + "7").value == 7
    for text in ("9223372036854775808", "9" * 5000):
        with pytest.raises(SyntaxFault, match="invalid integer '9"):
            cut(text)


@pytest.mark.parametrize("text", ["1.e400", "1.e-310", "1.e-400"])
def test_floats_too_large_or_too_small_are_refused(text):
    with pytest.raises(SyntaxFault, match="invalid float"):
        cut(text)


def test_a_float_of_nothing_but_zeros_is_no_underflow():
    assert only("0.0").value == 0.0


def test_a_tiny_float_that_is_exact_is_read():
    digits = f"{2.0**-1074:.1074f}"
    assert only(digits).value == 2.0**-1074


@pytest.mark.parametrize("text", ["/a/", "a/b/", "~/a/", "./${x}/", "/${x}b/ 1"])
def test_a_trailing_slash_is_refused(text):
    with pytest.raises(SyntaxFault, match="path has a trailing slash") as caught:
        cut(text)
    assert text[caught.value.start : caught.value.end] == "/"


def test_a_doubled_slash_is_refused_unless_an_interpolation_follows():
    assert cut("a/b//${x}")[0] == "PATH_START a/b//"
    with pytest.raises(SyntaxFault, match="unexpected '//' in a path"):
        cut("a/b//c")


def test_interpolation_goes_back_to_the_text_it_interrupted():
    assert cut("\"a${ {b = ''c${d}'';} }e\"") == [
        'STRING_START "', "TEXT", "DOLLAR ${", "LBRACE {", "ID b", "EQUAL =", "INDENTED_START ''", "PIECES c",
        "DOLLAR ${", "ID d", "RBRACE }", "PIECES", "INDENTED_END ''", "SEMICOLON ;", "RBRACE }", "RBRACE }",
        "TEXT", 'STRING_END "',
    ]  # fmt: skip


def test_a_path_ends_where_the_interpolated_text_ends():
    assert cut("./a${b}c/d.nix;") == [
        "PATH_START ./a", "DOLLAR ${", "ID b", "RBRACE }", "TEXT c/d.nix", "PATH_END", "SEMICOLON ;",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "what", "at"),
    [('1 "a', "string", 2), ('"a\\', "string", 0), ("''a'", "indented string", 0), ('"${x} ', "string", 0)],
)
def test_an_unclosed_string_tells_where_it_begins(text, what, at):
    with pytest.raises(SyntaxFault, match="unexpected end of file") as caught:
        cut(text)
    assert caught.value.opened == (what, at)
    assert caught.value.start == len(text)


@pytest.mark.parametrize(
    ("repeated", "end"),
    [
        ("a.", "a//b"),
        ("a_.", ":x"),
        ("1-", ":x"),
        ("a'.", ":x"),
        ("a/b//", "${x}"),
        ("<a/a", ""),
        ("/**/", "1"),
    ],
)
def test_runs_that_are_almost_something_longer_are_searched_once(repeated, end):
    def seconds(count: int) -> float:
        text = repeated * count + end
        began = process_time()
        assert sum(1 for _ in tokens(text)) > 1
        return process_time() - began

    small, large = (min(seconds(count) for _ in range(3)) for count in (5_000, 40_000))
    assert large < 40 * small + 0.05  # eight times as much text; searching again would take 64 times as long
