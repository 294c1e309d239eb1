"""The month's forms as files: computed once, laid out once, written as workbook and PDF."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anxi_desktop.domain import consistency, monthly
from anxi_desktop.domain.consistency import LEVEL_WORDS, Finding
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.figure_words import FIGURES
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.monthly import FORM_4, Block, MonthData
from anxi_desktop.domain.records.project import Family
from anxi_desktop.files.form_layout import CellValue, FormHead, FormSpec, PlacedForm, place
from anxi_desktop.store.atomic import disk_error, write_beside
from anxi_desktop.store.month_data import month_data
from anxi_desktop.store.month_sources import source_rows
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Store

FORMATS = ("xlsx", "pdf")

# The forms that can be made, and the family each is about; the others come in their turn.
FORMS: dict[str, tuple[Family, str]] = {FORM_4: (Family.WORKS, "annex4.json")}


@dataclass(frozen=True, slots=True)
class MonthForm:
    """One form of one month: its figures, what does not fit, and how it will print."""

    month: Month
    data: MonthData
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...]
    placed: PlacedForm

    @property
    def label(self) -> str:
        """附件4."""
        return self.placed.label

    def file_name(self, suffix: str) -> str:
        """附件4 2026-10.xlsx."""
        return f"{self.label} {self.month}.{suffix}"


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """The files made, all findings, and the characters no font of the PDF has (drawn as □)."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]


def month_form(
    store: Store, month: Month, *, settings: Settings, resources: Path, filled_on: date | None = None
) -> MonthForm:
    """附件4 of a month from what the store holds. `filled_on` None leaves the day to be written by hand."""
    data = month_data(store.connection, month, own_unit_type=settings.unit_type)
    blocks = monthly.form_4(data)
    spec = FormSpec.load(resources / "forms" / FORMS[FORM_4][1])
    head = FormHead(settings.unit, settings.person, settings.phone, filled_on)
    return MonthForm(
        month=month,
        data=data,
        blocks=tuple(blocks),
        findings=tuple(consistency.findings(data, blocks)),
        placed=place(spec, [_cells(spec, block) for block in blocks], head),
    )


def filled_day(month: Month, today: date) -> date | None:
    """What stands in the head line: today once the month is over, else room to write it by hand (R23)."""
    return today if today >= month.last else None


def write_report(
    store: Store,
    form: MonthForm,
    *,
    folder: Path,
    resources: Path,
    formats: Sequence[str] = FORMATS,
) -> Generator[tuple[int, str], None, WrittenReport]:
    """Write the form in `formats` into `folder`, which is made where it is missing: all files or none.

    Yields (percent, text). Errors: those of `write_beside`, unsupported_output.
    """
    unknown = [suffix for suffix in formats if suffix not in FORMATS]
    if unknown:
        raise AnxiError("unsupported_output", suffix=unknown[0], names="、".join(FORMATS))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, folder) from error
    files = tuple(folder / form.file_name(suffix) for suffix in dict.fromkeys(formats))
    missing: tuple[str, ...] = ()
    with ExitStack() as stack:
        for number, path in enumerate(files):
            yield 100 * number // len(files), f"生成 {path.name}"
            temporary = stack.enter_context(write_beside(path))
            if path.suffix == ".xlsx":
                _write_xlsx(temporary, store, form)
            else:
                missing = _write_pdf(temporary, form, resources)
    yield 100, "月报表已生成"
    return WrittenReport(files, form.findings, missing)


def _write_xlsx(path: Path, store: Store, form: MonthForm) -> None:
    from anxi_desktop.files.forms_xlsx import DetailRow, DetailTable, write_form_xlsx

    details: list[DetailTable] = []
    for block in form.blocks:
        for key, words in FIGURES[form.label].items():
            figure = block.figures.get(key)
            if figure is None or not figure.sources:
                continue
            rows = source_rows(store.connection, form.data, key, figure.sources)
            label = _in_block(form, block.unit_type, words.label.replace("/", " › "))
            details.append(
                DetailTable(
                    f"{label} = {figure.value}", [DetailRow(row.project, row.what, row.day) for row in rows]
                )
            )
    write_form_xlsx(path, form.placed, rules=rule_lines(form), details=details)


def _write_pdf(path: Path, form: MonthForm, resources: Path) -> tuple[str, ...]:
    from anxi_desktop.files.forms_pdf import write_form_pdf
    from anxi_desktop.files.pen import form_fonts

    return write_form_pdf(path, form.placed, fonts=form_fonts(resources))


def rule_lines(form: MonthForm) -> list[tuple[str, str, str]]:
    """The second sheet: (item, how it is counted, what the check says)."""
    cut_off = form.data.cut_off
    lines = [
        ("统计月份", f"{form.month.year}年{form.month.month}月", ""),
        (
            "统计截止",
            f"{cut_off.year}年{cut_off.month}月{cut_off.day}日24时。存量栏按截止日的状态，流量栏按当月的事件日期。",
            "",
        ),
    ]
    for key, words in FIGURES[form.label].items():
        found = [finding for finding in form.findings if finding.keys[:1] == (key,)]
        told = "\n".join(
            f"{finding.rule} {LEVEL_WORDS[finding.level]}：{_told(form, finding)}" for finding in found
        )
        lines.append((words.label.replace("/", " › "), words.rule, told))
    return lines


def _told(form: MonthForm, finding: Finding) -> str:
    return _in_block(form, finding.unit_type, finding.text)


def _in_block(form: MonthForm, unit_type: str, text: str) -> str:
    return f"【{unit_type}】{text}" if len(form.blocks) > 1 else text


def _cells(spec: FormSpec, block: Block) -> dict[str, CellValue]:
    known = set(spec.value_keys)
    cells: dict[str, CellValue] = {"unit_type": block.unit_type}
    cells.update({key: figure.value for key, figure in block.figures.items() if key in known})
    return cells
