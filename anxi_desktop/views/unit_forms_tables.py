"""The two tables over the forms of units: who has handed in what, and the sums beside the own records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from anxi_desktop.app.unit_forms import Compared, Standing, UnitBlocks, label_of
from anxi_desktop.domain.save import decimal_text
from anxi_desktop.domain.sort_key import sort_key
from anxi_desktop.views.risk_tables import Record, RecordTable
from anxi_desktop.views.rows_model import Cell, ListColumn

NOT_ASKED = "不在名单里"
MISSING = "未报"


def tr(text: str) -> str:
    """A sentence of these tables."""
    return QCoreApplication.translate("unit_forms_tables", text)


def unit_table(forms: Sequence[str]) -> RecordTable:
    """Units with the state of each of `forms`."""
    columns = (
        ListColumn("unit", tr("填报单位"), 220, kind="name"),
        ListColumn("unit_type", tr("单位类型"), 130),
        *(ListColumn(form, form, 170, kind="tag", tone=_state_tone) for form in forms),
        ListColumn("note", tr("说明"), 180, tone=lambda value: "warning" if value else None),
    )
    table = RecordTable(columns, ("unit",), checkable=True)
    table.sort_by("unit", lambda record: sort_key(str(record["unit"])).hex())
    return table


def unit_record(line: Standing, forms: Sequence[str]) -> Record:
    """One line of it; its id is the unit's name."""
    notes = [] if line.is_asked else [tr(NOT_ASKED)]
    notes += [tr("{form}报过两次，用后一份").format(form=form.form) for form in line.older]
    return {
        "id": line.unit,
        "unit": line.unit,
        "unit_type": line.unit_type or None,
        **{form: _state(line.forms.get(form), asked=line.is_asked) for form in forms},
        "note": "；".join(notes) or None,
    }


def sum_table() -> RecordTable:
    """The cells of a summed form beside those of the own records."""
    columns = (
        ListColumn("unit_type", tr("填报单位类型"), 130),
        ListColumn("label", tr("栏目"), 300, kind="name"),
        ListColumn("value", tr("各单位合计"), 110, kind="number"),
        ListColumn("own", tr("本单位记录"), 110, kind="number"),
        ListColumn("delta", tr("相差"), 100, kind="tag", tone=lambda _value: "warning"),
    )
    table = RecordTable(columns, ("label",), checkable=False)
    table.setSortingEnabled(False)  # the order of the form is the one people know
    return table


def sum_record(form: str, cell: Compared) -> Record:
    """One line of it."""
    return {
        "id": f"{cell.unit_type}/{cell.key}",
        "unit_type": cell.unit_type or tr("（没有写类型）"),
        "label": label_of(form, cell.key),
        "value": number_text(cell.value),
        "own": number_text(cell.own),
        "delta": _signed(cell.delta) if cell.differs else None,
    }


def number_text(value: Decimal | int | str | None) -> Cell:
    """A figure as people read it; None for a blank one."""
    if isinstance(value, Decimal):
        return decimal_text(value)
    return None if value is None else str(value)


def day_text(day: date | None) -> str:
    """11月2日."""
    return "" if day is None else tr("{month}月{day}日").format(month=day.month, day=day.day)


def _state(form: UnitBlocks | None, *, asked: bool) -> str | None:
    if form is None:
        return tr(MISSING) if asked else None
    if form.body is None:
        return tr("读不懂，没有计入")
    if form.body.refused:
        return tr("已报，{n} 格没用上").format(n=len(form.body.refused))
    return tr("已报 {day}").format(day=day_text(form.received_on)).strip()


def _state_tone(value: Cell) -> str:
    text = str(value)
    if text == tr(MISSING):
        return "danger"
    return "warning" if "，" in text else "ok"


def _signed(delta: Decimal | int | None) -> str:
    shown = number_text(delta) or "0"
    return str(shown) if str(shown).startswith("-") else f"+{shown}"
