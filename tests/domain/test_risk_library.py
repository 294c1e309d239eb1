"""The starter library and the thresholds: complete, believable, and pointing at each other."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from anxi_desktop.domain.assessing import assess
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.project import Family, RiskLevel
from anxi_desktop.domain.risk_library import Tier, needed, read_categories, read_library
from anxi_desktop.domain.risk_rules import read_preset, shipped_tables
from anxi_desktop.domain.save import Save, check
from anxi_desktop.domain.signs import read_signs

RESOURCES = Path(__file__).parents[2] / "resources"
LIBRARY = read_library((RESOURCES / "risk" / "library.json").read_bytes())
CATEGORIES = read_categories((RESOURCES / "risk" / "dangerous.json").read_bytes())
SIGNS = read_signs((RESOURCES / "signs" / "signs.json").read_bytes())
TABLES = {table.key: table for table in shipped_tables((RESOURCES / "risk" / "rules.json").read_bytes())}


def test_all_stages_and_both_families_are_there() -> None:
    stages = {(unit.family, unit.stage) for unit in LIBRARY.units}
    works = {
        (Family.WORKS, name) for name in ("foundation", "structure", "finishing", "installation", "zone")
    }
    assert stages == works | {(Family.PROPERTY, "place"), (Family.PROPERTY, "process")}
    assert len(LIBRARY.of(Family.WORKS)) >= 50
    assert len(LIBRARY.of(Family.PROPERTY)) >= 30
    assert len({point.code for point in LIBRARY.points}) == len(LIBRARY.points)
    assert {unit.code for unit in LIBRARY.units} == {point.unit.code for point in LIBRARY.points}
    assert len({(unit.family, unit.order) for unit in LIBRARY.units}) == len(LIBRARY.units)


@pytest.mark.parametrize("point", LIBRARY.points, ids=lambda point: point.code)
def test_a_point_can_be_kept_as_it_is(point: object) -> None:
    assert point in LIBRARY.points
    values = {**point.values(), "project": "00000000-0000-4000-8000-000000000001"}  # type: ignore[attr-defined]
    check(Save("risk_point", "p", values), new=True)
    assert all(str(text).strip() for text in point.texts.values())  # type: ignore[attr-defined]
    assert all(sign in SIGNS.by_name for sign in point.signs)  # type: ignore[attr-defined]
    assess(read_preset(TABLES["lec"]), dict(zip("lec", point.lec, strict=True)))  # type: ignore[attr-defined]
    assess(read_preset(TABLES["ls-a"]), dict(zip("ls", point.ls, strict=True)))  # type: ignore[attr-defined]


def test_few_points_are_red() -> None:
    preset = read_preset(TABLES["lec"])
    levels = Counter(
        assess(preset, dict(zip("lec", point.lec, strict=True))).level for point in LIBRARY.points
    )
    assert set(levels) == set(RiskLevel)
    assert levels[RiskLevel.RED] < len(LIBRARY.points) / 4


def test_every_threshold_asks_something_and_proposes_points_there_are() -> None:
    codes = {point.code for point in LIBRARY.points}
    known = {category.code for category in CATEGORIES}
    assert {point.dangerous for point in LIBRARY.points} - {""} <= known
    for category in CATEGORIES:
        asked = {question.code for question in category.questions}
        assert {rule.question for rule in category.thresholds} == asked
        for rule in category.thresholds:
            assert set(rule.points) <= codes
            assert rule.points


@pytest.mark.parametrize(
    ("answers", "tiers"),
    [
        ({}, {}),
        ({"pit_depth": Decimal("2.9")}, {}),
        ({"pit_depth": Decimal(3)}, {"pit": Tier.DANGEROUS}),
        ({"pit_depth": Decimal(5)}, {"pit": Tier.OVERSIZE}),
        ({"pit_complex": True}, {"pit": Tier.DANGEROUS}),
        ({"pit_complex": False}, {}),
        (
            {"form_height": Decimal(8), "sc_floor": Decimal(24)},
            {"formwork": Tier.OVERSIZE, "scaffold": Tier.DANGEROUS},
        ),
        ({"sc_floor": Decimal(50)}, {"scaffold": Tier.OVERSIZE}),
        ({"steel": True, "steel_span": Decimal(36)}, {"other": Tier.OVERSIZE}),
        ({"crane_erect": True}, {"lifting": Tier.DANGEROUS}),
    ],
)
def test_the_thresholds_by_hand(answers: dict[str, Decimal | bool], tiers: dict[str, Tier]) -> None:
    assert {met.category.code: met.tier for met in needed(CATEGORIES, answers)} == tiers


@pytest.mark.parametrize("body", [b"", b"[]", b'{"units": [], "points": [{}]}', b"[" * 90_000])
def test_broken_content_is_refused(body: bytes) -> None:
    for read in (read_library, read_categories):
        with pytest.raises(AnxiError) as caught:
            read(body)
        assert caught.value.code == "content_unreadable"
