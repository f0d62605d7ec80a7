"""Contrast: in every theme all text can be read on its ground, and rows that are marked are seen."""

from __future__ import annotations

from itertools import product

import pytest
from rich.color import Color, ColorType
from textual.color import Color as TextualColor
from textual.command import CommandList
from textual.theme import BUILTIN_THEMES

from debugger.tui.app import NixStep
from debugger.tui.drawing.contrast import READABLE, VISIBLE, contrast, readable
from debugger.tui.drawing.theme import EXTRA, FOREGROUNDS, GROUNDS, LINES, OWN, Palette
from tests.debugger.tui.driving import opened, press, screen_text, type_command, until
from tests.debugger.tui.programs import session_of

ROLES = (*FOREGROUNDS, *EXTRA)
THEMES = {theme.name: theme for theme in (*BUILTIN_THEMES.values(), *OWN)}
COLOURED = [name for name, theme in THEMES.items() if not theme.ansi]
NATIVE = [name for name, theme in THEMES.items() if theme.ansi]
OF_XTERM = (
    *("#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5"),
    *("#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"),
)


def palette(name: str, colourless: bool = False) -> Palette:
    theme = THEMES[name]
    variables = {**theme.to_color_system().generate(), **theme.variables}
    return Palette(variables, colourless, theme.dark, "native" if theme.ansi else "")


def rgb(color: Color | None) -> tuple[int, int, int]:
    assert color is not None
    assert color.triplet is not None
    red, green, blue = color.triplet
    return red, green, blue


def test_contrast_is_measured_from_one_to_twenty_one() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((9, 90, 200), (9, 90, 200)) == 1
    assert contrast((0x76, 0x76, 0x76), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)
    assert readable((200, 10, 10), (0, 0, 0), 1.5) == (200, 10, 10)


@pytest.mark.parametrize("ground", [(0, 0, 0), (118, 118, 118), (128, 128, 128), (255, 255, 0), (0, 0, 255)])
def test_there_is_readable_text_on_every_ground(ground: tuple[int, int, int]) -> None:
    assert contrast(readable(ground, ground), ground) >= READABLE


@pytest.mark.parametrize("name", COLOURED)
def test_all_text_is_readable_on_every_ground(name: str) -> None:
    made = palette(name)
    for role, ground in product(ROLES, ("", *GROUNDS)):
        style = made.style(role, ground)
        ratio = contrast(rgb(style.color), rgb(style.bgcolor))
        assert ratio >= LINES.get(role, READABLE), (role, ground, ratio)


@pytest.mark.parametrize("name", COLOURED)
def test_every_ground_that_marks_something_is_seen(name: str) -> None:
    made = palette(name)
    background = rgb(made.style("").bgcolor)
    marked = {ground: made.style("", ground) for ground in GROUNDS if ground != "bar"}
    marked |= {role: made.style(role) for role in ("span", "span-error")}
    for ground, style in marked.items():
        assert contrast(rgb(style.bgcolor), background) >= VISIBLE, ground


@pytest.mark.parametrize("name", [theme.name for theme in OWN])
def test_the_colours_of_our_own_themes_need_no_mending(name: str) -> None:
    made, variables = palette(name), THEMES[name].variables
    for role in FOREGROUNDS:
        assert rgb(made.style(role).color) == TextualColor.parse(variables[f"nix-{role}"]).rgb
    for ground, colour in GROUNDS.items():
        assert rgb(made.style("", ground).bgcolor) == TextualColor.parse(variables[f"nix-{colour}"]).rgb


@pytest.mark.parametrize("name", NATIVE)
def test_themes_of_the_terminal_use_nothing_but_its_own_colours(name: str) -> None:
    made = palette(name)
    for role, ground in product(ROLES, ("", *GROUNDS)):
        style = made.style(role, ground)
        assert style.bgcolor == Color.default(), (role, ground)
        assert style.color is not None
        assert style.color.type in (ColorType.DEFAULT, ColorType.STANDARD)


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("sixteen", ["native", "few"])
def test_sixteen_colours_are_readable_as_most_terminals_have_them(dark: bool, sixteen: str) -> None:
    made = Palette({}, dark=dark, sixteen=sixteen)
    text, background = ((229, 229, 229), (0, 0, 0)) if dark else ((0, 0, 0), (255, 255, 255))

    def seen(color: Color | None, default: tuple[int, int, int]) -> tuple[int, int, int]:
        assert color is not None
        return default if color.number is None else TextualColor.parse(OF_XTERM[color.number]).rgb

    for role, ground in product(ROLES, ("", *GROUNDS)):
        style = made.style(role, ground)
        ratio = contrast(seen(style.color, text), seen(style.bgcolor, background))
        assert ratio >= LINES.get(role, READABLE), (role, ground, ratio)
    assert made.style("text", "cursor").reverse
    assert made.style("badge").reverse
    assert made.style("span").underline


@pytest.mark.parametrize("name", [theme.name for theme in OWN])
def test_without_colours_cursor_span_and_badge_are_still_seen(name: str) -> None:
    made = palette(name, colourless=True)
    assert made.style("text", "cursor").reverse
    assert made.style("span").underline
    assert made.style("badge").reverse
    assert made.style("text", "current").bold


@pytest.mark.parametrize("name", ["nixstep-light", "gruvbox", "ansi-dark"])
async def test_a_theme_that_is_chosen_is_what_is_drawn(name: str) -> None:
    async with opened("1 + 1", (100, 30)) as (app, pilot):
        await type_command(pilot, f"theme {name}")
        await press(pilot)
        made = palette(name)
        styles = {segment.style for strip in app.screen._compositor.render_strips() for segment in strip}
        assert made.style("dim", "bar") in styles or name == "ansi-dark"
        assert app.native_ansi_color == (name == "ansi-dark")


@pytest.mark.parametrize("name", COLOURED)
async def test_the_command_line_is_readable_in_every_theme(name: str) -> None:
    async with opened("1 + 1", (80, 24), "colon b r") as (app, pilot):
        app.theme = name
        await press(pilot)
        await until(pilot, lambda: "break" in screen_text(app))
        drawn = [part for part in app.screen._compositor.render_strips()[-1] if part.text.strip()]
        assert "".join(part.text for part in drawn) == ":break"
        for part in drawn:
            assert part.style is not None
            if part.text != "e":  # the cursor, which is Textual's own, when it is seen
                assert contrast(rgb(part.style.color), rgb(part.style.bgcolor)) >= READABLE


@pytest.mark.parametrize("name", ["nixstep-dark", "nixstep-light", "solarized-light", "tokyo-night", "nord"])
async def test_the_command_palette_is_readable(name: str) -> None:
    app = NixStep(session_of("1 + 1"), name)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "ctrl+p")
        await until(pilot, lambda: "One opcode back" in screen_text(app))
        await press(pilot, "down")
        region = app.screen.query_one(CommandList).region
        read = 0
        for strip in app.screen._compositor.render_strips()[region.y : region.bottom]:
            for part in strip.crop(region.x, region.right):
                if any(char.isalpha() for char in part.text):
                    assert part.style is not None
                    assert contrast(rgb(part.style.color), rgb(part.style.bgcolor)) >= READABLE, part
                    read += 1
        assert read > 10
