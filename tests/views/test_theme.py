"""The palettes can be read, and nothing outside tokens.py and theme.py names a colour or a size of type."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.tags import TONES
from anxi_desktop.views.theme import Theme
from anxi_desktop.views.tokens import TOKENS

VIEWS = Path(themes.__file__).parent
COLOR = re.compile(r"[\"'\s]#[0-9A-Fa-f]{3,8}\b|QColor\(\s*[\"'\d]|Qt\.GlobalColor\.(?!transparent)|rgba?\(")
SIZE = re.compile(r"font-size|setPointSize|setPixelSize")
ALPHA_OF_SHADOW = "QColor(0, 0, 0, theme.tokens.shadow_alpha"


def luminance(color: str) -> float:
    shade = QColor(color)
    parts = [shade.redF(), shade.greenF(), shade.blueF()]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def pairs(mode: str) -> list[tuple[str, str, str]]:
    """(what, ink, ground) for every text that the window puts on a ground."""
    found = themes.token_colors(TOKENS[mode])
    tokens = TOKENS[mode]
    listed = [
        (ink, ground)
        for ink in ("text", "secondary", "accent", "danger", "warning", "ok")
        for ground in ("window", "surface", "raised")
    ]
    listed += [("text", ground) for ground in ("hover", "accent_tint", "neutral_tint")]
    listed += [("text", f"{tone}_tint") for tone in ("danger", "warning", "ok")]
    listed += [(ink, ground) for ground, ink in TONES.values()]
    listed += [("secondary", "hover"), ("secondary", "accent_tint"), ("accent", "hover")]
    listed += [("on_accent", "accent"), ("on_accent", "accent_hover"), ("on_danger", "danger")]
    named = [(f"{ink} on {ground}", found[ink], found[ground]) for ink, ground in listed]
    return named + [(f"risk {level}", tokens.on_risk[level], tokens.risk[level]) for level in tokens.risk]


@pytest.mark.parametrize("mode", list(TOKENS))
def test_every_text_has_a_contrast_of_four_and_a_half(mode):
    weak = [
        f"{what} {contrast(ink, ground):.2f}"
        for what, ink, ground in pairs(mode)
        if contrast(ink, ground) < 4.5
    ]
    assert not weak


def test_the_contrast_rule_can_fail():
    assert contrast("#777777", "#FFFFFF") < 4.5 < contrast("#757575", "#FFFFFF")


def test_the_palettes_are_those_of_the_design():
    light, dark, sun = (TOKENS[mode] for mode in ("light", "dark", "sunlight"))
    assert (light.window, light.surface, light.line, light.line_strong) == (
        "#F4F5F7",
        "#FFFFFF",
        "#E2E5EA",
        "#C4CAD3",
    )
    assert (light.text, light.secondary, light.disabled) == ("#1B1F24", "#57606A", "#9AA3AE")
    assert (light.accent, light.accent_hover, light.accent_tint) == ("#0F766E", "#0B5F59", "#E3F2F0")
    assert (dark.window, dark.surface, dark.raised, dark.accent) == (
        "#16181C",
        "#1E2126",
        "#262A31",
        "#2DB3A6",
    )
    assert (sun.window, sun.line, sun.text, sun.accent) == ("#FFFFFF", "#000000", "#000000", "#005A52")
    assert dict(light.risk) == {"red": "#D92D20", "orange": "#EF6C00", "yellow": "#F2C200", "blue": "#1565C0"}


def test_no_colour_and_no_size_of_type_is_named_outside_the_theme():
    found: list[str] = []
    for path in sorted(VIEWS.rglob("*.py")):
        if path.name in ("theme.py", "tokens.py"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            size = SIZE.search(line) and "_pt}pt" not in line
            if (COLOR.search(line) and ALPHA_OF_SHADOW not in line) or size:
                found.append(f"{path.name}:{number} {line.strip()}")
    assert not [line for line in found if "_STROKE" not in line and "#RRGGBB" not in line]


def test_every_place_of_the_style_sheet_is_filled(theme: Theme, qapp: QApplication):
    for mode in TOKENS:
        theme.set_look(mode=mode, compact=False, reduced_motion=True)
        assert "$" not in qapp.styleSheet()
        assert TOKENS[mode].accent in qapp.styleSheet()


def test_another_look_tells_what_paints_itself(theme: Theme, qtbot):
    with qtbot.waitSignal(theme.changed):
        theme.set_look(mode="dark", compact=False, reduced_motion=True)
    assert theme.color("window").name().upper() == "#16181C"
    with qtbot.waitSignal(theme.changed):
        theme.set_look(mode="dark", compact=True, reduced_motion=True)
    assert theme.row == 32
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_look(mode="dark", compact=True, reduced_motion=False)
    assert theme.motion_ms == 150
