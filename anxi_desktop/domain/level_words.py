"""What the four levels are called, and which is the graver: the same for window, maps, boards and lists."""

from __future__ import annotations

from collections.abc import Mapping

from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.words import choice_word

LEVEL_NAMES: Mapping[RiskLevel, str] = {
    RiskLevel.RED: "重大风险",
    RiskLevel.ORANGE: "较大风险",
    RiskLevel.YELLOW: "一般风险",
    RiskLevel.BLUE: "较低风险",
}
assert set(LEVEL_NAMES) == set(RiskLevel)
NO_LEVEL = "未定级"

_RANKS = {level.value: rank for rank, level in enumerate(RiskLevel)}


def level_word(level: RiskLevel | None) -> str:
    """红, 橙, 黄, 蓝 or 未定级."""
    return choice_word(RiskLevel, level.value) if level else NO_LEVEL


def level_words(level: RiskLevel) -> str:
    """重大风险 红: the name and the colour, as tags and chips say it."""
    return f"{LEVEL_NAMES[level]} {level_word(level)}"


def full_level(level: RiskLevel | None) -> str:
    """重大风险（红）, as papers say it; 未定级 for none."""
    return f"{LEVEL_NAMES[level]}（{level_word(level)}）" if level else NO_LEVEL


def level_rank(code: object) -> int:
    """The place of a level's code, the gravest first; what is no level comes last."""
    return _RANKS.get(str(code), len(_RANKS))
