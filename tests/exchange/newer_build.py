"""A build of the future in this process: one more record type, one more field, one more key in every entry."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from anxi_desktop.domain import save
from anxi_desktop.domain.entry import Entry
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import FieldSpec, Kind, RecordSpec, Stream
from anxi_desktop.domain.words import ENTITIES
from anxi_desktop.store import journal, tables
from anxi_desktop.store.schema import INDEXES

FLIGHT = RecordSpec(
    "drone_flight",
    Stream.PROJECT,
    {
        "project": FieldSpec("project", Kind.ROW, required=True, entity="project", limit=64),
        "pilot": FieldSpec("pilot", Kind.TEXT, required=True),
        "spots": FieldSpec("spots", Kind.TEXTS),
        "metres": FieldSpec("metres", Kind.INTEGER),
    },
    "project",
)


@contextmanager
def newer_build() -> Generator[None]:
    """Inside, the program knows more; stores must be opened and closed inside."""
    project = SPECS["project"]
    fields = {**project.fields, "drone_zone": FieldSpec("drone_zone", Kind.TEXT)}
    with (
        mock.patch.dict(
            SPECS, {"project": dataclasses.replace(project, fields=fields), "drone_flight": FLIGHT}
        ),
        mock.patch.dict(INDEXES, {"drone_flight": ("flight_project ON drone_flight(project)",)}),
        mock.patch.dict(ENTITIES, {"drone_flight": "航拍"}),
        mock.patch.object(journal, "Entry", _newer_entry),
    ):
        _forget()
        try:
            yield
        finally:
            _forget()


def _newer_entry(**keys: Any) -> Entry:
    return Entry(**{**keys, "extra": {"zz_weather": {"wind": 3, "note": ["多云", "阵风"]}}})


def _forget() -> None:
    for known in (save._checks, save._required, tables._layout):
        known.cache_clear()
