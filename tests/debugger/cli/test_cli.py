"""The command line in processes of its own: exit codes, streams, signals, and bad input."""

from __future__ import annotations

import os
import pty
import random
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from debugger.cli.main import cli, run_command
from tests.debugger.commands import environment, nixstep, run
from tests.debugger.hostile import NIX_STRING, unsafe_characters

LOOP = "let f = n: f (n + 1); in f 0"


# Exit codes.


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["eval", "-E", "1 + 1"], 0),
        (["dis", "-E", "1 + 1"], 0),
        (["trace", "-E", "1 + 1"], 0),
        (["--help"], 0),
        (["--version"], 0),
        (["eval", "--help"], 0),
        (["eval", "-E", "1 +"], 1),
        (["eval", "-E", "x"], 1),
        (["eval", "-E", "1 / 0"], 1),
        (["dis", "-E", "x"], 1),
        (["dis", "-E", "1 / 0"], 0),
        (["trace", "-E", "1 / 0"], 1),
        (["eval", "missing.nix"], 1),
        (["missing.nix"], 1),
        (["debug", "-E", "1 +"], 1),
        ([], 2),
        (["eval"], 2),
        (["eval", "a.nix", "-E", "1"], 2),
        (["eval", "a.nix", "b.nix"], 2),
        (["eval", "--nonsense"], 2),
        (["eval", "--json", "--xml", "-E", "1"], 2),
        (["eval", "--max-steps", "0", "-E", "1"], 2),
        (["eval", "-E", "1", "--arg", "a"], 2),
        (["trace", "--op", "Nonsense", "-E", "1"], 2),
        (["debug", "--break", "nonsense", "-E", "1"], 2),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else None,
)
def test_the_exit_code_says_how_it_went(
    arguments: list[str], code: int, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run_command(arguments) == code
    printed = capfdbinary.readouterr()
    assert b"Traceback" not in printed.err
    if code == 0:
        assert (bool(printed.out), printed.err) == (True, b"")
    elif "trace" not in arguments:
        assert printed.out == b""
    if code == 1:
        assert printed.err.startswith(b"error: ")


def test_wrong_usage_says_what_is_wrong_and_where_to_read_more(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command(["trace", "--op", "OpFroce", "-E", "1"]) == 2
    assert capfd.readouterr().err.splitlines() == [
        "error: there is no opcode OpFroce; did you mean OpForce?",
        "usage: nixstep trace [OPTIONS] [FILE]",
        "`nixstep trace --help` tells more",
    ]


def test_a_mistyped_command_is_recognised(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command(["evall"]) == 1
    assert capfd.readouterr().err.endswith("  note: there is a command called 'eval'\n")


@pytest.mark.parametrize("command", ["eval", "dis", "trace", "debug", "record"])
def test_the_help_of_a_command_fits_a_terminal_and_names_every_option(
    command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_command([command, "--help"]) == 0
    written = capfd.readouterr().out
    assert max(map(len, written.splitlines())) <= 80
    called = cli.get_command(click.Context(cli), command)
    assert called is not None
    for parameter in called.params:
        for name in parameter.opts:
            assert re.search(rf"(^|\W){re.escape(name)}\b", written, re.IGNORECASE), name
    assert f"nixstep {command} " in written.split("Examples:")[1]
    assert "FILE" in written.split("What to evaluate:")[1]


def test_a_command_word_wins_over_a_file_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "eval").write_text("1 + 2")
    assert run("eval", "./eval", directory=tmp_path).stdout == b"3\n"
    assert run("eval", directory=tmp_path).returncode == 2


# Streams.


def test_values_go_to_stdout_and_messages_to_stderr() -> None:
    finished = run("eval", "-E", 'builtins.trace "hello" (1 + 2)')
    assert (finished.stdout, finished.stderr) == (b"3\n", b"trace: hello\n")


def test_a_warning_of_the_program_is_shown_with_its_lines_below_each_other() -> None:
    finished = run("eval", "-E", 'builtins.warn "a\nb" 1')
    assert (finished.stdout, finished.stderr) == (b"1\n", b"evaluation warning: a\n                    b\n")


def test_remarks_of_the_compiler_are_shown_on_request() -> None:
    text = "let unused = 1; in 2"
    assert run("eval", "-E", text).stderr == b""
    for command in ("eval", "dis"):
        assert run(command, "--warnings", "-E", text).stderr.startswith(b"warning: <expr>:1:5: ")


def test_a_dash_reads_the_program_from_standard_input(tmp_path: Path) -> None:
    finished = run("eval", "-", "--strict", given=b"{ x ? ./a }: [ x 1 ]", directory=tmp_path)
    assert finished.stdout == b"<LAMBDA>\n"
    finished = run("eval", "-", "--strict", "-A", "x", given=b"{ x = ./a; }", directory=tmp_path)
    assert finished.stdout == f"{tmp_path}/a\n".encode()


def test_an_error_in_standard_input_is_placed_there() -> None:
    assert b"at <stdin>:2:1\n" in run("eval", "-", given=b"[ 1\n}").stderr


def test_raw_output_is_the_bytes_of_the_string() -> None:
    text = b'"\xff\x00\x1b[31m\n"'
    assert run("eval", "--raw", "-", given=text.replace(b"\x00", b"")).stdout == b"\xff\x1b[31m\n"


@pytest.mark.parametrize("command", [["trace"], ["trace", "--json"]])
def test_a_reader_that_stops_reading_is_no_error(command: list[str]) -> None:
    process = subprocess.Popen(
        nixstep(*command, "-E", LOOP), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    process.stdout.close()
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, b"")


@pytest.mark.parametrize("command", ["eval", "dis", "trace"])
def test_a_full_disk_is_reported(command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        finished = subprocess.run(
            nixstep(command, "-E", "1 + 1"),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=30,
        )
    assert (finished.returncode, finished.stderr) == (1, b"error: no space left on device\n")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_do_no_harm(closed: str) -> None:
    command = " ".join(f"'{word}'" for word in nixstep("eval", "-E", "1 + 1"))
    finished = subprocess.run(
        ["sh", "-c", f"{command} {closed}"], capture_output=True, env=environment(), timeout=30
    )
    assert (finished.returncode, finished.stderr) == (0, b"")
    assert finished.stdout == (b"" if ">&-" in closed.replace("2>&-", "") else b"2\n")


def in_terminal(*arguments: str, **changes: str) -> str:
    """What a command shows whose streams are all a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        nixstep(*arguments), stdin=theirs, stdout=theirs, stderr=theirs, env=environment(**changes)
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    process.wait(30)
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


FAILING = ("eval", "-E", "1 + { }.a")


def test_errors_have_colours_on_a_terminal() -> None:
    shown = in_terminal(*FAILING, TERM="xterm-256color")
    assert shown.startswith("\x1b[1;31merror:\x1b[0m ")


@pytest.mark.parametrize("changes", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_there_are_no_colours_where_they_are_not_wanted(changes: dict[str, str]) -> None:
    shown = in_terminal(*FAILING, **{"TERM": "xterm", **changes})
    assert shown.startswith("error: ")
    assert "\x1b" not in shown


def test_an_empty_no_color_means_nothing() -> None:
    assert "\x1b[1;31m" in in_terminal(*FAILING, TERM="xterm", NO_COLOR="")


def test_errors_have_no_colours_in_a_file() -> None:
    assert b"\x1b" not in run(*FAILING).stderr


@pytest.mark.parametrize("form", [[], ["--raw"], ["--json"], ["--xml"]], ids=str)
def test_a_value_cannot_steer_the_terminal(form: list[str]) -> None:
    shown = in_terminal("eval", "--strict", *form, "-E", NIX_STRING)
    assert "[/red]" in shown
    assert unsafe_characters(shown, allowed="\n") == set()


def test_messages_of_a_program_cannot_steer_the_terminal() -> None:
    for text in (f"builtins.trace {NIX_STRING} 1", f"throw {NIX_STRING}"):
        written = run("eval", "-E", text).stderr.decode()
        assert "u202e" in written
        assert unsafe_characters(written, allowed="\n") == set()


# Ctrl-C.


def interrupted(process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> tuple[int, bytes]:
    """Send SIGINT once the process is at work; its exit code, and what it said."""
    deadline = time.monotonic() + 20
    while not ready():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    return process.returncode, errors


def at_work(process: subprocess.Popen[bytes], seconds: float) -> Callable[[], bool]:
    """Whether a process has used so much of a processor."""
    ticks = os.sysconf("SC_CLK_TCK")

    def used() -> bool:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / ticks > seconds

    return used


def start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        nixstep(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment()
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("eval", "-E", LOOP),
        ("trace", "-E", LOOP),
        ("trace", "--op", "OpMul", "-E", LOOP),
        ("eval", "-E", "builtins.sort (a: b: a < b) (builtins.genList (n: 0 - n) 3000000)"),
    ],
    ids=str,
)
def test_ctrl_c_ends_a_run_without_a_traceback(arguments: tuple[str, ...]) -> None:
    process = start(*arguments)
    code, errors = interrupted(process, at_work(process, 1.2))
    assert (code, errors.partition(b"\n")[0]) == (130, b"error: interrupted [E032]")
    assert b"Traceback" not in errors
    assert b"\n  note: after " in errors


def test_ctrl_c_ends_the_reading_of_a_large_file(tmp_path: Path) -> None:
    file = tmp_path / "large.nix"
    file.write_text("[" + "(a: a + 1) " * 500_000 + "]")
    process = start("dis", str(file))
    code, errors = interrupted(process, at_work(process, 0.6))
    assert (code, errors.partition(b"\n")[0]) == (130, b"error: interrupted [E032]")
    assert f" bytes of {file} was parsed, up to {file}:1:".encode() in errors


# Limits.


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--max-steps", "1000", "-E", LOOP], "more than 1000 steps (see --max-steps)"),
        (["--timeout", "0.1", "-E", LOOP], "more than 0.1 seconds (see --timeout)"),
        (["--max-memory", "1", "-E", LOOP], "more than 1 MiB of memory (see --max-memory)"),
        (
            ["--max-depth", "50", "-E", "let f = n: 1 + f n; in f 0"],
            "stack overflow: more than 50 frames (see --max-depth)",
        ),
    ],
)
def test_a_limit_that_is_reached_is_named(
    arguments: list[str], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["eval", *arguments]) == 1
    assert capfd.readouterr().err.startswith(f"error: {message} [E03")


# Bad input.


BAD = {
    "empty": b"",
    "blank": b" \n\t\r\n",
    "unterminated string": b'{ a = "b; }',
    "unterminated indented string": b"''a ${ b",
    "unterminated comment": b"/* 1 + 2",
    "unbalanced": b"((((((((1",
    "nothing but NUL": b"\0" * 100,
    "a NUL in the middle": b"1 +\0 2",
    "not UTF-8": b"\xff\xfe 1",
    "a byte order mark": b"\xef\xbb\xbf1",
    "lone carriage returns": b"1 +\r\r\r@",
    "deep": b"(" * 100_000,
    "deep lists": b"[" * 100_000,
    "many operators": b"1" + b"+1" * 50_000 + b"+",
    "a huge number": b"9" * 10_000,
    "escapes": b'throw "\x1b[31m\xe2\x80\xae"',
}


def check_refused(content: bytes, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """The input is refused with a position, a code and nothing that steers a terminal."""
    file = tmp_path / "bad.nix"
    file.write_bytes(content)
    assert run_command(["eval", str(file)]) == 1
    written = capfdbinary.readouterr().err.decode()
    assert re.match(r"error: .*\[E0\d\d\]\n", written, re.DOTALL)
    assert f"at {file}:" in written
    assert unsafe_characters(written, allowed="\n") == set()


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_bad_input_is_refused_with_its_place(
    content: bytes, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    check_refused(content, tmp_path, capfdbinary)


@pytest.mark.parametrize("seed", range(12))
def test_random_bytes_are_refused(
    seed: int, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    source = random.Random(seed)
    for _ in range(10):
        check_refused(source.randbytes(source.choice([8, 60, 5000])) + b"\1", tmp_path, capfdbinary)


@pytest.mark.parametrize("command", ["eval", "dis", "trace", "debug"])
def test_every_command_refuses_bad_input_alike(command: str) -> None:
    finished = run(command, "-", given=b"{ a = ;}")
    assert (finished.returncode, finished.stdout) == (1, b"")
    assert finished.stderr.startswith(b"error: syntax error, unexpected ';'")


def test_a_directory_without_default_nix_is_named(tmp_path: Path) -> None:
    finished = run("eval", str(tmp_path))
    assert finished.returncode == 1
    assert finished.stderr.decode().startswith(f"error: {tmp_path}/default.nix: no such file or directory")


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    loop = tmp_path / "loop.nix"
    loop.symlink_to(loop)
    assert b"loop.nix: too many levels of symbolic links" in run("eval", str(loop)).stderr


def test_one_line_of_ten_megabytes_is_evaluated_and_its_error_shown(tmp_path: Path) -> None:
    file = tmp_path / "line.nix"
    text = 'let s = "' + "é" * 5_000_000 + '"; in builtins.stringLength s '
    file.write_text(text)
    assert run("eval", str(file)).stdout == b"10000000\n"
    file.write_text(text + "+ null")
    lines = run("eval", str(file)).stderr.decode().splitlines()
    assert lines[0].startswith("error: cannot add null to an integer")
    assert lines[1] == f"  at {file}:1:{len(text) - len('builtins.stringLength s ') + 1}"
    assert lines[3].startswith("1 | ...")
    assert lines[3].endswith("; in builtins.stringLength s + null")


def test_names_and_arguments_need_not_be_utf8(tmp_path: Path) -> None:
    name = b"caf\xe9\xff.nix"
    (tmp_path / os.fsdecode(name)).write_bytes(b'{ s }: "\xfe" + s')
    finished = run("eval", "--raw", "--argstr", "s", b"\xfd", name, directory=tmp_path)
    assert (finished.stdout, finished.stderr) == (b"\xfe\xfd", b"")
    (tmp_path / os.fsdecode(name)).write_bytes(b"{ }.a")
    for command in ("eval", "trace"):
        assert b"caf\xef\xbf\xbd\xef\xbf\xbd.nix:1:5" in run(command, name, directory=tmp_path).stderr


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
def test_any_locale_will_do(locale: str) -> None:
    finished = run("eval", "-E", '"é" + "日"', changes={"LC_ALL": locale, "PYTHONUTF8": "0"})
    assert finished.stdout == '"é日"\n'.encode()


def test_a_working_directory_that_is_gone_is_an_error(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = " ".join(f"'{word}'" for word in nixstep("eval", "-E", "./x"))
    finished = subprocess.run(
        ["sh", "-c", f"cd {gone} && rmdir {gone} && {command}"],
        capture_output=True,
        env=environment(),
        timeout=30,
    )
    assert (finished.returncode, finished.stderr) == (1, b"error: no such file or directory\n")
