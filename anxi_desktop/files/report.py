"""The month's forms as files: counted once, laid out once, written as workbook, PDF and docx."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from anxi_desktop.domain import consistency
from anxi_desktop.domain.consistency import Finding
from anxi_desktop.domain.counting_rules import RECOMMENDED, CountingRules
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_report import Head, MonthReport
from anxi_desktop.domain.monthly import (
    FORM_3,
    FORM_4,
    FORM_5,
    FORM_6,
    FORM_7,
    FORMS,
    Block,
    MonthData,
    Period,
)
from anxi_desktop.files.form_layout import CellValue, FormHead, FormSpec, PlacedForm, place
from anxi_desktop.files.pen import Paper
from anxi_desktop.store.atomic import disk_error, write_beside
from anxi_desktop.store.month_data import counting_rules
from anxi_desktop.store.month_forms import month_report
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Store

FORMATS = ("xlsx", "pdf", "docx")

_LAYOUTS: Mapping[str, str] = {
    FORM_3: "annex3.json",
    FORM_4: "annex4.json",
    FORM_5: "annex5.json",
    FORM_6: "annex6.json",
    FORM_7: "annex7.json",
}
assert tuple(_LAYOUTS) == FORMS


@dataclass(frozen=True, slots=True)
class MonthForm:
    """One form of one month: its figures, what does not fit, and how it will print."""

    label: str
    report: MonthReport
    findings: tuple[Finding, ...]
    placed: PlacedForm

    @property
    def month(self) -> Month:
        """The month it is of."""
        return self.report.data.month

    @property
    def data(self) -> MonthData:
        """What it counts."""
        return self.report.data

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Its blocks."""
        return self.report.forms[self.label]

    def file_name(self, suffix: str) -> str:
        """附件4 2026-10.xlsx."""
        return f"{self.label} {self.month}.{suffix}"


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """The files made, all findings, and the characters no font of the PDF has (drawn as □)."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]


@cache
def form_spec(resources: Path, label: str) -> FormSpec:
    """The layout of a form (附件4)."""
    return FormSpec.load(resources / "forms" / _LAYOUTS[label])


def month_forms(
    store: Store,
    month: Month,
    *,
    settings: Settings,
    resources: Path,
    today: date,
    final: bool = False,
) -> dict[str, MonthForm]:
    """All forms of a month from what the store holds; `final` checks them as for handing in."""
    day = filled_day(month, today, counting_rules(store.connection, month))
    head = Head(settings.unit, settings.person, settings.phone, day)
    report = month_report(store.connection, month, own_unit_type=settings.unit_type, head=head)
    found = consistency.findings(report, today=today, final=final)
    return {
        label: MonthForm(
            label,
            report,
            tuple(finding for finding in found if finding.form == label),
            place_form(report, label, resources),
        )
        for label in FORMS
    }


def place_form(report: MonthReport, label: str, resources: Path) -> PlacedForm:
    """How a form stands on paper, as the counting rules of its year say."""
    spec = form_spec(resources, label)
    head, rules = report.head, report.data.rules
    return place(
        spec,
        [_cells(spec, block) for block in report.forms[label]],
        FormHead(head.unit, head.person, head.phone, head.filled_on),
        min_blocks=1 if label in (FORM_4, FORM_5) and rules.code("A-07") == "needed" else None,
        verbatim=label == FORM_7 and rules.code("A-20") == "verbatim",
    )


def filled_day(month: Month, today: date, rules: CountingRules = RECOMMENDED) -> date | None:
    """What stands in the head line: today from the month's cut-off on (A-03), else room to write it by hand (R23)."""
    return today if today >= Period.of(month, rules).until else None


