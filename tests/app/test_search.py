"""The search over everything."""

from __future__ import annotations

from anxi_desktop.app.registry import Registry
from anxi_desktop.app.search import find_records
from anxi_desktop.app.session import Session


def test_a_state_is_said_as_its_kind_of_project_says_it(session: Session) -> None:
    registry = Registry(session)
    registry.add({"name": "城东安置房", "category": "works", "town": "湖头镇", "contractor": "福建华诚"})
    registry.add({"name": "城东花园", "category": "property", "property_company": "福建安居"})
    hits, count = find_records(session.store, "城东")
    assert count == 2
    assert {hit.title: hit.note for hit in hits} == {
        "城东安置房": "湖头镇 · 福建华诚 · 在建",
        "城东花园": "福建安居 · 在管",
    }
