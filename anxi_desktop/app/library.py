"""What the page 资料 shows and changes: check lists with their editions, and the working calendar."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anxi_desktop.app.jobs import Work
from anxi_desktop.app.session import Session
from anxi_desktop.domain import checklist_edit
from anxi_desktop.domain.checklist import CheckList, check_successor, edition_row, freeze
from anxi_desktop.domain.checklist_reading import read_check_list
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.workdays import DayKind, SpecialDay
from anxi_desktop.store.check_lists import kept_editions, shipped_lists
from anxi_desktop.store.store import Done
from anxi_desktop.store.work_calendar import days_of, shipped_table, year_row

_OWN = re.compile(r"own-(\d+)")


@dataclass(frozen=True, slots=True)
class LibraryList:
    """One edition in the library. `record` is "" for a shipped one."""

    check_list: CheckList
    record: str
    retired: bool

    @property
    def is_own(self) -> bool:
        """True for an edition people have made here."""
        return bool(self.record)


class Library:
    """The check lists and calendar of a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def lists(self) -> list[LibraryList]:
        """Every edition: shipped ones, then own ones. What only finished inspections keep is not listed."""
        shipped = [LibraryList(found, "", retired=False) for found in shipped_lists(self.session.resources)]
        digests = {freeze(found.check_list).digest for found in shipped}
        own = [
            LibraryList(found.check_list, found.id, found.retired)
            for found in kept_editions(self.session.store)
            if freeze(found.check_list).digest not in digests
            and (not found.retired or self._was_offered(found.id))
        ]
        return [*shipped, *own]

    def copy(self, check_list: CheckList) -> CheckList:
        """A list of one's own that begins as another one; not yet saved."""
        numbers = [int(found[1]) for item in self.lists() if (found := _OWN.fullmatch(item.check_list.key))]
        key = f"own-{max(numbers, default=0) + 1}"
        return checklist_edit.copied(check_list, key=key, title=f"{check_list.title}（本单位）")

    def save(self, check_list: CheckList) -> Done:
        """Keep an edition and offer it from now on. Finished inspections keep theirs.

        Raises AnxiError: check_list_marks, check_list_known, check_list_keys, content_unreadable.
        """
        for title, full, guarantee in checklist_edit.marks_off(check_list):
            raise AnxiError("check_list_marks", table=title, full=full, guarantee=guarantee)
        frozen = freeze(check_list)
        read_check_list(frozen.body)  # whatever was typed obeys the rules a list from elsewhere has to
        for known in self.lists():
            other = known.check_list
            if other.key != check_list.key:
                continue
            if other.edition == check_list.edition and freeze(other).digest != frozen.digest:
                raise AnxiError("check_list_known", title=check_list.title, edition=check_list.edition)
            check_successor(before=other, after=check_list)
        row = edition_row(frozen.digest)
        values: dict[str, JournalValue] = {
            "key": check_list.key,
            "edition": check_list.edition,
            "title": check_list.title,
            "kind": check_list.kind.value,
            "digest": frozen.digest,
            "body": frozen.body.decode("utf-8"),
            "retired": False,
        }
        return self.session.edit(f"保存检查清单：{check_list.title}", [Save("check_list", row, values)])

    def set_retired(self, item: LibraryList, *, retired: bool) -> Done:
        """Offer an own edition no longer, or again."""
        title = "停用检查清单" if retired else "恢复检查清单"
        return self.session.edit(title, [Save("check_list", item.record, {"retired": retired})])

    def year(self, year: int) -> list[SpecialDay]:
        """The days of a year on which the weekday rule does not hold, as they count here."""
        for row in self.session.store.rows("calendar_year", {"id": year_row(year)}, limit=1):
            return sorted(days_of(row), key=lambda special: special.day)
        table = shipped_table(self.session.resources)
        return [special for special in table.days if special.day.year == year]

    def known_years(self) -> set[int]:
        """The years somebody filled in, here or in the program."""
        own = {int(str(row["year"])) for row in self.session.store.rows("calendar_year")}
        return own | set(shipped_table(self.session.resources).known_years)

    def save_days(self, years: Mapping[int, Sequence[SpecialDay]]) -> Done:
        """Keep the special days of years, in one action.

        Raises AnxiError: calendar_conflict for a day that is both.
        """
        saves = [
            Save("calendar_year", year_row(year), _year_values(year, days)) for year, days in years.items()
        ]
        return self.session.edit(f"填写 {'、'.join(str(year) for year in years)} 年工作日历", saves)

    def _was_offered(self, record: str) -> bool:
        """An edition people made and retired, not one that only an inspection keeps: it was once not retired."""
        query = "SELECT count(*) FROM entry WHERE row = ? AND instr(body, '\"retired\":false')"
        return bool(self.session.store.connection.execute(query, (record,)).fetchone()[0])


def _year_values(year: int, days: Sequence[SpecialDay]) -> dict[str, JournalValue]:
    kinds: dict[date, DayKind] = {}
    for special in days:
        if kinds.setdefault(special.day, special.kind) is not special.kind:
            raise AnxiError("calendar_conflict", day=special.day.isoformat())
    listed = {
        kind: sorted(
            {f"{special.day.isoformat()} {special.name}".strip() for special in days if special.kind is kind}
        )
        for kind in DayKind
    }
    return {"year": year, "off": listed[DayKind.OFF], "worked": listed[DayKind.WORK]}


def export_work(check_list: CheckList, path: Path) -> Work:
    """Work that writes a list as a workbook; its result is the path."""

    def work() -> Generator[tuple[int, str], None, Path]:
        from anxi_desktop.files.checklist_xlsx import write_checklist

        yield 10, path.name
        write_checklist(check_list, path)
        return path

    return work


def blank_work(check_list: CheckList, path: Path, *, unit: str, resources: Path) -> Work:
    """Work that writes a list as a form to fill in by hand (.pdf or .docx); its result is the path."""

    def work() -> Generator[tuple[int, str], None, Path]:
        from anxi_desktop.files.letter_blank import blank_form
        from anxi_desktop.files.letter_docx import write_docx
        from anxi_desktop.files.letter_pdf import letter_fonts, write_pdf

        yield 10, path.name
        paper = blank_form(check_list, unit=unit)
        if path.suffix.lower() == ".docx":
            write_docx(path, paper)
        else:
            write_pdf(path, paper, fonts=letter_fonts(resources))
        return path

    return work


def read_workbook(path: Path) -> CheckList:
    """The list in a workbook. Errors: those of `files.checklist_xlsx.read_checklist`."""
    from anxi_desktop.files.checklist_xlsx import read_checklist

    return read_checklist(path)


def read_days(path: Path) -> list[SpecialDay]:
    """The days of a holiday table (.xlsx, .xls, .csv: day, kind, name). Errors: calendar_row, those of opening."""
    from anxi_desktop.files.calendar_table import read_calendar

    return read_calendar(path)
