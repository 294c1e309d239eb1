"""Taking widgets away: out of sight and out of their layout at once, deleted when Qt has time."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QLayout, QWidget


def let_go(layout: QLayout, widgets: Iterable[QWidget | None]) -> None:
    """Take widgets out of a layout and delete them. None is passed over."""
    for widget in widgets:
        if widget is not None:
            layout.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
