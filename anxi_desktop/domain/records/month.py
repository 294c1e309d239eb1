"""What people add to a month's forms by hand, and what is kept of a month that was handed in.

Records of one month have ids made from what they are about (`named_id`), so that two laptops which fill in the
same cell speak of one record.
"""

from __future__ import annotations

import uuid
from datetime import date
from enum import Enum

from anxi_desktop.domain.records import fields as f
from anxi_desktop.domain.records.project import Family


class LetterKind(Enum):
    """告知书 (annex 1 of the notice) and 承诺书 (annex 2)."""

    NOTICE = "notice"
    COMMITMENT = "commitment"


def named_id(entity: str, *about: object) -> str:
    """The id of the one record of a type that is about `about`."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join([entity, *map(str, about)])))


@f.record("month_cell", f.Stream.COUNTY)
class MonthCell:
    """What a person put into one cell of a month's form, or why its figure changed.

    `value` None leaves the computed figure and only gives `reason` (for a large change since last month).
    `month` is YYYY-MM, `form` 附件4, `unit_type` the block, `key` the cell.
    """

    id: str
    month: str = f.name(required=True)
    form: str = f.name(required=True)
    unit_type: str = f.name(required=True)
    key: str = f.name(required=True)
    value: str | None = f.name()
    reason: str | None = f.line()


@f.record("self_report", f.Stream.PROJECT, parent="project")
class SelfReport:
    """申报: the self-inspection numbers of one month of a project whose hazards are not kept one by one."""

    id: str
    project: str = f.row("project", required=True)
    month: str = f.name(required=True)
    found: int | None = f.integer("hazard")
    closed: int | None = f.integer("hazard")
    note: str | None = f.note()


@f.record("target", f.Stream.COUNTY)
class Target:
    """A year's targets of one family (附件3, “个十百”)."""

    id: str
    year: int = f.integer("year", required=True)
    family: Family = f.choice(Family, required=True)
    base: int | None = f.integer("project")
    bench: int | None = f.integer("project")
    std_good: int | None = f.integer("project")
    std_pass: int | None = f.integer("project")
    demo: int | None = f.integer("post")
    remark: str | None = f.line()


@f.record("counting_rule", f.Stream.COUNTY)
class CountingRule:
    """口径: which reading of one ambiguity (`rule`, A-05) holds in a year (`choice`, its code)."""

    id: str
    year: int = f.integer("year", required=True)
    rule: str = f.name(required=True)
    choice: str = f.name(required=True)


@f.record("submission", f.Stream.COUNTY)
class Submission:
    """A month's forms of one family as they were handed in; never changed, a correction is another one.

    `body` is the frozen text of `domain.snapshot`, `digest` its SHA-256. `corrects` names the submission that
    this one corrects. `files` are the papers that went out and the sealed scans, each "sha256 name".
    """

    id: str
    month: str = f.name(required=True)
    family: Family = f.choice(Family, required=True)
    submitted_on: date = f.day(required=True)
    person: str | None = f.name()
    corrects: str | None = f.row("submission")
    reason: str | None = f.line()
    digest: str = f.name(required=True)
    body: str = f.body(required=True)
    files: list[str] | None = f.texts()


@f.record("month_text", f.Stream.COUNTY)
class MonthText:
    """One section of the month's 工作总结 as a person wrote it; None leaves the computed words."""

    id: str
    month: str = f.name(required=True)
    family: Family = f.choice(Family, required=True)
    section: str = f.name(required=True)
    text: str | None = f.note()


@f.record("unit_letter", f.Stream.PROJECT, parent="project")
class UnitLetter:
    """A 告知书 or 承诺书 of one project: made, served, signed, and where its four copies are.

    The notice names the copies: the company's file, its notice wall, the town's office, the county's office.
    `scan` is the SHA-256 of the signed paper among the attachments.
    """

    id: str
    project: str = f.row("project", required=True)
    kind: LetterKind = f.choice(LetterKind, required=True)
    year: int = f.integer("year", required=True)
    number: str | None = f.name()
    made_on: date | None = f.day()
    evaluate_by: date | None = f.day()
    served_on: date | None = f.day()
    signed_on: date | None = f.day()
    company_on: date | None = f.day()
    wall_on: date | None = f.day()
    town_on: date | None = f.day()
    county_on: date | None = f.day()
    scan: str | None = f.name()
    scan_name: str | None = f.name()
    note: str | None = f.note()


@f.record("reporting_unit", f.Stream.COUNTY)
class ReportingUnit:
    """A unit that owes the county forms; `retired` ones are asked no longer."""

    id: str
    name: str = f.name(required=True)
    unit_type: str | None = f.name()
    family: Family = f.choice(Family, required=True)
    retired: bool | None = f.flag()


@f.record("unit_form", f.Stream.COUNTY)
class UnitForm:
    """A form that a unit handed in for a month: `body` are its blocks as JSON, `digest` its file's SHA-256."""

    id: str
    month: str = f.name(required=True)
    form: str = f.name(required=True)
    unit: str = f.name(required=True)
    received_on: date | None = f.day()
    file_name: str | None = f.name()
    digest: str | None = f.name()
    body: str = f.body(required=True)
