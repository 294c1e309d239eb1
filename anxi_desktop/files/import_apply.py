"""Writes a plan: the whole import is one action that one undo takes back, and nothing is written in between."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.steps import finish
from anxi_desktop.files.import_plan import Plan, PlannedRow, RowOutcome
from anxi_desktop.files.import_status import state_day
from anxi_desktop.store.backup import before_import
from anxi_desktop.store.project_names import last_entry
from anxi_desktop.store.record_edit import add_saves, edit_saves
from anxi_desktop.store.store import Done, Store

ApplySteps = Generator[tuple[int, str], None, Done | None]

_STEP = 100


def import_title(plan: Plan, source: str) -> str:
    """The words of the action: what was brought in, from where."""
    new, changed = plan.counts[RowOutcome.NEW], plan.counts[RowOutcome.CHANGED]
    parts = [f"新增 {new}"] if new else []
    parts += [f"更新 {changed}"] if changed else []
    return f"导入{plan.recognised.kind.title}（{source}）：{'，'.join(parts) or '没有变化'}"


def apply_plan(store: Store, plan: Plan, *, author: str, today: date, source: str = "") -> Done | None:
    """Write a plan as one action; None when there is nothing to write. Errors: import_outdated, those of `edit`."""
    return finish(apply_steps(store, plan, author=author, today=today, source=source))


def apply_steps(store: Store, plan: Plan, *, author: str, today: date, source: str = "") -> ApplySteps:
    """The same as steps: yields (percent, text); closing the generator takes everything back."""
    rows = [row for row in plan.rows if row.outcome in (RowOutcome.NEW, RowOutcome.CHANGED)]
    if not rows:
        return None

    yield 0, "备份"
    if last_entry(store.connection):
        before_import(store)
    place = 0

    def saves(_appender: object) -> Generator[Save]:
        nonlocal place
        if last_entry(store.connection) != plan.seen_entry:
            raise AnxiError("import_outdated")
        for row in rows:
            place += 1
            yield from _saves(store, plan.recognised.kind.entity, row, today=today)

    yield 0, "写入"
    steps = store.edit_steps(import_title(plan, source), saves, author=author)
    try:
        while True:
            try:
                done = next(steps)
            except StopIteration as end:
                return end.value
            if done % _STEP == 0:
                # The last fifth is SQLite's: it cannot tell how far it is.
                yield place * 80 // len(rows), f"写入第 {place} 条，共 {len(rows)} 条"
    finally:
        steps.close()


def _saves(store: Store, entity: str, row: PlannedRow, *, today: date) -> list[Save]:
    if row.target is None:
        return add_saves(store, entity, row.values)
    changes: dict[str, JournalValue] = {change.field: change.new for change in row.changes}
    if entity != "project" or "state" not in changes:
        return edit_saves(store, entity, row.target, changes, today=today)
    day = state_day(store, row.target, row.values, store.row(entity, row.target))
    state = {"state": changes.pop("state")}
    return [
        *edit_saves(store, entity, row.target, changes, today=today),
        *edit_saves(store, entity, row.target, state, today=today, valid_from=day),
    ]
