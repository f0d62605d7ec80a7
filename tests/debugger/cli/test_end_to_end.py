"""The installed command in a real terminal: keys are pressed, and the screen is read."""

from __future__ import annotations

import re
import shlex
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.debugger.cli.test_examples import BAKERY
from tests.debugger.commands import environment, nixstep
from tests.debugger.hostile import NIX_STRING
from tests.debugger.terminal import PATIENCE, Terminal, terminal

LOOP = "let f = n: f (n + 1); in f 0"
SIZES = [(120, 40), (80, 24)]

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(params=SIZES, ids=lambda size: "x".join(map(str, size)))
def bakery(request: pytest.FixtureRequest) -> Iterator[Terminal]:
    """The debugger on the shipped example, at its first step."""
    columns, lines = request.param
    with terminal(nixstep("debug", "--strict", str(BAKERY)), columns, lines) as made:
        made.wait_for_step(0)
        made.wait_for("people = 3")
        yield made


def quits(subject: Terminal) -> bool:
    """Whether `q` ends it well and gives the terminal back."""
    subject.press("q")
    code = subject.end()
    assert b"Traceback" not in subject.written
    assert subject.written.rindex(b"\x1b[?1049l") > subject.written.rindex(b"\x1b[?1049h")
    return code == 0


def test_every_step_is_counted_on_the_screen(bakery: Terminal) -> None:
    for number in (1, 2, 3):
        bakery.press("i")
        bakery.wait_for_step(number)
    bakery.press("s")
    bakery.wait(lambda _: bakery.step() > 3, "a source step")
    before = bakery.step()
    bakery.press("n")
    bakery.wait(lambda _: bakery.step() > before, "a step over")
    assert quits(bakery)


def command(subject: Terminal, line: str) -> None:
    """Type on the command line, as fast as a person does."""
    subject.press(":")
    subject.wait(lambda shown: shown.splitlines()[-1].startswith(" :"), "a command line")
    for character in line:
        subject.press(character)
        subject.read(0.02)
    subject.wait_for(line)
    subject.press("\r")


def test_a_run_stops_at_a_breakpoint_and_the_help_opens_and_closes(bakery: Terminal) -> None:
    command(bakery, "break OpMul")
    bakery.wait_for("breakpoint 1")
    bakery.press("c")
    bakery.wait(lambda shown: bakery.step() > 100 and "breakpoint 1: OpMul" in shown, "the breakpoint")
    bakery.wait_for("OpMul multiplies")
    bakery.press("?")
    bakery.wait(lambda shown: "Help" in shown and "one opcode" in shown, "the help")
    bakery.press("\x1b")
    bakery.wait(lambda shown: "one opcode" not in shown, "the panels")
    assert quits(bakery)


def test_the_panels_and_the_end_are_shown_on_a_large_screen() -> None:
    with terminal(nixstep("debug", "-E", "let x = 40; in x + 2"), 120, 40) as subject:
        for title in "Source Bytecode Frames Value.stack With-stack Upvalues Continuations Output".split():
            subject.wait_for(title.replace(".", " "))
        subject.press("c")
        subject.wait_for("The program is done")
        subject.wait_for("value is 42")
        assert quits(subject)


def test_a_tiny_terminal_is_no_reason_to_fail() -> None:
    with terminal(nixstep("debug", "--strict", str(BAKERY)), 20, 5) as subject:
        subject.wait_for("let")
        subject.press("is?")
        subject.wait_for("Help")
        subject.press("\x1b")
        subject.wait(lambda shown: "Help" not in shown, "the panels")
        subject.press("c")
        subject.wait(lambda shown: re.search("done|finished", shown.splitlines()[0]), "the end")
        assert quits(subject)


def test_an_error_is_shown_before_it_is_unwound() -> None:
    with terminal(nixstep("debug", "-E", "let f = x: 1 / x; in 2 + f 0"), 120, 40) as subject:
        subject.wait_for_step(0)
        subject.press("c")
        subject.wait_for("division by zero")
        subject.wait_for("OpDiv")
        failing = subject.step()
        assert failing > 5
        subject.press("i")
        subject.wait_for("the program failed")
        assert quits(subject)


