"""What a tool works with: the map, its view, what is chosen, and a way to try an act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QPointF

from anxi_desktop.app.map_work import Draft, MapWork
from anxi_desktop.domain.geometry import Spot
from anxi_desktop.domain.snapping import Snap
from anxi_desktop.views.riskmap.scene import MapScene
from anxi_desktop.views.riskmap.view import MapView


class Desk(Protocol):
    """The editor, as its tools see it."""

    work: MapWork
    scene: MapScene
    view: MapView
    selected: list[str]

    def select(self, ids: Sequence[str]) -> None:
        """Choose items."""
        ...

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do an act; False where it was refused, which the person is told in a sentence."""
        ...

    def draw(self, draft: Draft) -> None:
        """Draw something, choose it, and go back to the arrow."""
        ...

    def put(self, spot: Spot) -> None:
        """Put what was picked from the palette here."""
        ...

    def measured(self, start: Spot, end: Spot) -> None:
        """Two spots were measured: ask how far apart they are."""
        ...

    def snapped(self, place: QPointF, corners: Sequence[Spot] = (), leave: Sequence[str] = ()) -> Snap:
        """The spot a place of the viewport stands for; items in `leave` catch nothing."""
        ...

    def back_to_arrow(self) -> None:
        """Put the arrow into the hand."""
        ...

    def open_item(self, record: str) -> None:
        """The person wants to see or name an item."""
        ...

    def show_menu(self, place: QPointF) -> None:
        """Offer what can be done with what is chosen."""
        ...
