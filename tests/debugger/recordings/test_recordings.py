"""Recordings: made, opened elsewhere, cut and damaged, and never trusted."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pytest

from debugger.errors import DebuggerError
from debugger.history.digests import EVERY
from debugger.loading.limits import Limits
from debugger.loading.program import Argument, Program
from debugger.recordings import blocks
from debugger.recordings import file as recordings
from debugger.recordings.answers import PATH, SHAPES, entry_texts, read_entry
from debugger.recordings.blocks import MAGIC, RecordingError, file_head, framed, packed, unpacked
from debugger.recordings.file import Recording, open_recording
from debugger.recordings.journal import Refusal
from debugger.recordings.recorded import Recorded, program_pairs
from debugger.recordings.replays import Replay, recorded_limits, replaying_host, summary
from debugger.session import Session
from tests.debugger.commands import environment, nixstep, run
from tests.debugger.hostile import TEXT, unsafe_characters
from tests.debugger.in_process import CommandLine, Outcome
from vm.errors import NixError
from vm.spans import from_host
from vm.store.store_paths import Hash
from vm.world.git import Fetched

BAKERY = Path(__file__).parents[3] / "debugger" / "examples" / "bakery"
LOOP = "let f = n: f (n + 1); in f 0"
LONG = 'let f = n: if n == 0 then throw "end" else f (n - 1); in builtins.trace "begin" (f 12000)'
"""More than three times as many steps as there are between two digests."""


@pytest.fixture
def files(nixstep: CommandLine) -> CommandLine:
    nixstep.file("main.nix", "{ a = import ./lib; text = builtins.readFile ./text; none = import ./none; }")
    nixstep.file("lib/default.nix", 'builtins.trace "größe" (40 + 2)')
    nixstep.file("text", "größe")
    return nixstep


@pytest.fixture
def gone(files: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Leaves nothing but the recording, in another directory and environment."""

    def leave() -> None:
        elsewhere = files.directory / "elsewhere"
        elsewhere.mkdir()
        for path in files.directory.iterdir():
            if path.suffix == ".nixstep":
                path.rename(elsewhere / path.name)
            elif path != elsewhere:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        monkeypatch.chdir(elsewhere)
        for name in ("HOME", "NIX_PATH", "NIX_STORE_DIR"):
            monkeypatch.setenv(name, "/another")

    return leave


def recorded(path: Path, program: Program, limits: Limits | None = None) -> Recording:
    """A recording of a whole run, opened."""
    record = Recorded(path, program, limits or Limits())
    try:
        record.run(record.load().machine)
    except NixError:
        pass
    return open_recording(path)


def replay_of(recording: Recording, limits: Limits | None = None) -> Replay:
    again = Replay(recording, recorded_limits(recording, limits or Limits()))
    again.load()
    again.run()
    return again


# Recording and replaying.


