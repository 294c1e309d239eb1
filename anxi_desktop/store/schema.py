"""Numbered migrations of the file, and the typed tables made from the record declarations.

A migration is append-only and never edited after a release. The typed tables are no part of it: they hold
nothing the journal does not, so a changed declaration simply has them rebuilt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.pinyin import VERSION as INITIALS
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import Kind, RecordSpec
from anxi_desktop.domain.sort_key import VERSION as SORT_KEYS
from anxi_desktop.store.db import APPLICATION_ID, Connection
from anxi_desktop.store.local import put_local
from anxi_desktop.store.row_state import FORMAT as STATES

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

MIGRATION_SET = "anxi"

TABLES = "2"
"""Changes whenever the rows of typed tables are computed in another way."""

# Columns a typed table has beside its fields. `stamp_` is the latest stamp among the row's heads; the others
# are a project's: what a search looks through, its name's sort key, one bit per finished item of 一企一策.
STAMP = "stamp_"
SEARCH = "search_"
ORDER = "order_"
MILESTONES = "milestones_"
PROJECT_COLUMNS = {
    SEARCH: "TEXT NOT NULL DEFAULT ''",
    ORDER: "BLOB",
    MILESTONES: "INTEGER NOT NULL DEFAULT 0",
}

_LISTED = (
    *(ORDER, "category", "town", "state", "grade", "level", "standard_kind", "benchmark", "unit_type"),
    *(MILESTONES, SEARCH),
)

INDEXES: dict[str, tuple[str, ...]] = {
    "project": (
        "project_name ON project(name, category)",
        "project_permit ON project(permit_no) WHERE permit_no IS NOT NULL",
        # All that a list asks for but the cells on screen, in the order of names: one scan answers any filter
        # or search of 100,000 projects in 20–40 ms without a look at the wide rows.
        f"project_list ON project({', '.join(_LISTED)})",
    ),
    "fact": ("fact_project ON fact(project, fact, valid_from)",),
    "milestone": ("milestone_project ON milestone(project, item, done_on)",),
    "hazard": (
        "hazard_found ON hazard(found_on, source, project)",
        # What the monthly forms count, project by project: see month_hazards.
        "hazard_count ON hazard(project, source, found_on, voided_on)",
        "hazard_closed ON hazard(project, source, reviewed_on) WHERE review = 'pass' AND voided_on IS NULL",
        (
            "hazard_urged ON hazard(project, source, found_on) WHERE source = 'supervision' AND voided_on IS NULL"
            " AND (due_on IS NOT NULL OR on_the_spot = 1)"
        ),
        (
            "hazard_disorder ON hazard(project) WHERE reviewed_on < found_on OR rectified_on < found_on"
            " OR reviewed_on < rectified_on OR due_on < found_on"
        ),
        (
            "hazard_major ON hazard(project, found_on) WHERE (severity = 'major' OR judged = 1)"
            " AND voided_on IS NULL"
        ),
        "hazard_number ON hazard(number)",
        "hazard_inspection ON hazard(inspection) WHERE inspection IS NOT NULL",
    ),
    "hazard_step": ("hazard_step_hazard ON hazard_step(hazard, done_on)",),
    "listing": ("listing_project ON listing(project)", "listing_hazard ON listing(hazard)"),
    "inspection": (
        "inspection_project ON inspection(project, done_on)",
        "inspection_day ON inspection(done_on, level, project)",
        "inspection_number ON inspection(number)",
    ),
    "inspection_item": ("inspection_item_inspection ON inspection_item(inspection)",),
    "photo": (
        "photo_hazard ON photo(hazard) WHERE hazard IS NOT NULL",
        "photo_inspection ON photo(inspection) WHERE inspection IS NOT NULL",
        "photo_project ON photo(project)",
        "photo_digest ON photo(digest)",
    ),
    "check_list": ("check_list_key ON check_list(key, edition)",),
    "common_hazard": (),
    "calendar_year": (),
    "risk_point": ("risk_point_project ON risk_point(project, level)",),
    "risk_assessment": ("risk_assessment_point ON risk_assessment(risk_point, assessed_on, level)",),
    "level_decision": ("level_decision_project ON level_decision(project, decided_on)",),
    "risk_map": ("risk_map_project ON risk_map(project)",),
    "map_item": ("map_item_map ON map_item(map)", "map_item_point ON map_item(risk_point)"),
    "rule_table": (),
    "enforcement": ("enforcement_day ON enforcement(done_on)",),
    "document": (),
    "self_report": ("self_report_month ON self_report(month, project)",),
    "unit_letter": ("unit_letter_project ON unit_letter(project, kind, year)",),
    "month_cell": ("month_cell_month ON month_cell(month)",),
    "month_text": ("month_text_month ON month_text(month)",),
    "submission": ("submission_month ON submission(month, family)",),
    "target": (),
    "counting_rule": (),
    "reporting_unit": (),
    "unit_form": ("unit_form_month ON unit_form(month, form)",),
    "device": (),
}
assert set(INDEXES) == set(SPECS)

_JOURNAL = """
CREATE TABLE entry(
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, stream TEXT NOT NULL, site TEXT NOT NULL,
    seq INTEGER NOT NULL, stamp INTEGER NOT NULL, body BLOB NOT NULL, sig BLOB, arrived INTEGER NOT NULL,
    group_id TEXT NOT NULL, row TEXT NOT NULL
);
CREATE INDEX entry_chain ON entry(stream, site, seq);
CREATE INDEX entry_group ON entry(group_id);
CREATE INDEX entry_row ON entry(row);
CREATE TABLE state(row TEXT PRIMARY KEY, entity TEXT NOT NULL, heads TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pending(seen TEXT NOT NULL, row TEXT NOT NULL, field TEXT NOT NULL, by INTEGER NOT NULL,
    PRIMARY KEY(seen, row, field, by)) WITHOUT ROWID;
CREATE TABLE local(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

# A draft is the inspection in work: every part is written as it is typed and belongs to this laptop alone until
# it is finished. An attachment is a file under its SHA-256; `have` is 0 where it is only known by name.
_DRAFTS = """
CREATE TABLE draft(id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, began INTEGER NOT NULL,
    changed INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE draft_part(draft TEXT NOT NULL, part TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(draft, part)) WITHOUT ROWID;
CREATE TABLE attachment(digest TEXT PRIMARY KEY, size INTEGER NOT NULL, have INTEGER NOT NULL) WITHOUT ROWID;
"""

# What exchange needs beside the journal. `held` are entries that are stored and have no effect, with the reason;
# `card` binds a site to its key; `known` is what a device (its key) has said it holds; `wanted` are files others lack.
# `state_maybe` finds the few records that may be in conflict (`store.conflicts`).
_EXCHANGE = """
CREATE TABLE held(id INTEGER PRIMARY KEY, why TEXT NOT NULL);
CREATE TABLE card(site TEXT PRIMARY KEY, key TEXT NOT NULL, nonce TEXT NOT NULL, code TEXT NOT NULL,
    person TEXT NOT NULL, unit TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE paired(key TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE known(device TEXT NOT NULL, stream TEXT NOT NULL, site TEXT NOT NULL, seq INTEGER NOT NULL,
    name TEXT NOT NULL, PRIMARY KEY(device, stream, site)) WITHOUT ROWID;
CREATE TABLE met(device TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE receipt(id TEXT PRIMARY KEY, kind TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE wanted(digest TEXT NOT NULL, by TEXT NOT NULL, PRIMARY KEY(digest, by)) WITHOUT ROWID;
CREATE INDEX state_maybe ON state(entity, row, heads)
    WHERE instr(heads, '[') > 0 OR instr(heads, '"_deleted"') > 0;
"""

STEPS: dict[str, str] = {"0001_journal": _JOURNAL, "0002_drafts": _DRAFTS, "0003_exchange": _EXCHANGE}
"""The SQL of every migration by its name, in order; each is applied in one transaction with its record."""

MIGRATION_NAMES = tuple(STEPS)


def migrations() -> Migrations:
    """The migrations in order. Imports sqlite-utils, so call it only when one is pending."""
    from sqlite_utils.migrations import Migrations

    made = Migrations(MIGRATION_SET)
    for name, script in STEPS.items():
        made(name=name)(_step(script))
    return made


def _step(script: str) -> Callable[[Database], None]:
    def step(database: Database) -> None:
        for statement in script.split(";"):
            if statement.strip():
                database.execute(statement)  # pyright: ignore[reportUnknownMemberType]

    return step


def pending(connection: Connection, path: Path) -> bool:
    """True when migrations are due. Errors: newer_database for a file with unknown steps, not_a_database."""
    applied = _applied(connection)
    is_ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    if not applied or not is_ours:  # an empty file too: it may be all that is left of a database
        raise AnxiError("not_a_database", path=path)
    if any(name not in STEPS for name in applied):
        raise AnxiError("newer_database", path=path)
    return len(applied) < len(STEPS)


def migrate(connection: Connection) -> None:
    """Apply what is pending, inside the caller's write transaction: all of it or nothing."""
    import sqlite_utils

    database = sqlite_utils.Database(connection)
    migrations().apply(database)


def make(connection: Connection) -> None:
    """Everything a new database has, inside the caller's write transaction."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrate(connection)
    make_typed(connection)
    index_typed(connection)
    put_local(connection, "typed", typed_version())


def _applied(connection: Connection) -> list[str]:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone()
    if found is None:
        return []
    rows = connection.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY rowid", (MIGRATION_SET,)
    )
    return [str(row[0]) for row in rows]


def columns(spec: RecordSpec) -> list[str]:
    """The columns of a record's typed table, in order."""
    more = [STAMP, *PROJECT_COLUMNS] if spec.entity == "project" else [STAMP]
    return ["id", *spec.fields, *more]


def typed_statements() -> list[str]:
    """What makes all typed tables."""
    made: list[str] = []
    for spec in SPECS.values():
        parts = ["id TEXT PRIMARY KEY"]
        for field in spec.fields.values():
            whole = field.kind in (Kind.INTEGER, Kind.FLAG)
            parts.append(f'"{field.name}" {"INTEGER" if whole else "TEXT"}')
        parts.append(f"{STAMP} INTEGER NOT NULL")
        if spec.entity == "project":
            parts.extend(f"{name} {kind}" for name, kind in PROJECT_COLUMNS.items())
        made.append(f"CREATE TABLE {spec.entity}({', '.join(parts)})")
    return made


def index_statements() -> list[str]:
    """What makes the indexes of typed tables."""
    return [f"CREATE INDEX {index}" for spec in SPECS.values() for index in INDEXES[spec.entity]]


def typed_version() -> str:
    """Changes whenever a declaration, an index or the way rows, states and search text are made changes."""
    made = (TABLES, STATES, INITIALS, SORT_KEYS, *typed_statements(), *index_statements())
    return hashlib.sha256("\n".join(made).encode()).hexdigest()


def drop_typed(connection: Connection) -> None:
    """Drop every typed table of this version."""
    for entity in SPECS:
        connection.execute(f"DROP TABLE IF EXISTS {entity}")


def make_typed(connection: Connection) -> None:
    """Make the typed tables, empty and without indexes: many rows are written faster before there are any."""
    for statement in typed_statements():
        connection.execute(statement)


def index_typed(connection: Connection) -> None:
    """Make the indexes of the typed tables."""
    for statement in index_statements():
        connection.execute(statement)