def write_report(
    store: Store,
    forms: Iterable[MonthForm],
    *,
    folder: Path,
    resources: Path,
    formats: Sequence[str] = FORMATS,
    paper: Paper = Paper.A4,
) -> Generator[tuple[int, str], None, WrittenReport]:
    """Write the forms in `formats` into `folder`, which is made where it is missing: all files or none.

    Yields (percent, text). Errors: those of `write_beside`, unsupported_output.
    """
    wanted = tuple(forms)
    demand_formats(formats)
    _make_folder(folder)
    parts = [(form, suffix) for form in wanted for suffix in dict.fromkeys(formats)]
    missing: dict[str, None] = {}
    files: list[Path] = []
    with ExitStack() as stack:
        for number, (form, suffix) in enumerate(parts):
            path = folder / form.file_name(suffix)
            yield 100 * number // len(parts), f"生成 {path.name}"
            temporary = stack.enter_context(write_beside(path))
            if suffix == "xlsx":
                _write_xlsx(temporary, store, form, paper)
            else:
                missing.update(dict.fromkeys(_write_placed(temporary, form.placed, suffix, resources, paper)))
            files.append(path)
    yield 100, "月报表已生成"
    findings = tuple(finding for form in wanted for finding in form.findings)
    return WrittenReport(tuple(files), findings, tuple(missing))


def write_blank_forms(
    labels: Sequence[str],
    *,
    folder: Path,
    resources: Path,
    formats: Sequence[str] = ("pdf",),
    head: Head | None = None,
    paper: Paper = Paper.A4,
) -> Generator[tuple[int, str], None, tuple[Path, ...]]:
    """Forms without figures, for handwriting: 附件4 空白表.pdf. Errors: as `write_report`."""
    demand_formats(formats)
    _make_folder(folder)
    line = head or Head()
    files: list[Path] = []
    parts = [(label, suffix) for label in labels for suffix in dict.fromkeys(formats)]
    with ExitStack() as stack:
        for number, (label, suffix) in enumerate(parts):
            path = folder / f"{label} 空白表.{suffix}"
            yield 100 * number // len(parts), f"生成 {path.name}"
            placed = place(form_spec(resources, label), [], FormHead(line.unit, line.person, line.phone))
            _write_placed(stack.enter_context(write_beside(path)), placed, suffix, resources, paper)
            files.append(path)
    return tuple(files)


def demand_formats(formats: Sequence[str]) -> None:
    """Raise AnxiError("unsupported_output") for a format no form is written in."""
    unknown = [suffix for suffix in formats if suffix not in FORMATS]
    if unknown:
        raise AnxiError("unsupported_output", suffix=unknown[0], names="、".join(FORMATS))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, folder) from error


def _write_xlsx(path: Path, store: Store, form: MonthForm, paper: Paper) -> None:
    from anxi_desktop.files.forms_xlsx import write_form_xlsx
    from anxi_desktop.files.report_sheets import details, rule_lines

    write_form_xlsx(
        path,
        form.placed,
        rules=rule_lines(form.report, form.label, form.findings),
        details=details(store.connection, form.report, form.label),
        paper=paper,
    )


def _write_placed(
    path: Path, placed: PlacedForm, suffix: str, resources: Path, paper: Paper
) -> tuple[str, ...]:
    """Write a form without the office's own sheets; the characters no font has."""
    if suffix == "pdf":
        from anxi_desktop.files.forms_pdf import write_form_pdf
        from anxi_desktop.files.pen import form_fonts

        return write_form_pdf(path, placed, fonts=form_fonts(resources), paper=paper)
    if suffix == "docx":
        from anxi_desktop.files.forms_docx import write_form_docx

        write_form_docx(path, placed, paper=paper)
    else:
        from anxi_desktop.files.forms_xlsx import write_form_xlsx

        write_form_xlsx(path, placed, paper=paper)
    return ()


def _cells(spec: FormSpec, block: Block) -> dict[str, CellValue]:
    known = set(spec.value_keys)
    cells: dict[str, CellValue] = {"unit_type": block.unit_type} if "unit_type" in known else {}
    cells.update({key: figure.value for key, figure in block.figures.items() if key in known})
    return cells
