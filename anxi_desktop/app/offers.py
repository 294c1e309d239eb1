"""What a text field of a project offers to choose from: the lists of the county, then what people typed before."""

from __future__ import annotations

from dataclasses import dataclass

from anxi_desktop.app.registry import UNIT_TYPES, Registry
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import Kind
from anxi_desktop.domain.towns import TOWNS

_LISTS = {"town": TOWNS, "unit_type": UNIT_TYPES}
_PERSONAL = frozenset({"name", "phone", "permit_no", "address"})
"""What no two projects have in common."""
_MOST_TYPED = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """The words one field offers."""

    registry: Registry
    name: str

    @property
    def listed(self) -> tuple[str, ...]:
        """The words it offers in every county office, () for a field that only remembers."""
        return _LISTS.get(self.name, ())

    def of(self, text: str) -> list[str]:
        """Words that hold `text`: every one of the list, and of what was typed before as many as fit on a screen."""
        listed = [value for value in self.listed if text in value]
        known = self.registry.projects.completions(self.name, text, limit=_MOST_TYPED)
        return list(dict.fromkeys([*listed, *known]))[: max(_MOST_TYPED, len(listed))]


def offer_of(registry: Registry, name: str) -> Offer | None:
    """What a field offers; None for one whose words are its own."""
    is_text = SPECS["project"].fields[name].kind is Kind.TEXT
    return Offer(registry, name) if is_text and name not in _PERSONAL else None
