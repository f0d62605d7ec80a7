"""The story: Markdown in which a program's text is nothing but text."""

from __future__ import annotations

import json

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from debugger.errors import DebuggerError
from debugger.exports.moments import Moment, moments, stretch
from debugger.exports.story import escaped, story, story_of, with_code
from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.session import Session
from tests.debugger.hostile import NIX_STRING, unsafe_characters
from vm.spans import from_host

HOSTILE = (
    "# no heading",
    "<b>bold</b> <script>alert(1)</script>",
    "[a](http://x.y) ![i](j) <http://x> www.x.y",
    "*a* _b_ ~~c~~ `d` ``e`` &amp; &#65;",
    "1. no list",
    "- no list",
    "+ no list",
    "===",
    "    no code",
    "a | b\n--- | ---",
    "\\",
    "```\n# no heading\n",
)
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def ended(text: str, history: int = 10_000) -> Session:
    made = Session(Program(expression=text, strict=True), history=history)
    made.run_to_end()
    return made


def tokens(text: str) -> list[Token]:
    """All of them, those inside lines too."""
    return [inner for each in READER.parse(text) for inner in (each, *(each.children or ()))]


@pytest.mark.parametrize("note", HOSTILE)
def test_no_text_of_a_program_or_note_means_anything(note: str) -> None:
    subject = ended(from_host(f"let x = {json.dumps(note)}; in x + {NIX_STRING}"))
    subject.travel(2)
    subject.note(note)
    subject.mark("symptom")
    text = "\n".join(story(subject, moments(subject)))
    kinds = {each.type for each in tokens(text)}
    assert kinds <= {
        *("heading_open", "heading_close", "inline", "text", "fence", "blockquote_open", "blockquote_close"),
        *("paragraph_open", "paragraph_close", "softbreak", "code_inline"),
    }
    assert sum(each.type == "heading_open" for each in tokens(text)) == 2
    assert not unsafe_characters(text, "\n")


@pytest.mark.parametrize("text", [*HOSTILE, "a `b` c", "`<b>`", "`a``b`<i>", "`a` `<b>` <i>", "`` <b> `"])
def test_words_with_code_are_text_and_code_only(text: str) -> None:
    for made in (with_code(text), escaped(text)):
        assert not [each for each in tokens(f"x {made}") if "html" in each.type or "link" in each.type]


def test_what_is_escaped_reads_as_it_was() -> None:
    for text in ("a_b*c <d> [e](f) #g & h|i", "1. x", "- y", "http://x.y and www.z"):
        (inline,) = (each for each in READER.parse(escaped(text)) if each.type == "inline")
        assert "".join(each.content for each in inline.children or ()) == text


def test_the_chosen_steps_are_told_with_their_notes_and_stacks() -> None:
    subject = ended("let f = n: if n == 0 then 0 else n + f (n - 1); in f 2")
    subject.travel(20)
    subject.note("here it adds")
    subject.travel(5)
    subject.mark("early")
    text = "\n".join(story(subject, moments(subject)))
    assert [line for line in text.split("\n") if line.startswith("## ")] == ["## Step 5: early", "## Step 20"]
    assert "> here it adds" in text
    assert "```nix\n> 1 | let f = n:" in text
    assert "Value stack, the top first:" in text


def test_without_notes_it_is_the_first_step_and_the_end_or_the_error() -> None:
    assert [each.titles for each in moments(ended("1 + 1"))] == [["the first step"], ["the end"]]
    failed = ended("[ (1 + 1) (throw ''no'') ]")
    found = moments(failed)
    assert found[1].titles == ["the error"]
    text = "\n".join(story(failed, found))
    assert "no [E041]" in text
    assert "Value stack" in text


def test_a_story_in_the_debugger_leaves_one_where_one_stood() -> None:
    subject = ended("let x = 1; in x + 1")
    subject.travel(4)
    subject.note("four")
    subject.travel(2)
    text = story_of(subject)
    assert (subject.step, subject.history.is_live) == (2, False)
    assert text.index("## Step 2") < text.index("## Step 4")
    live = Session(Program(expression="1 + 1"))
    assert story_of(live).startswith("# \\<expr\\>\n\n## Step 0")
    live.run(Continue())
    assert "Its value is 2." in story_of(live)


def test_steps_that_there_are_not_are_errors() -> None:
    subject = ended("1 + 1")
    with pytest.raises(DebuggerError, match="there is no step 99: the run ends at step 7"):
        moments(subject, [99])
    with pytest.raises(DebuggerError, match="there is no step 8"):
        stretch(subject, 8, None, 1)
    with pytest.raises(DebuggerError, match="there is nothing"):
        stretch(subject, 5, 2, 1)
    assert list(stretch(subject, 1, 99, 3)) == [1, 4, 7]


def test_too_many_pictures_are_refused_with_what_would_do() -> None:
    subject = ended("builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 2000)", 100_000)
    with pytest.raises(
        DebuggerError, match=r"are too many: choose --from and --to, or --every (\d+)"
    ) as caught:
        stretch(subject, 0, None, 1)
    every = int(str(caught.value).rpartition(" ")[2])
    assert len(stretch(subject, 0, None, every)) <= 3_000
    assert len(stretch(subject, 0, None, 1, pictures=False)) > 3_000


def test_a_moment_says_all_that_was_written_at_it() -> None:
    assert Moment(3, ["a"], ["b", "c"]).label == "a; b; c"
