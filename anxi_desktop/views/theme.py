"""Every colour, type size and measure of the window, in one place.

Widgets take them from the `Theme` of the application; nothing else in the program names a colour or a size
of type. What the tokens are is decided in the design of the window; what is not written there is derived so
that text keeps a contrast of at least 4.5 : 1 on the ground it stands on (a test proves it).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from anxi_desktop.views.style import AnxiStyle
from anxi_desktop.views.style_sheet import style_sheet

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

_FAMILIES = ("Microsoft YaHei UI", "微软雅黑", "Microsoft YaHei")
_BUNDLED = "Noto Sans SC"
_RARE = "Noto Sans SC Rare"


class Theme(QObject):
    """The look of the application now: which palette, how high a row, whether things may move."""

    changed = Signal()
    """Colours or row height are others now; what paints itself paints again."""

    def __init__(self, app: QApplication, *, resources: Path) -> None:
        super().__init__(app)
        self._app = app
        self.resources = resources
        self.mode = "system"
        self.compact = False
        self.reduced_motion = False
        self.tokens = LIGHT
        self.colors = {name: QColor(value) for name, value in token_colors(LIGHT).items()}
        self.dark = False
        self.drawn: dict[tuple[str, str, int, float], QPixmap] = {}
        # Kept by name: the application does not keep the Python half of its style alive.
        self._style = AnxiStyle()

    def start(self, *, mode: str, compact: bool, reduced_motion: bool) -> None:
        """Load the typeface, put on the style and follow the system's light and dark from now on."""
        self._app.setFont(ui_font(self.resources))
        self._app.setStyle(self._style)
        self._app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self._app.setProperty("theme", self)
        self.set_look(mode=mode, compact=compact, reduced_motion=reduced_motion)

    def apply(self, app: QApplication, mode: str) -> None:
        """Change the palette of the whole application."""
        self._app = app
        self.set_look(mode=mode, compact=self.compact, reduced_motion=self.reduced_motion)

    def set_look(self, *, mode: str, compact: bool, reduced_motion: bool) -> None:
        """Change what a person can choose about the look; paints again only what differs."""
        mode = mode if mode in MODES else "system"
        actual = self._actual(mode)
        tokens = TOKENS[actual]
        unchanged = tokens is self.tokens and compact == self.compact and self._app.styleSheet() != ""
        self.mode, self.compact, self.reduced_motion = mode, compact, reduced_motion
        if unchanged:
            return
        self.tokens, self.dark = tokens, actual == "dark"
        self.colors = {name: QColor(value) for name, value in token_colors(tokens).items()}
        self._style.set_colors(self.colors)
        self._app.setPalette(palette(tokens))
        self._app.setStyleSheet(style_sheet(sheet_values(tokens)))
        self.changed.emit()

    @property
    def row(self) -> int:
        """The height of a table row in pixels."""
        return COMPACT_ROW if self.compact else ROW

    @property
    def motion_ms(self) -> int:
        """How long a movement may take: 0 where the person wants none."""
        return 0 if self.reduced_motion else MOTION_MS

    def color(self, name: str) -> QColor:
        """A token as a colour to paint with."""
        return self.colors[name]

    def font(self, role: str = "body", *, bold: bool = False) -> QFont:
        """The typeface at the size of a role of `TYPE`."""
        font = QFont(self._app.font())
        font.setPointSizeF(TYPE[role])
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def load_rare(self) -> None:
        """Add the large font of rare characters, for names; only after the first paint, it costs a moment."""
        path = self.resources / "fonts" / "NotoSansSC-Rare.ttf"
        if not QFontDatabase.hasFamily(_RARE) and path.is_file():
            QFontDatabase.addApplicationFont(str(path))

    def _actual(self, mode: str) -> str:
        if mode != "system":
            return mode
        scheme = self._app.styleHints().colorScheme()
        return "dark" if scheme is Qt.ColorScheme.Dark else "light"

    @Slot()
    def _on_scheme_changed(self) -> None:
        if self.mode == "system":
            self.set_look(mode=self.mode, compact=self.compact, reduced_motion=self.reduced_motion)


def current() -> Theme:
    """The theme the application wears, as `QApplication.style()` is its style."""
    app = QApplication.instance()
    theme = app.property("theme") if app is not None else None
    if not isinstance(theme, Theme):
        raise RuntimeError("Theme.start has not been called")
    return theme


def ui_font(resources: Path) -> QFont:
    """微软雅黑 UI where the machine has it, else the bundled Noto Sans SC; figures of equal width."""
    families = [name for name in _FAMILIES if QFontDatabase.hasFamily(name)]
    if not families:
        for name in ("Regular", "Bold"):
            QFontDatabase.addApplicationFont(str(resources / "fonts" / f"NotoSansSC-{name}.ttf"))
        families = [_BUNDLED] if QFontDatabase.hasFamily(_BUNDLED) else []
    font = QApplication.font()
    if families:
        # The last family is loaded after the first paint; until then Qt passes over it.
        font.setFamilies([*families, _RARE])
    font.setPointSizeF(TYPE["body"])
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def token_colors(tokens: Tokens) -> dict[str, str]:
    """The single colours of a palette by name."""
    found = {item.name: getattr(tokens, item.name) for item in dataclasses.fields(tokens)}
    return {name: value for name, value in found.items() if isinstance(value, str)}


def sheet_values(tokens: Tokens) -> dict[str, object]:
    """What the style sheet's places are filled with."""
    return {
        **token_colors(tokens),
        **{f"{role}_pt": size for role, size in TYPE.items()},
        "radius": RADIUS,
        "control_in": CONTROL - 2,
        "focus_in": CONTROL - 4,
        "main_in": MAIN_ACTION - 2,
    }


def palette(tokens: Tokens) -> QPalette:
    """The same colours for what Qt paints by palette."""
    roles = QPalette.ColorRole
    made = QPalette()
    for role, name in (
        (roles.Window, tokens.window),
        (roles.WindowText, tokens.text),
        (roles.Base, tokens.surface),
        (roles.AlternateBase, tokens.window),
        (roles.Text, tokens.text),
        (roles.Button, tokens.surface),
        (roles.ButtonText, tokens.text),
        (roles.BrightText, tokens.danger),
        (roles.ToolTipBase, tokens.raised),
        (roles.ToolTipText, tokens.text),
        (roles.PlaceholderText, tokens.secondary),
        (roles.Highlight, tokens.accent),
        (roles.HighlightedText, tokens.on_accent),
        (roles.Accent, tokens.accent),
        (roles.Link, tokens.accent),
        (roles.LinkVisited, tokens.accent),
        (roles.Light, tokens.surface),
        (roles.Midlight, tokens.line),
        (roles.Mid, tokens.line_strong),
        (roles.Dark, tokens.line_strong),
        (roles.Shadow, tokens.line_strong),
    ):
        made.setColor(role, QColor(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.disabled))
    return made
