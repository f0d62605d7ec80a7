"""Coverage: what was forced, only made, or never made, in several runs together."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from debugger.evaluation import Evaluation
from debugger.loading.limits import Limits
from debugger.loading.program import Program
from debugger.profiling.coverage import FORCED, MADE, NEVER, Coverage, Covering, lcov, page
from tests.debugger.hostile import NIX_STRING
from tests.debugger.in_process import CommandLine

LIBRARY = """{
  needed = 1 + 1;
  only = map (x: x + 1) [ 1 2 ];
  choose = flag: if flag then "yes" + "!" else "no" + "!";
}
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "lib.nix"
    path.write_text(LIBRARY)
    return path


def covered(*texts: str) -> Coverage:
    found = Coverage(lambda source: True)
    for text in texts:
        covering = Covering()
        run = Evaluation(Program(expression=text), Limits(), lambda message: None, observers=(covering,))
        run.run()
        found.add(run.loaded, covering)
    return found


def states(found: Coverage, name: str) -> dict[str, int]:
    """By the text of each expression."""
    (each,) = (one for one in found.in_order() if one.source.name.endswith(name))
    return {each.source.text[one.start : one.end]: one.state for one in each.expressions.values()}


def test_each_expression_is_forced_only_made_or_never_made(library: Path) -> None:
    found = states(covered(f"(import {library}).needed"), "lib.nix")
    assert found["1 + 1"] == FORCED
    assert found["map (x: x + 1) [ 1 2 ]"] == MADE
    assert found["x: x + 1"] == NEVER
    assert found['flag: if flag then "yes" + "!" else "no" + "!"'] == MADE
    assert found['"yes" + "!"'] == NEVER


def test_several_runs_add_up(library: Path) -> None:
    texts = [f"(import {library}).choose {flag}" for flag in ("true", "false")]
    once, both = states(covered(texts[0]), "lib.nix"), states(covered(*texts), "lib.nix")
    assert (once['"yes" + "!"'], once['"no" + "!"']) == (FORCED, NEVER)
    assert (both['"yes" + "!"'], both['"no" + "!"']) == (FORCED, FORCED)


def test_lines_are_written_for_editors(library: Path) -> None:
    rows = list(lcov(covered(f"(import {library}).choose true")))
    begins = rows.index(f"SF:{library}")
    record = rows[begins : rows.index("end_of_record", begins)]
    assert "FNDA:1,choose:4:12" in record
    assert "DA:4,1" in record
    assert any(each.startswith("DA:2,") for each in record)
    assert f"LF:{sum(each.startswith('DA:') for each in record)}" in record


class Reader(HTMLParser):
    """Collects tags and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_shows_the_sources_and_nothing_in_them_is_obeyed() -> None:
    text = f'let a = "<script>alert(1)</script>"; b = {NIX_STRING}; in [ a b "größe" ]'
    reader = Reader()
    reader.feed(page(covered(text), str))
    assert "script" not in reader.tags
    assert "<script>alert(1)</script>" in reader.text
    assert "größe" in reader.text
    assert "never made" in reader.text


def test_the_command_adds_up_programs_and_writes_every_form(nixstep: CommandLine, library: Path) -> None:
    one = str(nixstep.file("one.nix", f"(import {library}).choose true"))
    two = str(nixstep.file("two.nix", f"(import {library}).needed"))
    table = nixstep("coverage", one, two).value.splitlines()
    assert table[0].split() == ["%", "expressions", "forced", "made", "never", "file"]
    assert table[-1].endswith("together")
    assert len(table) == 5
    shown = nixstep("coverage", one, "--show").value
    assert "2 ○   needed = 1 + 1;" in shown
    assert nixstep("coverage", one, "--lcov").value.startswith("TN:")
    target = Path(one).parent / "page.html"
    assert nixstep("coverage", one, "--html", str(target)).code == 0
    assert "choose" in target.read_text()
    assert nixstep("coverage", one, "--html", "/surely/not/there/x.html").code == 1
    failed = nixstep("coverage", "-E", "{ a = throw ''no''; b = 1 + 1; }.a")
    assert failed.code == 1
    assert "together" in failed.out
