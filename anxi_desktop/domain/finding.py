"""One thing in a month's forms that does not fit: which rule says so, how much it weighs, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from anxi_desktop.domain.monthly import Source


class Level(Enum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warn"
    NOTE = "info"


LEVEL_WORDS: dict[Level, str] = {Level.ERROR: "错误", Level.WARNING: "警告", Level.NOTE: "提示"}
assert set(LEVEL_WORDS) == set(Level)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit: the rule, its weight, the form, the block, the cells, and the sentence.

    `unit_type` is that of a block the form has now, `keys` are cells of the form, the one to jump to first.
    `sources` are the records it is about, where it is about some.
    """

    rule: str
    level: Level
    form: str
    unit_type: str
    keys: tuple[str, ...]
    text: str
    sources: tuple[Source, ...] = ()
