"""Why: the chain of demand, cycles, origins of values, the lives of thunks, and the call tree."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from debugger.loading.program import Program
from debugger.motions import Continue, ToStep
from debugger.provenance.call_tree import CallNode, children, root
from debugger.provenance.chain import chain_of_demand
from debugger.provenance.demand import chain_text
from debugger.provenance.thunk_life import reads, site_rows, thunk_rows
from debugger.session import Session
from tests.debugger.in_process import CommandLine

FOLD = "let a = b + 1; b = { x = c; }.x; c = builtins.foldl' (p: q: p + q) 0 [ 1 a ]; in a"
FACTORIAL = "let f = n: if n == 0 then 1 else n * f (n - 1); in f 3"


def ended(text: str, window: int = 1_000_000) -> Session:
    made = Session(Program(expression=text), history=window)
    made.run_to_end()
    return made


def chain(subject: Session) -> list[str]:
    return list(chain_text(subject.why()))


def test_the_chain_goes_from_the_op_down_to_the_program() -> None:
    subject = ended(FACTORIAL)
    subject.goto("60")
    links = subject.why()
    assert links[0].text.startswith(subject.snapshot().opcode)
    assert links[-1].thunk == "thunk#0"
    frames = [link.frame for link in links if link.frame]
    assert frames == sorted(frames, reverse=True)
    assert all(link.forced >= 0 and link.made >= 0 for link in links if link.thunk)
    assert [link.forced for link in links] == sorted((link.forced for link in links), reverse=True)


def test_builtins_in_the_chain_say_how_far_they_are() -> None:
    subject = Session(Program(expression='builtins.foldl\' (a: b: a + b) 0 [ 1 (throw "x") ]'), history=1000)
    subject.run(Continue())
    assert any(line.endswith("builtins.foldl': element 2 of 2") for line in chain(subject))


def test_an_infinite_recursion_is_drawn_as_a_cycle() -> None:
    subject = Session(Program(expression=FOLD), history=1000)
    subject.run(Continue())
    live = chain(subject)
    assert [line[:1] for line in live[1:]] == ["╭", "│", "│", "╰"]
    assert live[-1].endswith("needed again")
    subject.run(Continue())
    assert subject.status == "failed"
    subject.goto("previous error")
    assert chain(subject) == live


def test_a_thunk_that_needs_itself_at_once_is_a_cycle_of_one() -> None:
    subject = Session(Program(expression="let a = a; in a"), history=1000)
    subject.run(Continue())
    assert [line[:1] for line in chain(subject) if "thunk" in line] == ["↻"]


def test_skipped_files_are_folded(nixstep: CommandLine) -> None:
    nixstep.file("lib.nix", "{ twice = f: x: 1 + f (1 + f x); }")
    nixstep.file("main.nix", 'let l = import ./lib.nix; in l.twice (x: x + (throw "no")) 1')
    found = nixstep("why", "main.nix", "--skip", "lib.nix")
    assert any(line.strip().startswith("... ") and "lib.nix" in line for line in found.value.splitlines())
    whole = nixstep("why", "main.nix", "--skip", "lib.nix", "--show-trace")
    assert len(whole.value.splitlines()) > len(found.value.splitlines())


def test_a_deep_chain_shows_what_repeats_once_and_how_it_goes() -> None:
    text = "let f = n: if n == 0 then throw 1 else 1 + f (n - 1); in f 600"
    subject = Session(Program(expression=text), history=10**6)
    subject.run(Continue())
    links = subject.why()
    assert len(links) < 8
    (fold,) = (link for link in links if link.kind == "repeat")
    assert fold.text.startswith("the same call ")
    assert "n from 599 to 1" in fold.text or "n from 600 to 1" in fold.text
    assert "does not end" not in fold.text


RUNAWAY = "let f = x: 1 + f x; in f [ 1 2 3 ]"
MUTUAL = (
    "let f = x: 1 + g x; g = x: 1 + h x; h = x: builtins.foldl' (a: b: a + b) 0 [ (f x) ]; in f [ 1 2 3 ]"
)


@pytest.mark.parametrize("text", [RUNAWAY, MUTUAL])
def test_what_is_called_inside_itself_with_the_same_argument_does_not_end(text: str) -> None:
    subject = Session(Program(expression=text), history=10**6)
    subject.run(ToStep(20_000))
    (fold,) = (link for link in subject.why() if link.kind == "repeat")
    assert "x = [ 1 2 3 ]" in fold.text
    assert ": this does not end" in fold.text
    assert fold.times > 300


@pytest.mark.parametrize(
    "text",
    [
        "let f = x: if x == [ ] then 0 else 1 + f (builtins.tail x); in f (builtins.genList (i: i) 500)",
        "let f = x: if builtins.length x > 500 then 0 else 1 + f (x ++ [ 1 ]); in f [ ]",
        "let f = g: n: if n == 0 then 0 else 1 + f g (g n); in f (n: n - 1) 500",
    ],
)
def test_nothing_is_claimed_of_arguments_that_change(text: str) -> None:
    subject = Session(Program(expression=text), history=10**6)
    subject.run(ToStep(5000))
    folds = [link.text for link in subject.why() if link.kind == "repeat"]
    assert folds
    assert not any("does not end" in fold or "the same x" in fold for fold in folds)


def test_what_does_not_repeat_is_cut_in_the_middle() -> None:
    bindings = " ".join(f"a{n} = {n} + a{n + 1};" for n in range(600))
    subject = Session(Program(expression=f'let {bindings} a600 = throw "x"; in a0'), history=10**6)
    subject.run(Continue())
    links = subject.why()
    assert len(links) < 400
    assert [link.kind for link in links].count("gap") == 1


def test_a_fold_opens_page_after_page() -> None:
    subject = Session(Program(expression=MUTUAL), history=10**6)
    subject.run(ToStep(20_000))
    chain = chain_of_demand(subject.subject)
    every = list(map(chain.link, range(len(chain.places))))
    while any(chain.folds):
        shown = len(chain.links)
        assert chain.open(next(at for at, fold in enumerate(chain.folds) if fold is not None))
        assert shown < len(chain.links) <= shown + 70
    assert list(chain.links) == every
    assert not chain.open(0)


def test_the_origin_of_a_value_tells_what_it_cost() -> None:
    subject = ended("let x = 1 + 1; in x + x")
    subject.goto("evaluation of thunk#1")
    subject.goto("+2")
    entry = next(entry for entry in subject.snapshot().stack if entry.value.text == "2")
    origin = subject.origin(entry.value.ref, entry.index)
    assert origin is not None
    assert origin.pushed < subject.step


def test_the_life_of_a_thunk(nixstep: CommandLine) -> None:
    found = nixstep("why", "-E", "let x = 1 + 1; in x + x", "--thunk", "1").value
    assert (
        "thunk#1 was made at step 2 (<expr>:1:9), forced at step 6, evaluated at step 11, which took 5 steps"
        in found
    )


def test_rows_of_thunks() -> None:
    subject = ended(
        'let never = 1 + 1; used = 2 + 2; t = builtins.tryEval (throw "x"); in builtins.seq t.success used'
    )
    rows = {row.source: row for row in thunk_rows(subject.history)}
    assert rows["1 + 1"].state == "never forced"
    assert rows["2 + 2"].state == "evaluated"
    assert rows['throw "x"'].state == "failed"
    assert rows["2 + 2"].cost == rows["2 + 2"].evaluated - rows["2 + 2"].forced > 0
    assert rows["2 + 2"].forced_by


def test_reads_of_a_thunk_are_counted() -> None:
    subject = ended("let x = 1 + 1; in x + x * x")
    assert len(list(reads(1, subject.history))) == 3


def test_totals_per_site_cover_the_whole_run_whatever_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    from debugger.history.segments import PACE

    text = "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 60"
    whole = site_rows(ended(text).history.window.recorder)
    monkeypatch.setattr(PACE, "segment", 100)
    subject = ended(text, window=200)
    assert subject.history.start > 500
    counted = {
        row.place: (row.made, row.forced, row.never) for row in site_rows(subject.history.window.recorder)
    }
    assert counted == {row.place: (row.made, row.forced, row.never) for row in whole}


def nodes(subject: Session, node: CallNode) -> list[CallNode]:
    inner = children(subject.history.timeline, node)
    return inner + [each for child in inner for each in nodes(subject, child)]


@pytest.mark.parametrize(
    "text",
    [FACTORIAL, "builtins.foldl' (a: b: a + b) 0 [ 1 (1 + 1) ]",
     "let f = n: if n == 0 then 0 else f (n - 1); in f 9",
     "map (x: x + 1) [ 1 2 ] == [ 2 3 ]", "let s = { __functor = self: x: x; }; in s 1 + s 2"],
)  # fmt: skip
def test_the_call_tree_is_nested_and_complete(text: str) -> None:
    subject = ended(text)
    everything = nodes(subject, root(subject.history.timeline))
    for node in everything:
        inner = children(subject.history.timeline, node)
        assert node.has_children == bool(inner)
        assert all(node.begin <= each.begin <= each.end <= node.end for each in inner)
        assert all(one.end <= two.begin + 1 for one, two in pairwise(inner))
    shown = {node.thunk for node in everything if node.kind == "force"}
    known = {row.label: row.cost for row in thunk_rows(subject.history)}
    assert shown
    assert shown <= known.keys()
    assert {
        node.thunk: node.steps - 1 for node in everything if node.kind == "force"
    }.items() <= known.items()


def test_calls_and_forces_are_where_they_were() -> None:
    subject = ended(FACTORIAL)
    everything = nodes(subject, root(subject.history.timeline))
    calls = [node for node in everything if node.kind == "call"]
    assert len(calls) == 4
    for node in everything:
        if node.kind == "force":
            assert subject.history.find(f"last force of {node.thunk}")[0] == node.begin
    assert [node.steps for node in calls] == sorted((node.steps for node in calls), reverse=True)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["why", "-E", "1", "--step", "900"], 1, "is not reached"),
        (["why", "-E", "1", "--thunk", "900"], 1, "was not made"),
        (["why", "-E", "1", "--thunk", "1", "--step", "1"], 2, "exclude each other"),
        (["thunks", "-E", "1", "--sort", "nonsense"], 2, "there is no column nonsense"),
        (["why", "-E", "1 +"], 1, "unexpected end of file"),
    ],
)
def test_wrong_questions_are_answered_kindly(
    arguments: list[str], code: int, message: str, nixstep: CommandLine
) -> None:
    found = nixstep(*arguments)
    assert (found.code, message in found.err) == (code, True), found.err


def test_thunks_can_be_sorted_filtered_and_limited(nixstep: CommandLine) -> None:
    lines = nixstep("thunks", "-E", FACTORIAL, "--sort", "cost", "--limit", "3", "--json").value.splitlines()
    costs = [json.loads(line)["cost"] for line in lines[1:]]
    assert len(costs) == 3
    assert costs == sorted(costs, reverse=True)
    assert "n - 1" in nixstep("thunks", "-E", FACTORIAL, "--filter", "n - 1").value
