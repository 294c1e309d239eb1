"""What a field offers to choose from."""

import pytest

from anxi_desktop.app.offers import offer_of
from anxi_desktop.app.registry import Registry
from anxi_desktop.app.session import Session


@pytest.fixture
def registry(session: Session) -> Registry:
    return Registry(session)


def offered(registry: Registry, name: str, text: str) -> list[str]:
    offer = offer_of(registry, name)
    assert offer is not None
    return offer.of(text)


def test_the_lists_of_the_county_come_whole(registry: Registry) -> None:
    assert offered(registry, "town", "湖") == ["湖头镇", "湖上乡"]
    assert len(offered(registry, "town", "")) == 24
    assert offered(registry, "unit_type", "质安") == ["质安中心"]


def test_what_people_typed_is_remembered(registry: Registry) -> None:
    registry.add({"name": "城东安置房", "category": "works", "contractor": "福建华诚"})
    assert offered(registry, "supervisor", "华") == ["福建华诚"]


def test_a_name_or_a_phone_number_is_not_offered_again(registry: Registry) -> None:
    assert offer_of(registry, "name") is None
    assert offer_of(registry, "phone") is None
    assert offer_of(registry, "start_on") is None
