"""Every colour, size of type and measure of the window: the tokens of its design.

What they are is decided in the design of the window; what is not written there is derived so that text keeps a
contrast of at least 4.5 : 1 on the ground it stands on (a test proves it). Apart from `theme`, which puts them
on, since the frame is painted before the style is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

GRID = 8
RADIUS = 6
CONTROL = 36
MAIN_ACTION = 40
ROW = 40
COMPACT_ROW = 32
ICON = 20
RAIL = 200
RAIL_FOLDED = 64
HEAD = 60
STATUS = 32
FOLD_BELOW = 1200
DRAWER = 420
PANEL = 640
MOTION_MS = 150

# Sizes of type in points, by what the text is.
TYPE: Mapping[str, float] = MappingProxyType(
    {
        "caption": 9.5,
        "body": 11,
        "table": 11,
        "hazard": 12,
        "section": 12,
        "card": 14,
        "title": 18,
        "number": 26,
    }
)

# What stands on a photo or on paper to sign is the same in every theme.
PHOTO_GROUND, PHOTO_TEXT, ON_PHOTO = "#101214", "#D0D4DA", "#FFFFFF"
PAPER, PAPER_LINE, PAPER_TEXT, INK = "#FFFFFF", "#C4CAD3", "#57606A", "#10151C"

MODES = ("system", "light", "dark", "sunlight")


@dataclass(frozen=True, slots=True)
class Tokens:
    """One palette. Colours are "#RRGGBB"; `risk` and `on_risk` go by the code of a risk level."""

    window: str
    surface: str
    raised: str
    line: str
    line_strong: str
    text: str
    secondary: str
    disabled: str
    accent: str
    accent_hover: str
    accent_tint: str
    on_accent: str
    hover: str
    danger: str
    danger_hover: str
    danger_tint: str
    on_danger: str
    warning: str
    warning_tint: str
    ok: str
    ok_tint: str
    neutral_tint: str
    risk: Mapping[str, str]
    on_risk: Mapping[str, str]
    shadow_alpha: int


_ON_RISK = MappingProxyType({"red": "#FFFFFF", "orange": "#1B1F24", "yellow": "#1B1F24", "blue": "#FFFFFF"})
_RISK = MappingProxyType({"red": "#D92D20", "orange": "#EF6C00", "yellow": "#F2C200", "blue": "#1565C0"})

LIGHT = Tokens(
    window="#F4F5F7",
    surface="#FFFFFF",
    raised="#FFFFFF",
    line="#E2E5EA",
    line_strong="#C4CAD3",
    text="#1B1F24",
    secondary="#57606A",
    disabled="#9AA3AE",
    accent="#0F766E",
    accent_hover="#0B5F59",
    accent_tint="#E3F2F0",
    on_accent="#FFFFFF",
    hover="#EEF0F3",
    danger="#B42318",
    danger_hover="#912018",
    danger_tint="#FDECEA",
    on_danger="#FFFFFF",
    warning="#8A5A00",
    warning_tint="#FFF4DB",
    ok="#1B6E3C",
    ok_tint="#E5F4EA",
    neutral_tint="#EBEDF1",
    risk=_RISK,
    on_risk=_ON_RISK,
    shadow_alpha=26,
)

DARK = Tokens(
    window="#16181C",
    surface="#1E2126",
    raised="#262A31",
    line="#343943",
    line_strong="#4A515E",
    text="#E8EAED",
    secondary="#A8B0BB",
    disabled="#6B7480",
    accent="#2DB3A6",
    accent_hover="#4CC4B8",
    accent_tint="#17332F",
    on_accent="#06201D",
    hover="#2A2E35",
    danger="#F58A80",
    danger_hover="#F8A59D",
    danger_tint="#3B1F1D",
    on_danger="#2A0B08",
    warning="#E8B84A",
    warning_tint="#372B12",
    ok="#6CC58F",
    ok_tint="#17311F",
    neutral_tint="#30353D",
    risk=MappingProxyType({"red": "#C8372C", "orange": "#D9731A", "yellow": "#DDB52A", "blue": "#2F6FBA"}),
    on_risk=_ON_RISK,
    shadow_alpha=110,
)

SUNLIGHT = Tokens(
    window="#FFFFFF",
    surface="#FFFFFF",
    raised="#FFFFFF",
    line="#000000",
    line_strong="#000000",
    text="#000000",
    secondary="#000000",
    disabled="#595959",
    accent="#005A52",
    accent_hover="#00403A",
    accent_tint="#CDE8E4",
    on_accent="#FFFFFF",
    hover="#E6E6E6",
    danger="#8E0F06",
    danger_hover="#6B0900",
    danger_tint="#FFE3E0",
    on_danger="#FFFFFF",
    warning="#5C3B00",
    warning_tint="#FFE9B8",
    ok="#00461D",
    ok_tint="#D3F0DD",
    neutral_tint="#E0E0E0",
    risk=_RISK,
    on_risk=_ON_RISK,
    shadow_alpha=60,
)

TOKENS: Mapping[str, Tokens] = MappingProxyType({"light": LIGHT, "dark": DARK, "sunlight": SUNLIGHT})


def tokens_of(mode: str, *, dark_system: bool) -> Tokens:
    """The palette of one of `MODES`; "system", and what is none of them, follows the system."""
    return TOKENS.get(mode) or (DARK if dark_system else LIGHT)
