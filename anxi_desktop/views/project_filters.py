"""The filters of the list of projects: what they offer, and their counts, counted between two events.

At 100,000 projects a count takes some 20 ms. Counting one filter at a time while nothing else is to be done
keeps typing and scrolling smooth; a new question drops what was left to count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from anxi_desktop.app.registry import UNIT_TYPES, ProjectList
from anxi_desktop.domain.project_list import (
    DONE,
    FACETS,
    MISSING,
    Filters,
    ProjectQuery,
    facet_codes,
    facet_value_word,
    facet_word,
)
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.towns import TOWNS
from anxi_desktop.views.components.filter_bar import FilterSpec

BLANK = ""
"""How the filter bar names a blank value."""

_OPEN_FACETS: Mapping[str, tuple[str, ...]] = {"town": TOWNS, "unit_type": UNIT_TYPES}
"""Filters over free text, with the values they offer first."""


def values_in_use(projects: ProjectList) -> dict[str, list[str]]:
    """The values that records hold in the filters over free text."""
    return {facet: projects.values(facet) for facet in _OPEN_FACETS}


def filter_specs(in_use: Mapping[str, Sequence[str]]) -> tuple[FilterSpec, ...]:
    """Every filter with what it offers: declared choices, else the usual values and those in use."""
    return tuple(
        FilterSpec(facet, facet_word(facet), _choices(facet, in_use.get(facet, ()))) for facet in FACETS
    )


def filters_of(chosen: Mapping[str, frozenset[str]]) -> Filters:
    """What the bar lets through, as a question names it."""
    return {
        facet: frozenset(None if code == BLANK else code for code in codes)
        for facet, codes in chosen.items()
        if codes
    }


class FacetCounter(QObject):
    """Counts the filters of a question one by one in idle moments, then looks for values that are new."""

    counted = Signal(str, object)
    """A filter's name and {code: projects}, blank as BLANK."""
    found = Signal(str, object)
    """The name of a filter over free text and the values in use, after a write."""

    def __init__(self, projects: ProjectList, parent: QObject) -> None:
        super().__init__(parent)
        self._projects = projects
        self._query = ProjectQuery()
        self._left: list[Callable[[], None]] = []
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._on_idle)

    def start(self, query: ProjectQuery, *, written: bool) -> None:
        """Count for this question; what was left of the one before is dropped."""
        self._query = query
        self._left = [partial(self._count, facet) for facet in FACETS]
        if written:
            self._left += [partial(self._look, facet) for facet in _OPEN_FACETS]
        self._idle.start()

    def is_counting(self) -> bool:
        """True while something is still to be counted."""
        return bool(self._left)

    def pause(self) -> None:
        """Count nothing while nobody looks."""
        self._idle.stop()

    def resume(self) -> None:
        """Go on with what was left."""
        if self._left:
            self._idle.start()

    def _count(self, facet: str) -> None:
        counts = self._projects.counts(self._query, facet)
        self.counted.emit(facet, {code or BLANK: count for code, count in counts.items()})

    def _look(self, facet: str) -> None:
        self.found.emit(facet, self._projects.values(facet))

    @Slot()
    def _on_idle(self) -> None:
        step = self._left.pop(0)
        if not self._left:
            self._idle.stop()
        step()


def _choices(facet: str, in_use: Sequence[str]) -> tuple[tuple[str, str], ...]:
    codes = facet_codes(facet) or tuple(dict.fromkeys([*_OPEN_FACETS[facet], *in_use]))
    offered = [(code, facet_value_word(facet, code)) for code in codes]
    may_be_blank = facet not in (DONE, MISSING) and not SPECS["project"].fields[facet].required
    return (*offered, *([(BLANK, facet_value_word(facet, None))] if may_be_blank else []))
