"""One game: a toy, a log of actions, and what must hold after each of them and after every hundred."""

from __future__ import annotations

import asyncio
import random
import signal
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from debugger.tui.app import NixStep
from tests.monkey.actions import Action, any_action, key_names
from tests.monkey.guard import harmless
from tests.monkey.hands import act, painted
from tests.monkey.pictures import at_rest, difference, fresh, is_still, picture, redrawn
from tests.monkey.programs import Toy, chosen, segments

EVERY = 100
"""Actions between two comparisons of pictures."""
SLOW = 1.0
"""Seconds of CPU that the answer to an action may take."""
BACKGROUND = 20_000
"""Steps that only a run in the background makes."""
STUCK = 30.0
"""Seconds of CPU after which an action is ended from outside."""
FIRST_SIZES = ((120, 40), (80, 24), (160, 52))


class StuckError(BaseException):
    """An action does not come to an end."""


@dataclass(slots=True)
class Game:
    """A toy and what was done with it."""

    seed: int
    toy: Toy
    size: tuple[int, int]
    actions: list[Action] = field(default_factory=list)
    finding: str = ""
    """What went wrong at the last action; empty if nothing did."""
    is_slow: bool = False
    """Whether all that is wrong is how long it took."""
    slowest: float = 0.0

    def log(self) -> str:
        """All that is needed to understand it."""
        head = f"toy {self.toy}\nsize {self.size[0]}x{self.size[1]}\n"
        return head + "\n".join(f"  {number:>4}  {action}" for number, action in enumerate(self.actions))


def new_game(seed: int) -> tuple[Game, random.Random]:
    dice = random.Random(seed)
    return Game(seed, chosen(dice), dice.choice(FIRST_SIZES)), dice


def play(seed: int, count: int) -> Game:
    """Random actions from a seed, until something is found."""
    game, dice = new_game(seed)
    keys = key_names()
    run(game, lambda at: any_action(dice, keys) if at < count else None)
    return game


def replay(game: Game, actions: Sequence[Action]) -> Game:
    """The same toy, and these actions."""
    again = Game(game.seed, game.toy, game.size)
    run(again, lambda at: actions[at] if at < len(actions) else None)
    return again


def run(game: Game, following: Callable[[int], Action | None]) -> None:
    """Play until `following` has no more actions, or something is wrong."""

    def stuck(*_: object) -> None:
        raise StuckError(f"more than {STUCK:.0f} seconds of CPU")

    before = signal.signal(signal.SIGVTALRM, stuck)
    try:
        with segments(game.toy.segment), harmless():
            asyncio.run(playing(game, following))
    except (Exception, StuckError) as error:  # noqa: BLE001  (whatever it is, it is a finding)
        game.finding = game.finding or told(error)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def told(error: BaseException) -> str:
    lines = traceback.format_exception(error)
    return "".join(lines[-14:])


async def playing(game: Game, following: Callable[[int], Action | None]) -> None:
    """Open the app, and another one on the same session whenever it was told to quit."""
    session = game.toy.session()
    size = game.size
    while True:
        app = NixStep(session)
        app._print_error_renderables = lambda: None  # type: ignore[method-assign]
        async with app.run_test(size=size):
            over = await using(app, game, following)
            size = app.size.width, app.size.height
        if over:
            return
        session.pause()


async def using(app: NixStep, game: Game, following: Callable[[int], Action | None]) -> bool:
    """Act until the app is told to quit; True if the game is over."""
    while (action := following(len(game.actions))) is not None:
        game.actions.append(action)
        await one(app, game, action)
        if not game.finding and has_ended(app):
            return False
        if not game.finding and len(game.actions) % EVERY == 0:
            await compare(app, game)
        if game.finding:
            return True
    await compare(app, game)
    return True


def has_ended(app: NixStep) -> bool:
    return app._exit or not app._running


async def one(app: NixStep, game: Game, action: Action) -> None:
    """One action; that it raises or takes too long is a finding."""
    signal.setitimer(signal.ITIMER_VIRTUAL, STUCK)
    ran, steps, begun = app.runner.running(), app.session.machine.steps, time.process_time()
    longest = await act(app, action)
    took = time.process_time() - begun
    if ran or app.runner.running() or app.session.machine.steps > steps + BACKGROUND:
        took = longest  # a run goes on meanwhile, in slices
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    game.slowest = max(game.slowest, took)
    if app._exception is not None:
        game.finding = told(app._exception)
    elif took > SLOW:
        game.is_slow = True
        game.finding = f"the answer took {took:.2f} s of CPU"


async def compare(app: NixStep, game: Game) -> None:
    """The screen must be what is drawn afresh."""
    await painted(app)
    wait_until = time.monotonic() + 5
    while app.runner.running() and time.monotonic() < wait_until:
        await act(app, Action("key", "escape"))
    if len(app.screen_stack) > 1 and await is_still(app):
        shown = picture(app)
        wrong = difference(shown, await redrawn(app))
        if wrong:
            game.finding = f"the screen with a window differs from one drawn again: {wrong}"
            return
    if not await at_rest(app):
        return
    app.dock.begin_again()
    if not await at_rest(app):
        return
    shown = picture(app)
    wrong = difference(shown, await redrawn(app))
    if wrong:
        game.finding = f"the screen differs from one drawn again: {wrong}"
        return
    wrong = difference(shown, await fresh(app))
    if wrong:
        game.finding = f"the screen differs from that of a fresh app: {wrong}"
    if app._exception is not None:
        game.finding = told(app._exception)
