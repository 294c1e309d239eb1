"""A month's forms together with all that is needed to judge them: overrides, the month before, what was handed in."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.figure_words import FIGURES, label_of
from anxi_desktop.domain.monthly import FORM_3, FORMS_OF, Block, Cell, Figure, MonthData, Source
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.snapshot import FrozenBlock, FrozenFinding, Snapshot, freeze

AMOUNTS = frozenset({"fine_amt"})
"""Cells in 10,000 yuan: at most four decimals, printed with two."""

_WHOLE = re.compile(r"[0-9]{1,9}\Z")
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?\Z")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")


@dataclass(frozen=True, slots=True)
class HandCell:
    """What a person put into a cell: `value` as it was typed, or None where only a `reason` was given."""

    form: str
    unit_type: str
    key: str
    value: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Head:
    """The line that is filled in above a form."""

    unit: str = ""
    person: str = ""
    phone: str = ""
    filled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """One submission of a family's month, newest last; `is_whole` when its hash is that of its text.

    `corrects` is the id of the one before it that it corrects, "" for a first one.
    """

    id: str
    family: Family
    submitted_on: date
    person: str
    reason: str
    digest: str
    is_whole: bool
    files: tuple[str, ...]
    snapshot: Snapshot | None
    corrects: str = ""


@dataclass(frozen=True, slots=True)
class NamedHazard:
    """A hazard that a check is about: its record, its project's id and name, and its number or words."""

    source: Source
    project: str
    project_name: str
    words: str


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What the checks look up beside the figures.

    `disorder` are hazards whose days contradict each other, `doubles` those that stand as 自查 and as 监督 with the
    same place and words in this month, `open_majors` counts open major hazards by project id. `lost_cells` are
    values put in by hand for blocks that the forms no longer have: a unit type was renamed.
    """

    disorder: tuple[NamedHazard, ...] = ()
    doubles: tuple[NamedHazard, ...] = ()
    open_majors: Mapping[str, int] = field(default_factory=dict[str, int])
    lost_cells: tuple[HandCell, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthReport:
    """All forms of a month. `before` are the cells of the month before by form, empty where nothing is known."""

    data: MonthData
    forms: Mapping[str, tuple[Block, ...]]
    head: Head = Head()
    facts: MonthFacts = MonthFacts()
    before: Mapping[str, tuple[FrozenBlock, ...]] = field(default_factory=dict[str, tuple[FrozenBlock, ...]])
    submitted: tuple[Submitted, ...] = ()

    def frozen(self, family: Family) -> dict[str, tuple[FrozenBlock, ...]]:
        """The family's forms as they would be handed in now."""
        return {form: freeze(self.forms[form], FIGURES[form]) for form in FORMS_OF[family]}

    def last_submitted(self, family: Family) -> Submitted | None:
        """What holds as handed in for a family: the newest submission."""
        return next((one for one in reversed(self.submitted) if one.family is family), None)

    def still_stands(self, family: Family) -> bool:
        """Whether what was handed in last is what would be handed in now: cells, their reasons, and the head line.

        The day in the head line is that of handing in, and no difference.
        """
        last = self.last_submitted(family)
        if last is None or last.snapshot is None or not last.is_whole:
            return False
        head = {"unit": self.head.unit, "person": self.head.person, "phone": self.head.phone}
        same_head = all(last.snapshot.head.get(name, "") == text for name, text in head.items())
        now = {
            form: [(one.unit_type, one.cells, one.reasons) for one in blocks]
            for form, blocks in self.frozen(family).items()
        }
        then = {
            form: [(one.unit_type, one.cells, one.reasons) for one in blocks]
            for form, blocks in last.snapshot.forms.items()
        }
        return same_head and now == then

    def snapshot(self, family: Family, findings: Iterable[FrozenFinding]) -> Snapshot:
        """What is frozen when the family's forms are handed in now."""
        day = self.head.filled_on
        return Snapshot(
            month=str(self.data.month),
            family=family.value,
            head={
                "unit": self.head.unit,
                "person": self.head.person,
                "phone": self.head.phone,
                "filled_on": "" if day is None else day.isoformat(),
            },
            rules=self.data.rules.codes(),
            forms=self.frozen(family),
            findings=tuple(findings),
        )


def family_of(form: str) -> Family | None:
    """Whose form it is; None for 附件3, which is of both."""
    return next((family for family, forms in FORMS_OF.items() if form in forms), None)


def cell_value(form: str, key: str, text: str) -> Cell:
    """A typed cell as a value: a whole number, or an amount in 10,000 yuan.

    Errors: unknown_cell for a cell the form does not let people fill, bad_cell for what is no such number (R01).
    """
    if form == FORM_3 or key not in FIGURES.get(form, {}) or key == "unit_type":
        raise AnxiError("unknown_cell", form=form, key=key)
    plain = plain_number(text)
    if key in AMOUNTS and _AMOUNT.match(plain):
        return Decimal(plain)
    if key not in AMOUNTS and _WHOLE.match(plain):
        return int(plain)
    raise AnxiError("bad_cell", cell=label_of(form, key), value=text)


def plain_number(text: str) -> str:
    """A typed number without what an input method or a habit adds: full-width digits, separators, blanks around."""
    return text.strip().translate(_FULL_WIDTH).replace(",", "").replace("，", "")


def with_cells(
    forms: Mapping[str, tuple[Block, ...]], cells: Iterable[HandCell]
) -> dict[str, tuple[Block, ...]]:
    """The forms with what people put into them; a cell of a block that is not there is passed over."""
    by_block: dict[tuple[str, str], dict[str, HandCell]] = {}
    for cell in cells:
        by_block.setdefault((cell.form, cell.unit_type), {})[cell.key] = cell
    return {
        form: tuple(_with(form, block, by_block.get((form, block.unit_type), {})) for block in blocks)
        for form, blocks in forms.items()
    }


def _with(form: str, block: Block, cells: Mapping[str, HandCell]) -> Block:
    changed: dict[str, Figure] = {}
    for key, cell in cells.items():
        figure = block.figures.get(key)
        if figure is None or key not in FIGURES[form]:
            continue
        if cell.value is None:
            changed[key] = dataclasses.replace(figure, reason=cell.reason)
            continue
        try:
            value = cell_value(form, key, cell.value)
        except AnxiError:
            continue  # a bundle may bring any text; the figure stays what the records give
        changed[key] = dataclasses.replace(figure, value=value, reason=cell.reason, is_override=True)
    return dataclasses.replace(block, figures={**block.figures, **changed}) if changed else block
