"""The small registers the monthly forms count from: measures, standard documents, self reports, reporting units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxi_desktop.app.session import Session
from anxi_desktop.domain import words
from anxi_desktop.domain.entry import DELETED
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.records.registers import DocumentKind, EnforcementKind
from anxi_desktop.domain.save import Save
from anxi_desktop.store import record_edit
from anxi_desktop.store.journal import Appender
from anxi_desktop.store.self_reports import SelfReported, details_of, reports_of, self_reported
from anxi_desktop.store.settings import UNIT_TYPES as UNIT_TYPES
from anxi_desktop.store.store import Done

Row = dict[str, JournalValue]

NEEDED: Mapping[str, tuple[str, str]] = {
    EnforcementKind.FINE.value: ("amount_wan", "missing_for_fine"),
    EnforcementKind.JUDICIAL.value: ("persons", "missing_for_judicial"),
    EnforcementKind.LISTED.value: ("hazards", "missing_for_listed"),
}
"""By kind of measure the field its column counts, and why a record without it is refused."""

_NOTHING = (None, "", "0", 0)


@dataclass(frozen=True, slots=True)
class YearTotals:
    """How many measures of each kind (by code) a year has, and the sum of its fines in 10,000 yuan."""

    counts: Mapping[str, int]
    fines_wan: Decimal

    @property
    def whole(self) -> int:
        """All measures."""
        return sum(self.counts.values())


class Registers:
    """The registers of a session. Every write is one action that can be undone."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.store = session.store

    # ---- what there is ------------------------------------------------------------------------------------

    def enforcements(self, year: int | None = None, kind: EnforcementKind | None = None) -> list[Row]:
        """Measures, the latest first, each with `project_name` and the family it counts in."""
        tests, values = _year_test(year)
        if kind is not None:
            tests += " AND e.kind = ?"
            values.append(kind.value)
        names = ("id", *SPECS["enforcement"].fields)
        listed = ", ".join(f'e."{name}"' for name in names)
        rows = self.store.connection.execute(
            f"SELECT {listed}, p.name, p.category FROM enforcement e LEFT JOIN project p ON p.id = e.project"
            f" WHERE (e.project IS NULL OR p.id IS NOT NULL){tests} ORDER BY e.done_on DESC, e.rowid DESC",
            values,
        )
        found: list[Row] = []
        for *cells, name, category in rows:
            row: Row = dict(zip(names, cells, strict=True))
            found.append({**row, "project_name": name, "family": row["family"] or category})
        return found

    def year_totals(self, year: int | None = None) -> YearTotals:
        """Measures by kind of a year, or of all years."""
        counts: dict[str, int] = {}
        fines = Decimal(0)
        for row in self.enforcements(year):
            kind = str(row["kind"])
            counts[kind] = counts.get(kind, 0) + 1
            if kind == EnforcementKind.FINE.value and row["amount_wan"]:
                fines += Decimal(str(row["amount_wan"]))
        return YearTotals(counts, fines)

    def enforcement_years(self) -> list[int]:
        """The years that have measures, the latest first."""
        rows = self.store.connection.execute(
            "SELECT DISTINCT substr(done_on, 1, 4) FROM enforcement"
            " WHERE project IS NULL OR project IN (SELECT id FROM project)"
        )
        return sorted((int(year) for (year,) in rows if year), reverse=True)

    def documents(self) -> list[Row]:
        """Standard documents, the latest first."""
        rows = list(self.store.rows("document"))
        return sorted(rows, key=lambda row: str(row["issued_on"] or ""), reverse=True)

    def units(self) -> list[Row]:
        """Reporting units: those that are asked, then the retired ones, by family and name."""
        rows = list(self.store.rows("reporting_unit"))
        order = [family.value for family in Family]
        return sorted(
            rows, key=lambda row: (bool(row["retired"]), order.index(str(row["family"])), str(row["name"]))
        )

    def self_reports(self, month: Month, family: Family | None = None) -> list[SelfReported]:
        """Every project alive at the month's cut-off, and each that has a report of the month, by name."""
        return self_reported(self.store.connection, month, family)

    # ---- writing ------------------------------------------------------------------------------------------

    def save_enforcement(
        self, record: str | None, values: Mapping[str, JournalValue]
    ) -> tuple[str, Done | None]:
        """Write a measure (None: a new one): its id, and None where nothing differs.

        A measure of a project counts in the project's family. Raises AnxiError("bad_value").
        """
        before: Row = self.store.row("enforcement", record) if record else {}
        wanted = dict(values)
        project = {**before, **wanted}.get("project")
        if project:
            wanted["family"] = self.store.row("project", str(project))["category"]
        merged = {**before, **wanted}
        row, saves = self._saves("enforcement", record, wanted)
        _demand_figures(merged)
        word = words.choice_word(EnforcementKind, str(merged["kind"]))
        title = f"修改执法激励记录：{word}" if record else f"登记执法激励：{word}"
        return row, self._edit(title, saves)

    def save_document(
        self, record: str | None, values: Mapping[str, JournalValue]
    ) -> tuple[str, Done | None]:
        """Write a standard document; as `save_enforcement`."""
        row, saves = self._saves("document", record, values)
        title = values.get("title") or (self.store.row("document", record)["title"] if record else "")
        return row, self._edit(f"{'修改' if record else '登记'}标准规范文件：{title}", saves)

    def save_unit(self, record: str | None, values: Mapping[str, JournalValue]) -> tuple[str, Done | None]:
        """Write a reporting unit; as `save_enforcement`.

        Raises AnxiError: bad_value, unit_known where the family has a unit of that name.
        """
        before: Row = self.store.row("reporting_unit", record) if record else {}
        merged = {**before, **values}
        row, saves = self._saves("reporting_unit", record, values)
        family, name = str(merged["family"]), str(merged["name"]).strip()
        for other in self.units():
            if other["id"] != record and (other["family"], other["name"]) == (family, name):
                raise AnxiError("unit_known", name=name, family=words.choice_word(Family, family))
        return row, self._edit(f"{'修改' if record else '登记'}填报单位：{name}", saves)

    def set_retired(self, records: Sequence[str], *, retired: bool) -> Done:
        """Ask reporting units for forms no longer, or again."""
        title = "停用填报单位" if retired else "恢复填报单位"
        saves = [Save("reporting_unit", record, {"retired": retired}) for record in records]
        return self.session.edit(_counted(title, records), saves)

    def save_self_report(
        self, project: str, month: Month, found: int | None, closed: int | None
    ) -> Done | None:
        """Write what a project reported for a month; both None takes the report away. None: nothing differs.

        Raises AnxiError: bad_value, self_report_has_details where the month's hazards are kept one by one.
        """
        name = self.store.row("project", project)["name"]
        mine = [report for report in reports_of(self.store.connection, month) if report[1] == project]
        if found is None and closed is None:
            saves = [
                save for row, *_ in mine for save in record_edit.delete_saves(self.store, "self_report", row)
            ]
            return self._edit(f"清空自查申报数：{name} {month}", saves)
        count = details_of(self.store.connection, month).get(project, (0, 0, 0))[0]
        if count:
            raise AnxiError("self_report_has_details", project=name, month=str(month), count=count)
        row = named_id("self_report", project, str(month))
        if [(known, *numbers) for known, _, *numbers in mine] == [(row, found, closed)]:
            return None
        numbers: dict[str, JournalValue] = {"found": found, "closed": closed}

        def saves_of(appender: Appender) -> Iterable[Save]:
            state = appender.state(row)
            if state is None:
                new = {name: value for name, value in numbers.items() if value is not None}
                yield Save("self_report", row, {"project": project, "month": str(month), **new})
            elif appender.is_deleted(state):  # taken away before: its id is given by what it is about
                yield Save("self_report", row, {**numbers, DELETED: False})
            else:
                yield Save("self_report", row, numbers)
            for other, *_ in mine:
                if other != row:  # entered under an id of its own, by a command say: never counted twice
                    yield from record_edit.delete_saves(self.store, "self_report", other)

        return self.session.edit(f"填写自查申报数：{name} {month}", saves_of)

    def delete(self, entity: str, records: Sequence[str]) -> Done:
        """Delete records of one register."""
        saves = [save for record in records for save in record_edit.delete_saves(self.store, entity, record)]
        return self.session.edit(_counted(f"删除{words.ENTITIES[entity]}", records), saves)

    # ---- inside -------------------------------------------------------------------------------------------

    def _saves(
        self, entity: str, record: str | None, values: Mapping[str, JournalValue]
    ) -> tuple[str, list[Save]]:
        if record:
            return record, record_edit.edit_saves(self.store, entity, record, values, today=date.today())
        saves = record_edit.add_saves(self.store, entity, values)
        return saves[0].row, saves

    def _edit(self, title: str, saves: Sequence[Save]) -> Done | None:
        return self.session.edit(title, saves) if saves else None


def _demand_figures(values: Mapping[str, JournalValue]) -> None:
    """What the forms count of a measure must be there, and the family it counts in."""
    lacking = [("family", "missing_without_project")] if not values.get("family") else []
    needed = NEEDED.get(str(values["kind"]))
    if needed is not None and values.get(needed[0]) in _NOTHING:
        lacking.append(needed)
    for name, code in lacking[:1]:
        raise AnxiError(
            "bad_value",
            entity=words.ENTITIES["enforcement"],
            field=words.field_word("enforcement", name),
            name=name,
            value=values.get(name) or "",
            reason=words.reason(code),
            reason_code=code,
        )


def _counted(title: str, records: Sequence[str]) -> str:
    return title if len(records) == 1 else f"{title}（{len(records)} 条）"


def _year_test(year: int | None) -> tuple[str, list[str]]:
    if year is None:
        return "", []
    return " AND e.done_on BETWEEN ? AND ?", [f"{year}-01-01", f"{year}-12-31"]


__all__ = [
    "NEEDED",
    "UNIT_TYPES",
    "DocumentKind",
    "EnforcementKind",
    "Registers",
    "SelfReported",
    "YearTotals",
]
