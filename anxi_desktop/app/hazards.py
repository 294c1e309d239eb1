"""What the page 隐患 asks and does: lists, one hazard with its story, acts on one or many, clearing statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from anxi_desktop.app.session import Session
from anxi_desktop.domain import words
from anxi_desktop.domain.deadlines import DEFAULT_RULES, DueBand, Proposal, due_band, propose
from anxi_desktop.domain.hazard_loop import Act, act_saves, possible_steps, state_of
from anxi_desktop.domain.known_hazards import KnownHazard, matching
from anxi_desktop.domain.likeness import Described, alike
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import HazardState, HazardStepKind, Severity
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.workdays import WorkCalendar
from anxi_desktop.store import record_edit
from anxi_desktop.store.hazard_list import FACETS, Bands, HazardList, HazardQuery
from anxi_desktop.store.history import HistoryLine, history
from anxi_desktop.store.journal import Appender
from anxi_desktop.store.known_hazards import known_hazards
from anxi_desktop.store.store import Done, new_id
from anxi_desktop.store.work_calendar import work_calendar

Row = dict[str, JournalValue]


@dataclass(frozen=True, slots=True)
class FullHazard:
    """One hazard with all that belongs to it; `steps` in the order they happened."""

    row: Row
    project: Row
    steps: tuple[Row, ...]
    photos: tuple[Row, ...]
    listing: Row | None

    @property
    def state(self) -> HazardState:
        """How it stands."""
        return state_of(self.row)


@dataclass(frozen=True, slots=True)
class Clearing:
    """定期清零 of one project in a period; every figure counts hazards of the list it can be opened as."""

    project: str
    name: str
    before: int
    """Found before the period and still open at its beginning."""
    found: int
    closed: int
    """Closed within the period, whenever found."""
    open: int
    """Still open at the end of the period."""
    overdue: int
    days: float | None
    """Mean days from found to closed of those closed in the period."""

    @property
    def rate(self) -> float | None:
        """Closed of what was to be closed (open before plus found), None where there was nothing."""
        whole = self.before + self.found
        return self.closed / whole if whole else None


class Hazards:
    """The hazards of a session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.store = session.store
        self.list = HazardList(session.store.connection)

    @property
    def today(self) -> date:
        """By this laptop's clock."""
        return date.today()

    def calendar(self) -> WorkCalendar:
        """The working days that hold here."""
        return work_calendar(self.store, self.session.resources)

    def bands(self) -> Bands:
        """The due bands of today."""
        return Bands.of(self.today, self.calendar())

    def full(self, record: str) -> FullHazard | None:
        """One hazard; None where it is gone."""
        row = next(iter(self.store.rows("hazard", {"id": record}, limit=1)), None)
        if row is None:
            return None
        project = next(iter(self.store.rows("project", {"id": row["project"]}, limit=1)), None)
        steps = sorted(
            self.store.rows("hazard_step", {"hazard": record}), key=lambda step: str(step["done_on"])
        )
        listings = list(self.store.rows("listing", {"hazard": record}))
        return FullHazard(
            row=row,
            project=project or {},
            steps=tuple(steps),
            photos=tuple(self.store.rows("photo", {"hazard": record})),
            listing=listings[-1] if listings else None,
        )

    def story(self, record: str) -> list[HistoryLine]:
        """What the journal tells of a hazard, the newest first."""
        return history(self.store, record)

    def possible(self, records: Sequence[str]) -> tuple[HazardStepKind, ...]:
        """What can be done to all of these now."""
        found: tuple[HazardStepKind, ...] | None = None
        for record in records:
            steps = possible_steps(self.store.row("hazard", record), today=self.today)
            found = steps if found is None else tuple(step for step in found if step in steps)
        return found or ()

    def act(self, records: Sequence[str], act: Act, *, more: Sequence[Save] = ()) -> Done:
        """Do one act to hazards, all or none, as one undoable action. Errors: those of `act_saves`."""
        saves: list[Save] = []
        for record in records:
            row = self.store.row("hazard", record)
            saves.extend(act_saves(row, act, today=self.today, new_id=new_id))
            saves.extend(self._listing_saves(row, act))
        title = words.choice_word(HazardStepKind, act.kind.value)
        if len(records) > 1:
            title = f"{title}（{len(records)} 条）"
        return self.session.edit(title, [*saves, *more])

    def add(self, values: dict[str, JournalValue]) -> tuple[str, Done]:
        """A hazard written by hand, with the next number; its id. Raises AnxiError("bad_value")."""
        made: list[Save] = []
        day = str(values.get("found_on") or self.today.isoformat())

        def saves(appender: Appender) -> list[Save]:
            number = values.get("number") or appender.next_number("hazard", prefix="HZ", year=int(day[:4]))
            made.extend(record_edit.add_saves(self.store, "hazard", {**values, "number": number}))
            return made

        done = self.session.edit("新建隐患", saves)
        return made[0].row, done

    def edit(self, record: str, changes: dict[str, JournalValue]) -> Done | None:
        """Change fields; None where nothing differs."""
        saves = record_edit.edit_saves(self.store, "hazard", record, changes, today=self.today)
        return self.session.edit("修改隐患", saves) if saves else None

    def duplicates(self, project: str, description: str, part: str = "") -> list[Row]:
        """Open hazards of a project that look the same as what is typed."""
        rows = {
            str(row["id"]): row
            for row in self.store.rows("hazard", {"project": project})
            if state_of(row) in (HazardState.OPEN, HazardState.RECTIFIED)
        }
        described = (
            Described(key, str(row["description"]), str(row["part"] or "")) for key, row in rows.items()
        )
        return [rows[found.id] for found in alike(Described("", description, part), described)]

    def suggestions(self, project: str, text: str) -> list[KnownHazard]:
        """Common hazards that hold what was typed, for the project's family."""
        row = next(iter(self.store.rows("project", {"id": project}, limit=1)), None) if project else None
        family = Family(str(row["category"])) if row else None
        return matching(known_hazards(self.store, self.session.resources), text, family=family)

    def proposal(self, severity: Severity | None, found_on: date | None) -> Proposal | None:
        """The deadline practice proposes."""
        if severity is None or found_on is None:
            return None
        return propose(DEFAULT_RULES[severity], found_on=found_on, calendar=self.calendar())

    def band(self, row: Row) -> DueBand:
        """How near the deadline of a hazard is."""
        due = row.get("due_on")
        day = date.fromisoformat(str(due)) if due else None
        return due_band(day, today=self.today, calendar=self.calendar())

    def due_words(self, due_on: str, *, calendar: WorkCalendar) -> str:
        """还剩 3 个工作日, 今天到期, 逾期 2 天."""
        due = date.fromisoformat(due_on)
        if due < self.today:
            return f"逾期 {(self.today - due).days} 天"
        left = calendar.workdays_between(self.today, due)
        return f"还剩 {left} 个工作日" if left > 0 else "今天到期"

    def unfilled_years(self) -> tuple[int, ...]:
        """Years of open deadlines that the calendar does not know."""
        rows = self.store.connection.execute(
            "SELECT DISTINCT substr(due_on, 1, 4) FROM hazard WHERE due_on >= ? AND reviewed_on IS NULL",
            (self.today.isoformat(),),
        )
        known = self.calendar().known_years
        return tuple(sorted(int(year) for (year,) in rows if year and int(year) not in known))

    def clearing(self, first: date, last: date) -> list[Clearing]:
        """定期清零 per project from `first` to `last`, both inside; projects without any hazard are left out."""
        rows = self.store.connection.execute(
            "SELECT project.id, project.name, found_on, due_on,"
            " CASE WHEN review = 'pass' THEN reviewed_on END, referred_on"
            " FROM hazard JOIN project ON project.id = hazard.project WHERE voided_on IS NULL AND found_on <= ?"
            " ORDER BY project.order_, project.id",
            (last.isoformat(),),
        )
        sums: dict[str, _Sum] = {}
        for project, name, found, due, closed, referred in rows:
            made = sums.setdefault(str(project), _Sum(str(name)))
            made.add(
                str(found),
                due,
                closed or referred,
                first=first.isoformat(),
                last=last.isoformat(),
                was_closed=closed,
            )
        return [
            made.result(project) for project, made in sums.items() if made.before or made.found or made.closed
        ]

    def _listing_saves(self, row: Row, act: Act) -> list[Save]:
        """挂牌督办 is a register of its own beside the hazard."""
        if act.kind is HazardStepKind.LISTED:
            values: dict[str, JournalValue] = {
                "project": row["project"],
                "hazard": row["id"],
                "office": act.to_whom or self.session.settings.unit or None,
                "listed_on": act.done_on.isoformat(),
                "due_on": act.due_on.isoformat() if act.due_on else None,
                "person": row["person"],
                "note": act.text or None,
            }
            return [
                Save(
                    "listing", new_id(), {name: value for name, value in values.items() if value is not None}
                )
            ]
        if act.kind is HazardStepKind.DELISTED:
            open_ones = [
                known
                for known in self.store.rows("listing", {"hazard": row["id"]})
                if not known["delisted_on"]
            ]
            return [
                Save("listing", str(known["id"]), {"delisted_on": act.done_on.isoformat()})
                for known in open_ones
            ]
        return []


@dataclass(slots=True)
class _Sum:
    name: str
    before: int = 0
    found: int = 0
    closed: int = 0
    open: int = 0
    overdue: int = 0
    days: int = 0
    counted: int = 0

    def add(
        self, found: str, due: object, ended: object, *, first: str, last: str, was_closed: object
    ) -> None:
        """One hazard."""
        end = str(ended) if ended else ""
        if found < first and (not end or end >= first):
            self.before += 1
        if first <= found:
            self.found += 1
        if was_closed and first <= str(was_closed) <= last:
            self.closed += 1
            self.days += (date.fromisoformat(str(was_closed)) - date.fromisoformat(found)).days
            self.counted += 1
        if not end or end > last:
            self.open += 1
            self.overdue += bool(due) and str(due) < last

    def result(self, project: str) -> Clearing:
        """The figures."""
        days = self.days / self.counted if self.counted else None
        return Clearing(
            project, self.name, self.before, self.found, self.closed, self.open, self.overdue, days
        )


__all__ = ["FACETS", "Bands", "Clearing", "FullHazard", "HazardQuery", "Hazards"]
