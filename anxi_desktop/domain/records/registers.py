"""Small registers the monthly forms count from, and the laptop's own card."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from anxi_desktop.domain.records import fields as f
from anxi_desktop.domain.records.project import Family


class EnforcementKind(Enum):
    """The columns of 执法激励约束 that count documents."""

    FINE = "fine"
    HALT = "halt"
    LICENCE = "licence"
    SHUT = "shut"
    JUDICIAL = "judicial"
    EXPOSED = "exposed"
    WARNED = "warned"
    LISTED = "listed"
    INCENTIVE = "incentive"
    RESTRAIN = "restrain"


class DocumentKind(Enum):
    """优化标准规范: what kind of standard document was issued."""

    CHECK_LIST = "check_list"
    GUIDE = "guide"
    DETAIL = "detail"
    GRID_GUIDE = "grid_guide"


@f.record("enforcement", f.Stream.PROJECT_OFFICE, parent="project")
class Enforcement:
    """One measure against, or in favour of, a company or project; amounts in 10,000 yuan."""

    id: str
    kind: EnforcementKind = f.choice(EnforcementKind, required=True)
    done_on: date = f.day(required=True)
    project: str | None = f.row("project")
    company: str | None = f.name()
    family: Family | None = f.choice(Family)
    persons: int | None = f.integer("person")
    amount_wan: Decimal | None = f.decimal("wan")
    hazards: int | None = f.integer("hazard")
    document_no: str | None = f.name()
    note: str | None = f.note()


@f.record("document", f.Stream.COUNTY)
class Document:
    """One standard document the office issued."""

    id: str
    kind: DocumentKind = f.choice(DocumentKind, required=True)
    title: str = f.name(required=True)
    family: Family | None = f.choice(Family)
    copies: int | None = f.integer("copy")
    issued_on: date | None = f.day()


@f.record("device", f.Stream.COUNTY)
class Device:
    """The card by which an incarnation of a database announces itself: laptop code, owner, key and site.

    A copied or restored database writes as a new site with a card of its own (code K7b, K7c …), so cards are
    only ever added and two copies of one laptop never disagree about a field. `site` is made from `key` and
    `nonce` (`domain.site`), so that nobody else can claim it.
    """

    id: str
    code: str = f.name(required=True)
    person: str | None = f.name()
    unit: str | None = f.name()
    key: str = f.line(required=True)
    site: str = f.line(required=True)
    nonce: str | None = f.line()
