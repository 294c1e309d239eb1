"""The look of the application: puts the tokens on, and changes them when the person or the system wishes.

Widgets take colours and type from the `Theme`; nothing else in the program names a colour or a size of type.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from anxi_desktop.views.style import AnxiStyle
from anxi_desktop.views.style_sheet import style_sheet
from anxi_desktop.views.tokens import (
    COMPACT_ROW,
    CONTROL,
    LIGHT,
    MAIN_ACTION,
    MODES,
    MOTION_MS,
    RADIUS,
    ROW,
    TOKENS,
    TYPE,
    Tokens,
)

_FAMILIES = ("Microsoft YaHei UI", "微软雅黑", "Microsoft YaHei")
_BUNDLED = "Noto Sans SC"
_RARE = {"SC": "Noto Sans SC Rare", "JP": "Noto Sans JP Rare", "TC": "Noto Sans TC Rare"}


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
        self._app.setStyle(self._style)
        # After the style: on Windows that gives menus, tips and lists the system's own typeface again.
        self._app.setFont(ui_font(self.resources))
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
        """A token as a colour to paint with: a copy, so that making it clear changes no palette."""
        return QColor(self.colors[name])

    def font(self, role: str = "body", *, bold: bool = False) -> QFont:
        """The typeface at the size of a role of `TYPE`."""
        font = QFont(self._app.font())
        font.setPointSizeF(TYPE[role])
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def load_rare(self) -> None:
        """Add the fonts of rare characters, for names; only after the first paint, it costs a moment."""
        for region, family in _RARE.items():
            path = self.resources / "fonts" / f"NotoSans{region}-Rare.ttf"
            if not QFontDatabase.hasFamily(family) and path.is_file():
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


def sheet_font(size: float, *, bold: bool = False) -> QFont:
    """The typeface for words on a drawing, whose size belongs to the drawing: `size` is in its units."""
    font = QFont()
    font.setPixelSize(max(round(size), 1))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


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
        # The last families are loaded after the first paint; until then Qt passes over it.
        font.setFamilies([*families, *_RARE.values()])
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
