"""A month's forms from what the store holds: counted, with what people filled in, beside the month before."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.figure_words import FIGURES
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_figures import month_forms
from anxi_desktop.domain.month_report import (
    HandCell,
    Head,
    MonthFacts,
    MonthReport,
    NamedHazard,
    Submitted,
    with_cells,
)
from anxi_desktop.domain.monthly import FORM_3, FORMS_OF, MonthData, Period, Source
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.snapshot import FrozenBlock, Snapshot, digest_of, freeze
from anxi_desktop.store.db import Connection
from anxi_desktop.store.month_data import month_data

_OPEN = "voided_on IS NULL AND found_on <= :until AND NOT (review IS 'pass' AND reviewed_on <= :until)"
_MAJOR = "(severity = 'major' OR judged = 1)"
_NAMED = "SELECT hazard.id, hazard.project, owner.name, number, part, description FROM hazard"
_OWNER = "JOIN project AS owner ON owner.id = hazard.project"


def month_report(
    connection: Connection, month: Month, *, own_unit_type: str, head: Head | None = None
) -> MonthReport:
    """All forms of a month with what the checks look up."""
    data = month_data(connection, month, own_unit_type=own_unit_type)
    cells = tuple(hand_cells(connection, month))
    forms = with_cells(month_forms(data), cells)
    places = {(form, block.unit_type) for form, blocks in forms.items() for block in blocks}
    lost = tuple(one for one in cells if one.value and (one.form, one.unit_type) not in places)
    return MonthReport(
        data=data,
        forms=forms,
        head=head or Head(),
        facts=dataclasses.replace(_facts(connection, data), lost_cells=lost),
        before=_before(connection, data, own_unit_type),
        submitted=tuple(submissions(connection, month)),
    )


def hand_cells(connection: Connection, month: Month) -> Iterator[HandCell]:
    """What people put into the month's forms."""
    for form, unit_type, key, value, reason in connection.execute(
        "SELECT form, unit_type, key, value, reason FROM month_cell WHERE month = ? ORDER BY rowid",
        (str(month),),
    ):
        yield HandCell(form, unit_type, key, value or None, reason or "")


def submissions(connection: Connection, month: Month) -> Iterator[Submitted]:
    """What was handed in for a month, oldest first."""
    for row, family, day, person, reason, corrects, digest, body, files in connection.execute(
        "SELECT id, family, submitted_on, person, reason, corrects, digest, body, files FROM submission"
        " WHERE month = ? ORDER BY stamp_, rowid",
        (str(month),),
    ):
        try:
            snapshot = Snapshot.read(body)
        except AnxiError:
            snapshot = None  # of a newer program, or not ours: shown as handed in, not compared
        yield Submitted(
            id=row,
            family=Family(family),
            submitted_on=date.fromisoformat(day),
            person=person or "",
            reason=reason or "",
            digest=digest,
            is_whole=digest_of(body) == digest,
            files=_texts(files),
            snapshot=snapshot,
            corrects=corrects or "",
        )


def _before(
    connection: Connection, data: MonthData, own_unit_type: str
) -> dict[str, tuple[FrozenBlock, ...]]:
    """The cells of the month before: as they were handed in, else as they are counted now."""
    month = data.month.before
    found: dict[str, tuple[FrozenBlock, ...]] = {}
    for handed in submissions(connection, month):
        if handed.snapshot is not None:
            found.update(handed.snapshot.forms)
    if all(form in found for forms in FORMS_OF.values() for form in forms):
        return found
    counted = month_data(connection, month, own_unit_type=own_unit_type)
    forms = with_cells(month_forms(counted), hand_cells(connection, month))
    return {form: freeze(blocks, FIGURES[form]) for form, blocks in forms.items() if form != FORM_3} | found


def _facts(connection: Connection, data: MonthData) -> MonthFacts:
    period = data.period
    return MonthFacts(
        disorder=tuple(_disorder(connection, period)),
        doubles=tuple(_doubles(connection, period)),
        open_majors=dict(
            connection.execute(
                f"SELECT project, count(*) FROM hazard INDEXED BY hazard_major WHERE {_MAJOR} AND {_OPEN}"
                " GROUP BY project",
                {"until": period.until.isoformat()},
            )
        ),
    )


def _disorder(connection: Connection, period: Period) -> Iterator[NamedHazard]:
    """R20: hazards found by the cut-off whose days are in no possible order."""
    yield from _named(
        connection.execute(
            f"{_NAMED} INDEXED BY hazard_disorder {_OWNER}"
            " WHERE (reviewed_on < found_on OR rectified_on < found_on OR reviewed_on < rectified_on"
            " OR due_on < found_on) AND voided_on IS NULL AND found_on <= ? ORDER BY hazard.rowid",
            (period.until.isoformat(),),
        )
    )


def _doubles(connection: Connection, period: Period) -> Iterator[NamedHazard]:
    """R22: one place and one description, found this month both by the enterprise and by an office."""
    yield from _named(
        connection.execute(
            f"{_NAMED} {_OWNER} JOIN (SELECT project AS twin, part AS twin_part, description AS twin_words FROM hazard"
            " WHERE found_on BETWEEN :since AND :until AND voided_on IS NULL"
            " GROUP BY project, part, description HAVING count(DISTINCT source) > 1)"
            " ON hazard.project = twin AND part IS twin_part AND description = twin_words"
            " WHERE found_on BETWEEN :since AND :until AND voided_on IS NULL AND source = 'self'"
            " ORDER BY hazard.rowid",
            {"since": period.since.isoformat(), "until": period.until.isoformat()},
        )
    )


def _named(rows: Iterator[tuple[str, ...]]) -> Iterator[NamedHazard]:
    for row, project, name, number, part, text in rows:
        yield NamedHazard(
            Source("hazard", row), project, name, " · ".join(word for word in (number, part, text) if word)
        )


def _texts(found: str | None) -> tuple[str, ...]:
    import json

    return tuple(str(text) for text in json.loads(found)) if found else ()