def test_an_endless_run_is_paused_with_escape_and_goes_on() -> None:
    with terminal(nixstep("debug", "-E", LOOP), 120, 40) as subject:
        subject.wait_for_step(0)
        subject.press("c")
        subject.wait(lambda _: subject.step() > 1000, "progress")
        subject.press("\x1b")
        subject.wait_for("paused")
        before = subject.step()
        subject.press("i")
        subject.wait_for_step(before + 1)
        assert quits(subject)


def test_hostile_strings_are_shown_and_not_obeyed() -> None:
    text = f"builtins.trace {NIX_STRING} (throw {NIX_STRING})"
    with terminal(nixstep("debug", "-E", text), 120, 40) as subject:
        subject.wait_for_step(0)
        subject.wait_for("[/red]")
        subject.press("c")
        subject.wait_for("FAILED  [/red]\\e[31m\\u202e")
        assert "\u202e".encode() not in subject.written
        assert quits(subject)


def test_a_program_from_a_pipe_leaves_the_keys_to_the_terminal() -> None:
    piped = f"echo '1 + 2' | {shlex.join(nixstep('debug', '-'))}"
    with terminal(["/bin/sh", "-c", piped], 80, 24) as subject:
        subject.wait(lambda shown: subject.step() == 0 and "<stdin>" in shown, "step 0")
        subject.press("i")
        subject.wait_for_step(1)
        subject.press("c")
        subject.wait_for("The program is done")
        assert quits(subject)


def test_messages_redirected_to_a_file_leave_the_screen_alone(tmp_path: Path) -> None:
    redirected = f"{shlex.join(nixstep('debug', '-E', '1 + 2'))} 2>{tmp_path}/log"
    with terminal(["/bin/sh", "-c", redirected], 80, 24) as subject:
        subject.wait_for_step(0)
        assert quits(subject)


def test_without_a_terminal_other_commands_are_named() -> None:
    finished = subprocess.run(
        nixstep("debug", "-E", "1"),
        input=b"",
        capture_output=True,
        env=environment(),
        start_new_session=True,
        timeout=60,
    )
    assert finished.returncode == 2
    assert b"nixstep debug needs a terminal" in finished.stderr
    assert b"nixstep trace" in finished.stderr


def test_an_error_in_the_program_is_reported_before_the_screen_is_taken() -> None:
    with terminal(nixstep("debug", "-E", "1 +"), 80, 24) as subject:
        assert subject.end() == 1
        assert b"\x1b[?1049h" not in subject.written
        assert "syntax error, unexpected end of file" in subject.shown


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[list[str]]:
    """A tmux server of this test's own."""
    made = ["tmux", "-S", str(tmp_path / "socket"), "-f", "/dev/null"]
    yield made
    subprocess.run([*made, "kill-server"], capture_output=True, timeout=20)


@pytest.mark.needs_tmux
def test_it_works_in_tmux(tmux: list[str], tmp_path: Path) -> None:
    code = tmp_path / "code"
    words = f"{shlex.join(nixstep('debug', '--strict', str(BAKERY)))}; echo $? > {code}"
    variables = environment(TERM="xterm-256color")

    def call(*arguments: str) -> str:
        done = subprocess.run(
            [*tmux, *arguments], env=variables, capture_output=True, text=True, timeout=20, check=True
        )
        return done.stdout

    def wait_for(pattern: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not re.search(pattern, shown := call("capture-pane", "-p", "-t", "nixstep")):
            assert time.monotonic() < deadline, shown
            time.sleep(0.1)

    call("new-session", "-d", "-s", "nixstep", "-x", "100", "-y", "30", "sh", "-c", words)
    call("set-option", "-g", "remain-on-exit", "on")
    wait_for(r"step +0 ")
    call("send-keys", "-t", "nixstep", "i")
    wait_for(r"step +1 ")
    call("send-keys", "-t", "nixstep", "c")
    wait_for("The program is done|Done")
    call("send-keys", "-t", "nixstep", "q")
    deadline = time.monotonic() + PATIENCE
    while not (code.exists() and code.read_text().strip()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert code.read_text() == "0\n"


def test_keys_pressed_before_the_first_picture_are_not_lost() -> None:
    text = "let f = n: if n == 0 then 1 else n * f (n - 1); in f 5"
    with terminal(nixstep("debug", "-E", text), 120, 40) as subject:
        subject.press(":i 20\r")
        subject.wait_for_step(20)
        subject.press("i")
        subject.wait_for_step(21)
        assert quits(subject)