@pytest.mark.parametrize(
    "arguments",
    [
        ["main.nix", "--strict", "-A", "a"],
        ["main.nix", "-A", "text", "--raw"],
        ["main.nix", "--json", "-A", "a"],
        ["main.nix", "--strict"],
        ["main.nix", "-A", "none", "--show-trace"],
        ["-E", "let unused = 1; in 1", "--warnings"],
        ["-E", "1 +"],
        ["missing.nix"],
        ["-E", "{ x, y }: x + y", "--arg", "x", "import ./lib", "--argstr", "y", "ä"],
        ["-E", "{ x, y }: [ x y ]", "--argstr", "x", "ü", "--argstr", "y", "ä", "--strict"],
        ["-E", "<l>", "-I", "l=lib"],
        ["-E", "[ (builtins.pathExists ./text) (import ./lib) ]", "--restrict", "lib", "--strict"],
        ["-E", "builtins.readFile ./text", "--restrict", "lib"],
        ["-E", LOOP, "--max-steps", "3000"],
        ["-E", "let f = n: 1 + f n; in f 1", "--max-depth", "400"],
        ["-E", LONG],
        ["-E", "builtins.currentSystem + toString builtins.currentTime"],
        [str(BAKERY), "--strict"],
    ],
    ids=lambda arguments: " ".join(arguments)[:50],
)  # fmt: skip
def test_a_recording_prints_elsewhere_what_eval_printed(
    arguments: list[str], files: CommandLine, gone: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vm.world.host.time.time", lambda: 1234567)
    plain = files("eval", "-O0", *arguments)
    assert files("record", *arguments, "-o", "run.nixstep") == plain
    gone()
    assert files("replay", "run.nixstep", "--eval") == plain
    found = files("replay", "run.nixstep", "--info")
    assert (found.code, found.err) == (0, "")
    assert "match, and so does the end" in found.out


def test_a_flake_runs_elsewhere(files: CommandLine, gone: Callable[[], None]) -> None:
    files.file("flake/flake.nix", '{ outputs = { self }: { a = "${./.}" + self.narHash; b = throw "no"; }; }')
    for name, attribute in (("a", "a"), ("b", "b")):
        files("record", "--flake", f"flake#{attribute}", "-o", f"{name}.nixstep")
    plain = [files("eval", "--flake", f"flake#{attribute}") for attribute in ("a", "b")]
    gone()
    assert [files("replay", f"{name}.nixstep", "--eval") for name in ("a", "b")] == plain


def test_the_process_that_replays_may_be_another(files: CommandLine) -> None:
    """Another process has other hashes, identities and modules loaded."""
    arguments = ["-E", LONG, "-o", "run.nixstep"]
    first = run("record", *arguments, directory=files.directory, changes={"PYTHONHASHSEED": "1"})
    for seed in ("2", "3"):
        again = run(
            "replay", "run.nixstep", "--info", directory=files.directory, changes={"PYTHONHASHSEED": seed}
        )
        assert b"3 of 3 match" in again.stdout or b"match, and so does the end" in again.stdout
    assert first.returncode == 1


def test_any_program_survives(tmp_path: Path) -> None:
    program = Program(
        expression="größe \udcff",
        stdin=bytes(range(256)),
        path="\udcfe/x",
        attribute="a.\"ü\"",
        arguments=(Argument("ä", "1", False), Argument("b", "ö:\udcff", True)),
        search=("a=b", "c"),
        pure=True,
        strict=True,
        form="json",
        max_depth=77,
        restrict=("/a", "b"),
        store_dir="/store",
        flake=".#x",
        overrides=(("a/b", "dir"), ("c", "d:e")),
    )  # fmt: skip
    path = tmp_path / "run"
    path.write_bytes(
        file_head() + framed("PROG", packed(each for pair in program_pairs(program) for each in pair))
    )
    assert open_recording(path).program == program


def test_every_question_has_a_shape_that_survives() -> None:
    text = "".join(map(chr, range(256)))
    answers: dict[str, list[object]] = {
        "TEXT": [text, ""], "FLAG": [True, False], "NUMBERED": [0, -5, 1 << 60], "OPTIONAL": [None, "", text],
    }  # fmt: skip
    special: dict[str, list[object]] = {
        "search_path": [[], [("", text), ("a", "b")]],
        "read_dir": [{}, {text: "regular", "b": "directory"}],
        "shipped": [("/a", text)],
        "flake_source": [("/x", Hash("sha256", bytes(range(32))), 5)],
        "archive_source": [("/x", Hash("sha256", bytes(range(32))), 5)],
        "home": answers["OPTIONAL"], "current_time": answers["NUMBERED"],
        "is_directory": answers["FLAG"], "traces_verbosely": answers["FLAG"],
        "aborts_on_warning": answers["FLAG"],
        "fetch_repository": [
            (Fetched("/x", "sha256-a", 5, "b" * 40, 7), True), (Fetched("/x", text, 0, None, None), False),
        ],
        "pure": answers["FLAG"], "exists": answers["FLAG"], "allows": answers["FLAG"],
    }  # fmt: skip
    for name, shape in SHAPES.items():
        usual = answers["TEXT"] if shape is not PATH else [f"/{text}"]
        for answer in [*special.get(name, usual), Refusal("E020", text, ("a", text))]:
            question = (name, text, "")
            payload = packed(entry_texts(question, answer))
            assert read_entry(unpacked(payload)) == (question, answer)


def test_digests_are_taken_on_the_way(tmp_path: Path) -> None:
    recording = recorded(tmp_path / "run", Program(expression=LONG))
    assert list(recording.digests) == [EVERY, 2 * EVERY, 3 * EVERY]
    again = replay_of(recording)
    assert (again.limits.comparison.checked, again.matches) == (3, True)


@pytest.mark.parametrize("step", [EVERY, 2 * EVERY])
def test_the_first_digest_that_differs_is_named(step: int, tmp_path: Path) -> None:
    recording = recorded(tmp_path / "run", Program(expression=LONG))
    recording.digests[step] = b"another!"
    again = replay_of(recording)
    assert again.limits.comparison.diverged == step
    assert f"differs from the recorded one at step {step:,}" in dict(summary(again))["digests"]


def test_another_end_is_noticed(tmp_path: Path) -> None:
    recording = recorded(tmp_path / "run", Program(expression='throw "a"'))
    recording.end.message = "b"
    assert not replay_of(recording).matches


def test_another_version_runs_too_and_is_compared(
    files: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as other:
        other.setattr("debugger.__version__", "0.0.7")
        other.setattr("debugger.recordings.recorded.table_hash", lambda: "ffffffffffffffff")
        files("record", "-E", LONG, "-o", "run.nixstep")
    found = files("replay", "run.nixstep", "--info")
    assert "nixstep 0.0.7, opcode table ffffffffffffffff; this is" in found.out
    assert "match, and so does the end" in found.out
    assert "end [E041]" in files("replay", "run.nixstep", "--eval").err


def test_what_a_timeout_ended_ends_at_the_same_place(tmp_path: Path) -> None:
    recording = recorded(tmp_path / "run", Program(expression=LOOP), Limits(timeout=0.3))
    assert recording.end.outcome == "limit"
    again = replay_of(recording)
    assert again.failure is not None
    assert (again.matches, again.failure.message) == (True, "more than 0.3 seconds (see --timeout)")
    assert again.loaded is not None
    assert again.loaded.machine.steps == recording.end.steps


def test_a_replay_can_be_limited_itself(files: CommandLine) -> None:
    files("record", "-E", LONG, "-o", "run.nixstep")
    found = files("replay", "run.nixstep", "--info", "--max-steps", "70000")
    assert "this run was stopped by a limit" in found.out
    assert "1 of 3 match" in found.out
    assert "more than 10 steps" in files("replay", "run.nixstep", "--eval", "--max-steps", "10").err


def test_a_session_runs_from_a_recording(files: CommandLine, gone: Callable[[], None]) -> None:
    files("record", "main.nix", "--strict", "-A", "none", "-o", "run.nixstep")
    gone()
    recording = open_recording(Path("run.nixstep"))
    session = Session(
        recording.program, recorded_limits(recording, Limits()), host=lambda: replaying_host(recording)
    )
    for _ in range(2):
        session.run_until(3)
        assert session.machine.steps == 3
        session.run_to_end()
        assert session.machine.steps == recording.end.steps
        assert session.machine.failure is not None
        assert session.machine.failure.message == from_host(recording.end.message)
        session.reload()


@pytest.mark.parametrize(("arguments", "step"), [([], 0), (["--step", "70,000"], 70_000)])
def test_the_debugger_opens_at_a_step(
    arguments: list[str], step: int, files: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Session] = []

    def show(session: Session) -> int:
        shown.append(session)
        return 0

    monkeypatch.setattr("debugger.tui.app.run", show)
    files("record", "-E", LONG, "--skip", "lib", "-o", "run.nixstep")
    assert files("replay", "run.nixstep", *arguments, "--note", "1 read this", "--step", str(step)).code == 0
    (session,) = shown
    assert (session.machine.steps, session.machine.op_due, session.skipped) == (step, True, ("lib",))


def test_a_session_compares_digests_too(tmp_path: Path) -> None:
    recording = recorded(tmp_path / "run", Program(expression=LONG))
    recording.digests[2 * EVERY] = b"another!"
    limits = recorded_limits(recording, Limits())
    told: list[int] = []
    limits.comparison.listener = told.append
    session = Session(recording.program, limits, host=lambda: replaying_host(recording))
    session.run_until(EVERY + 5)
    session.run_to_end()
    assert (limits.comparison.checked, told) == (1, [2 * EVERY])


# Interruptions.


def start_recording(directory: Path) -> subprocess.Popen[bytes]:
    """A process that records an endless run, which has begun."""
    command = [
        *nixstep(),
        "record",
        "-E",
        f"builtins.seq (builtins.readFile ./text) ({LOOP})",
        "-o",
        "run.nixstep",
    ]
    process = subprocess.Popen(command, cwd=directory, env=environment(), stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    path = directory / "run.nixstep"
    while time.monotonic() < deadline and not (path.exists() and b"STEP" in path.read_bytes()):
        time.sleep(0.05)
    return process


def test_ctrl_c_leaves_a_recording_that_opens(files: CommandLine) -> None:
    process = start_recording(files.directory)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    recording = open_recording(files.directory / "run.nixstep")
    assert recording.end.outcome == "interrupted"
    again = replay_of(recording)
    assert again.failure is not None
    assert (again.matches, again.failure.code) == (True, "E032")
    assert again.loaded is not None
    assert abs(int(again.loaded.machine.steps) - recording.end.steps) <= 1


def test_a_killed_process_leaves_a_recording_that_opens(files: CommandLine) -> None:
    process = start_recording(files.directory)
    process.kill()
    process.wait(30)
    recording = open_recording(files.directory / "run.nixstep")
    assert (recording.is_complete, recording.end.steps > 0) == (False, True)
    again = replay_of(recording)
    assert again.failure is not None
    assert "the rest of it is missing" in again.failure.message
    assert again.matches


# Marks and notes.


def test_marks_and_notes_stay_in_the_file(files: CommandLine) -> None:
    files("record", "-E", LONG, "-o", "run.nixstep")
    path = files.directory / "run.nixstep"
    before = path.read_bytes()
    arguments = [
        "--mark",
        "größe=1,200",
        "--mark",
        "b=c=0",
        "--note",
        "7 hier: ä\udcff",
        "--note",
        "7  again ",
    ]
    assert files("replay", "run.nixstep", *arguments) == Outcome(0, "", "")
    assert path.read_bytes().startswith(before)
    files("replay", "run.nixstep", "--mark", "größe=5")
    recording = open_recording(path)
    assert recording.marks == {"größe": 5, "b=c": 0}
    assert recording.notes == [(7, "hier: ä\udcff"), (7, "again")]
    found = files("replay", "run.nixstep", "--info").out
    assert "mark:      5 größe\n" in found
    assert "note:      7 again\n" in found


@pytest.mark.parametrize(
    "arguments",
    [
        ["--mark", "a=999999999"], ["--mark", "a"], ["--mark", "=1"], ["--mark", "a=-1"], ["--mark", "a=x"],
        ["--note", "a note"], ["--note", "5"], ["--note", "999999999 x"], ["--note", ""],
        ["--step", "999999999"], ["--step", "x"], ["--step", "9" * 5000], ["--mark", f"{'x' * 101}=1"],
        ["--note", "1 " + "x" * 70000],
    ],
    ids=lambda arguments: " ".join(arguments)[:30],
)  # fmt: skip
def test_what_cannot_be_marked_is_refused(arguments: list[str], files: CommandLine) -> None:
    files("record", "-E", "1", "-o", "run.nixstep")
    before = (files.directory / "run.nixstep").read_bytes()
    found = files("replay", "run.nixstep", *arguments)
    assert (found.code, found.err.startswith("error: "), found.err.count("\n")) == (1, True, 1)
    assert (files.directory / "run.nixstep").read_bytes() == before


def test_marks_follow_the_last_whole_block(tmp_path: Path) -> None:
    path = tmp_path / "run"
    recorded(path, Program(expression="1"))
    path.write_bytes(path.read_bytes()[:-1])
    recording = open_recording(path)
    assert recording.extent.rest
    recording.mark("a", 0)
    again = open_recording(path)
    assert (again.marks, again.extent.rest) == ({"a": 0}, 0)


def test_nothing_is_added_to_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "run"
    recorded(path, Program(expression="1"))
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(RecordingError, match="damaged"):
        open_recording(path).mark("a", 0)
    assert path.read_bytes() == data


def test_info_shows_nothing_that_could_steer_a_terminal(files: CommandLine) -> None:
    hostile = TEXT.replace("\0", "")
    files("record", "-E", "1", "-A", hostile, "-o", "run.nixstep")
    files("replay", "run.nixstep", "--mark", f"{hostile}=0", "--note", f"0 {hostile}")
    found = files("replay", "run.nixstep", "--info")
    assert hostile not in found.out
    assert unsafe_characters(found.out, allowed="\n") == set()


# Files that are not what they should be.


@pytest.mark.parametrize("content", [b"", b"x", b"{ }: 1", MAGIC[:-1], MAGIC, MAGIC + b"\1\0\0", bytes(100)])
def test_a_file_that_is_no_recording_is_refused(content: bytes, files: CommandLine) -> None:
    (files.directory / "x").write_bytes(content)
    for arguments in (["--info"], ["--eval"], [], ["--mark", "a=1"]):
        found = files("replay", "x", *arguments)
        assert (found.code, found.err.startswith("error: this "), found.err.count("\n")) == (1, True, 1)
    assert (files.directory / "x").read_bytes() == content


def test_what_is_no_file_is_refused(files: CommandLine) -> None:
    os.mkfifo(files.directory / "pipe")
    for name in (".", "missing", "pipe"):
        assert files("replay", name, "--info").code == 1
    for name in (".", "pipe", "missing/x"):
        assert files("record", "-E", "1", "-o", name).code == 1


def test_only_recordings_are_overwritten(files: CommandLine) -> None:
    assert files("record", "main.nix", "-o", "main.nix").code == 1
    assert (files.directory / "main.nix").read_text().startswith("{ a")
    (files.directory / "empty").touch()
    for name in ("empty", "new"):
        for _ in range(2):
            assert files("record", "-E", "1", "-o", name).value == "1"
        assert files("replay", name, "--eval").value == "1"


@pytest.mark.parametrize(
    "arguments",
    [["record", "-E", "1"], ["replay"], ["replay", "x", "--eval", "--info"],
     ["replay", "x", "--step", "1", "--info"], ["record", "-o", "x"],
     ["record", "-E", "1", "-o", "x", "--json", "--raw"]],
)  # fmt: skip
def test_wrong_usage(arguments: list[str], files: CommandLine) -> None:
    assert files(*arguments).code == 2


def is_prefix(found: Recording, whole: Recording) -> bool:
    """Whether a recording tells nothing that the whole one does not."""
    return (
        found.program == whole.program
        and found.journal.answers.items() <= whole.journal.answers.items()
        and found.digests.items() <= whole.digests.items()
        and found.marks.items() <= whole.marks.items()
        and all(note in whole.notes for note in found.notes)
    ) if found.extent.good > 16 else True  # fmt: skip


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording with every kind of block."""
    directory = tmp_path_factory.mktemp("sample")
    (directory / "a.nix").write_text(LONG)
    (directory / "b.nix").write_text("[ (import ./a.nix) (builtins.readDir ./.) ]")
    path = directory / "run"
    recording = recorded(path, Program(path=str(directory / "b.nix"), strict=True))
    recording.mark("a", 100)
    recording.note(200, "größe")
    return path


def test_a_recording_cut_at_any_byte_opens_as_far_as_it_goes(sample: Path, tmp_path: Path) -> None:
    data, whole = sample.read_bytes(), open_recording(sample)
    path = tmp_path / "cut"
    opened = 0
    for length in range(len(data)):
        path.write_bytes(data[:length])
        try:
            found = open_recording(path)
        except RecordingError:
            assert not opened, f"refused when cut at {length}, though shorter ones were not"
            continue
        opened += 1
        assert is_prefix(found, whole)
        assert not found.extent.is_damaged
        assert found.extent.good + found.extent.rest == length
    assert opened > len(data) // 2


def test_a_cut_recording_runs_as_far_as_it_goes(sample: Path, tmp_path: Path) -> None:
    data = sample.read_bytes()
    path = tmp_path / "cut"
    ends: set[str] = set()
    for length in range(0, len(data), 29):
        path.write_bytes(data[:length])
        try:
            found = open_recording(path)
        except RecordingError:
            continue
        again = replay_of(found, Limits(max_steps=EVERY + 1000))
        assert again.matches, length
        assert again.failure is not None
        ends.add(again.failure.code)
    assert {"E032", "E033"} <= ends


def test_damage_anywhere_is_noticed(sample: Path, tmp_path: Path) -> None:
    """Thousands of flipped, overwritten, repeated and missing bytes."""
    data, whole = sample.read_bytes(), open_recording(sample)
    draw = random.Random(5)
    path = tmp_path / "bad"
    began = time.monotonic()
    for turn in range(4000):
        bad = bytearray(data)
        at = draw.randrange(len(bad))
        if turn % 4 == 0:
            bad[at] ^= 1 << draw.randrange(8)
        elif turn % 4 == 1:
            bad[at : at + draw.randrange(1, 40)] = draw.randbytes(draw.randrange(40))
        elif turn % 4 == 2:
            del bad[at : at + draw.randrange(1, 200)]
        else:
            bad[at:at] = bad[at : at + draw.randrange(1, 200)]
        path.write_bytes(bad)
        try:
            found = open_recording(path)
        except RecordingError:
            continue
        assert is_prefix(found, whole), turn
    assert time.monotonic() - began < 100


def hostile_payload(draw: random.Random) -> bytes:
    """Fields that look right, with wrong contents."""
    words = ["answer", "error", "1", "0", "-1", "9" * 19, "read_file", "exists", "read_dir", "search_path",
             "flake_source", "pure", "base_dir", "store_directory", "outcome", "value", "form", "max-depth",
             "E020", "\xff", "", "sha256", "path", "expression", "arg:", "2", "3"]  # fmt: skip
    return packed(draw.choice(words) for _ in range(draw.randrange(9)))


def test_wrong_contents_with_right_checksums_are_refused_or_read(tmp_path: Path) -> None:
    draw = random.Random(7)
    path = tmp_path / "bad"
    begin = file_head() + framed("PROG", packed(["expression", "1 + (import ./x)"]))
    for turn in range(6000):
        kind = draw.choice(["PROG", "ASKD", "DIGS", "STEP", "ENDS", "MARK", "NOTE", "LATE"])
        payload = hostile_payload(draw) if turn % 3 else draw.randbytes(draw.randrange(60))
        path.write_bytes((begin if turn % 2 else file_head()) + framed(kind, payload))
        try:
            found = open_recording(path)
        except RecordingError:
            continue
        for _ in summary(replay_of(found, Limits(max_steps=1000))):
            pass


ANSWERS = {
    "pure": [""], "base_dir": ["/"], "store_directory": ["/nix/store"], "search_path": [],
    "current_time": ["1"], "current_system": ["s"], "home": [],
}  # fmt: skip


def with_answers(expression: str, *entries: list[str]) -> bytes:
    """A recording made by hand: an expression, and answers besides the usual ones."""
    asked = [["1", name, "answer", *answer] for name, answer in ANSWERS.items()]
    made = [framed("PROG", packed(["expression", expression, "max-depth", "1000", "strict", "1"]))]
    made += [framed("ASKD", packed(entry)) for entry in (*asked, *entries)]
    made += [framed("ENDS", packed(["outcome", "value"]))]
    return file_head() + b"".join(made)


@pytest.mark.parametrize(
    ("expression", "entries"),
    [
        ("1 + 1", []),
        ("import /a", [["3", "resolve_import", "/a", "", "answer", "/b"],
         ["3", "read_file", "/b", "", "answer", "./x"]]),
        ("import /a", [["3", "resolve_import", "/a", "", "answer", "/"],
         ["3", "read_file", "/", "", "answer", ""]]),
        ('"${/a}"', [["3", "copy_to_store", "/a", "", "answer", "/nonsense"]]),
        ('derivation { name = "a"; system = "s"; builder = "b"; x = /a; }',
         [["3", "copy_to_store", "/a", "", "answer", "/nonsense"]]),
        ("builtins.readDir /a", [["3", "read_dir", "/a", "", "answer", "../..", "\xff", "", ""]]),
        ("builtins.filterSource (p: t: true) /a", [["3", "file_type", "/a", "", "answer", "directory"],
         ["3", "read_dir", "/a", "", "answer", "..", "directory"]]),
        ("import /a", [["3", "resolve_import", "/a", "", "error", "E999", "m", "n"]]),
        ("import /a", [["3", "resolve_import", "/a", "", "error", "E012", "m"]]),
        ("<x>", [["1", "search_path", "answer", "x", "\0", "", ""]]),
        ("builtins.currentTime", []),
    ],
)  # fmt: skip
def test_strange_answers_do_no_harm(expression: str, entries: list[list[str]], tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.write_bytes(with_answers(expression, *entries))
    again = replay_of(open_recording(path))
    assert again.failure is None or isinstance(again.failure, NixError)


@pytest.mark.parametrize(
    "entry",
    [
        ["3", "resolve_import", "/a", "", "answer", "--option"],
        ["2", "resolve_program", "/a", "answer", ""],
        ["2", "shipped", "a", "answer", "+x", "text"],
        ["1", "current_time", "answer", "9" * 20],
        ["4", "flake_source", "/a", "", "", "answer", "/b", "sha256", "short", "1"],
        ["4", "flake_source", "/a", "", "", "answer", "/b", "md5", "x" * 16, "9" * 15],
        ["3", "exists", "/a", "", "answer", "2"],
        ["3", "exists", "/a", "", "answer"],
        ["9", "exists", "/a", "", "answer", "1"],
    ],
)
def test_answers_of_a_wrong_form_are_refused(entry: list[str], tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.write_bytes(with_answers("1", entry))
    with pytest.raises(RecordingError, match="the block at byte"):
        open_recording(path)


def test_derivations_that_need_each_other_end(tmp_path: Path) -> None:
    paths = [f"/nix/store/{letter * 32}-x.drv" for letter in "ab"]
    texts = [
        f'Derive([("out","/x","","")],[("{other}",["out"])],[],"s","b",[],[])' for other in reversed(paths)
    ]
    entries = [["2", "read_derivation", at, "answer", text] for at, text in zip(paths, texts, strict=True)]
    expression = f'''(derivation {{ name = "y"; system = "s"; builder = "b";
      x = builtins.appendContext "" {{ "{paths[0]}".outputs = [ "out" ]; }}; }}).drvPath'''
    path = tmp_path / "run"
    path.write_bytes(with_answers(expression, *entries))
    again = replay_of(open_recording(path))
    assert again.failure is not None
    assert "depends on itself" in again.failure.message


def test_a_run_that_should_have_ended_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.write_bytes(with_answers(LOOP))
    again = replay_of(open_recording(path))
    assert again.failure is not None
    assert "had ended long before" in again.failure.message
    assert not again.matches


def test_the_first_answer_counts(tmp_path: Path) -> None:
    path = tmp_path / "run"
    entries = [["2", "getenv", "A", "answer", text] for text in ("first", "second")]
    path.write_bytes(with_answers('builtins.getEnv "A"', *entries))
    again = replay_of(open_recording(path))
    assert again.loaded is not None
    assert again.loaded.machine.result == "first"


def test_unknown_blocks_and_questions_are_left_out_with_a_notice(tmp_path: Path) -> None:
    path = tmp_path / "run"
    data = with_answers("1", ["2", "weather", "here", "answer", "fine"])
    path.write_bytes(data + framed("MOON", b"\0\xff") * 3 + framed("MARK", packed(["0", "a"])))
    recording = open_recording(path)
    assert recording.unknown == {"block MOON": 3, "question weather": 1}
    assert recording.marks == {"a": 0}
    texts = [text for heading, text in summary(replay_of(recording)) if heading == "left out"]
    assert texts == ["1 of the unknown question weather", "3 of the unknown block MOON"]


def test_another_version_of_the_format_is_named(tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.write_bytes(blocks.FILE_HEAD.pack(MAGIC, 2) + framed("PROG", b""))
    with pytest.raises(RecordingError, match="has version 2 of the format; 1 can be read"):
        open_recording(path)


def test_no_length_is_believed(tmp_path: Path) -> None:
    """Claims of gigabytes cost nothing."""
    path = tmp_path / "run"
    begin = with_answers("1")
    heads = [blocks.BLOCK_HEAD.pack(b"NOTE", size) for size in (0xFFFFFFFF, blocks.MOST_PAYLOAD, 1 << 20)]
    claims = [head + blocks.CHECK.pack(crc32(head)) for head in heads]
    claims += [framed("NOTE", blocks.LENGTH.pack(0xFFFFFFFF) + b"x"), framed("PROG", b"[" * 1_000_000)]
    tracemalloc.start()
    try:
        for claim in claims:
            path.write_bytes(begin + claim)
            try:
                open_recording(path)
            except RecordingError:
                pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


def test_too_many_blocks_and_fields_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run"
    monkeypatch.setattr(blocks, "MOST_BLOCKS", 50)
    path.write_bytes(with_answers("1") + framed("NOTE", packed(["0", "x"])) * 60)
    with pytest.raises(RecordingError, match="more than 50 blocks"):
        open_recording(path)
    monkeypatch.setattr(blocks, "MOST_FIELDS", 10)
    path.write_bytes(with_answers("1") + framed("NOTE", packed(["0"] * 11)))
    with pytest.raises(RecordingError, match="a wrong number of fields"):
        open_recording(path)
    monkeypatch.setattr(blocks, "MOST_BYTES", 100)
    with pytest.raises(RecordingError, match="larger than"):
        open_recording(path)


def test_what_a_recording_cannot_hold_ends_it_and_not_the_run(
    files: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("debugger.recordings.recorded.MOST_PAYLOAD", 500)
    files.file("large", "x" * 1000)
    found = files("record", "-E", "builtins.stringLength (builtins.readFile ./large)", "-o", "run.nixstep")
    assert (found.code, found.out) == (0, "1000\n")
    assert "the recording ends early: the run read something larger than" in found.err
    again = files("replay", "run.nixstep", "--eval")
    assert again.code == 1


def test_nothing_outside_is_asked_by_a_replay(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = open_recording(sample)
    touched = [
        "open",
        "os.lstat",
        "os.stat",
        "os.scandir",
        "os.listdir",
        "os.readlink",
        "os.getcwd",
        "os.uname",
    ]
    replay = Replay(recording, recorded_limits(recording, Limits(max_memory=1 << 40)))
    monkeypatch.setattr("debugger.loading.limits.MEMORY_EVERY", 1e9)
    replay.limits.looked = time.monotonic()
    with monkeypatch.context() as closed:
        for name in touched:
            target = f"builtins.{name}" if name == "open" else name
            closed.setattr(target, lambda *_, **__: pytest.fail("asked outside"))
        replay.load()
        replay.run()
    assert replay.matches


def test_a_wrong_step_is_an_error_of_the_debugger(sample: Path) -> None:
    recording = open_recording(sample)
    with pytest.raises(DebuggerError):
        recording.check_step(recordings.MOST_STEPS)


def test_a_level_of_code_that_is_not_known_is_refused(tmp_path: Path) -> None:
    run = Recorded(tmp_path / "run", Program(expression="1", level=7), Limits(), (), ())
    run.finish(recordings.End("interrupted"))
    with pytest.raises(RecordingError, match="an unknown level of code"):
        open_recording(tmp_path / "run")
