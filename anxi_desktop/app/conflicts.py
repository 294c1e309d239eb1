"""The conflict review: what laptops disagree about, in words, and what a person decides.

Every decision is one undo step. What was not chosen stays in the journal, and with `keep_both` also in the notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from anxi_desktop.app.conflict_words import ConflictWords
from anxi_desktop.app.session import Session
from anxi_desktop.domain import words
from anxi_desktop.domain.entry import DELETED
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import FieldSpec, JournalValue, Kind
from anxi_desktop.domain.records.hazard import HazardStepKind
from anxi_desktop.domain.records.project import FACT_CHOICES, FactKind
from anxi_desktop.domain.save import Save
from anxi_desktop.store.conflicts import Conflict as Conflict
from anxi_desktop.store.conflicts import Side as Side
from anxi_desktop.store.conflicts import checked, conflicts, resolve, rows_in_conflict, same
from anxi_desktop.store.journal import Appender
from anxi_desktop.store.orphans import Orphans as Orphans
from anxi_desktop.store.orphans import Place as Place
from anxi_desktop.store.orphans import orphans
from anxi_desktop.store.store import Done, new_id

# Where a record has a line for what else is to be said about it.
_NOTES = ("note", "remark")
_TOLD_WITH_PROJECT = ("fact", "milestone")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a field may get, and everybody who wrote it. `edited` are fields changed beside a deletion."""

    value: JournalValue
    word: str
    sides: tuple[Side, ...]
    is_shown: bool
    edited: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """One field in conflict, in words. `before` is None where what both saw is not here.

    `spec` is the field as a form would have it, None where nothing else can be written; `keeps` says that there
    is a place for what is not chosen.
    """

    conflict: Conflict
    label: str
    before: str | None
    choices: tuple[Choice, ...]
    spec: FieldSpec | None
    keeps: bool


@dataclass(frozen=True, slots=True)
class Disputed:
    """A record in conflict: its name, what kind it is and where it belongs, and how many fields."""

    entity: str
    row: str
    title: str
    about: str
    count: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """Records that cannot be seen since the record they belong to is deleted or has not arrived."""

    orphans: Orphans
    title: str
    counted: str


@dataclass(frozen=True, slots=True)
class _Note:
    """Where what is not chosen is kept: a field of a record, or (`field` "") a remark on a hazard."""

    entity: str
    row: str
    field: str


class Conflicts:
    """The conflicts of the open store."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.store = session.store

    def rows_in_conflict(self) -> dict[Place, int]:
        """(record type, id) → fields in conflict, of every record in sight: for marks and badges."""
        return rows_in_conflict(self.store.connection)

    def marks(self) -> dict[Place, int]:
        """The same, with a project's facts and milestones counted as its own: what people look at."""
        found: dict[Place, int] = {}
        for (entity, row), count in self.rows_in_conflict().items():
            project = self._project_of(entity, row)
            place = ("project", project) if project else (entity, row)
            found[place] = found.get(place, 0) + count
        return found

    def below(self, project: str) -> list[Place]:
        """The facts and milestones of a project that are in conflict."""
        return [place for place in self.rows_in_conflict() if self._project_of(*place) == project]

    def records(self) -> list[Disputed]:
        """The records in conflict, hazards and projects first."""
        said = ConflictWords(self.store)
        order = list(dict.fromkeys(("hazard", "project", *SPECS)))
        found = [
            Disputed(entity, row, said.title(entity, row), said.about(entity, row), count)
            for (entity, row), count in self.rows_in_conflict().items()
        ]
        return sorted(found, key=lambda one: (order.index(one.entity), one.about, one.title, one.row))

    def disputes(self, row: str) -> list[Dispute]:
        """The fields of one record that are in conflict; a deletion first."""
        said = ConflictWords(self.store)
        return [self._dispute(found, said) for found in conflicts(self.store.connection, row=row)]

    def photos(self, hazard: str) -> list[dict[str, JournalValue]]:
        """The photos of a hazard."""
        return list(self.store.rows("photo", {"hazard": hazard}))

    def take(self, conflict: Conflict, side: Side) -> Done:
        """Let one side's value hold. Raises AnxiError("conflict_changed") where more has arrived."""
        return self._decide(conflict, side.value)

    def take_all(self, row: str, site: str) -> Done:
        """Let one laptop's values hold in every field of a record about which it said something."""
        chosen: list[tuple[Conflict, JournalValue]] = []
        for conflict in conflicts(self.store.connection, row=row):
            own = [side for side in conflict.sides if side.site == site]
            if own:
                chosen.append((conflict, own[-1].value))
            if conflict.field == DELETED and own and own[-1].value is True:
                break  # what is deleted has no other fields to decide
        if not chosen:
            raise AnxiError("conflict_changed")

        def saves(appender: Appender) -> list[Save]:
            parts = [resolve(self.store.connection, conflict, value) for conflict, value in chosen]
            return [save for part in parts for save in part(appender)]

        title = ConflictWords(self.store).title(chosen[0][0].entity, row)
        return self.session.edit(f"决定冲突：{_short(title)} {len(chosen)} 处", saves)

    def write(self, conflict: Conflict, value: JournalValue) -> Done:
        """Let another value hold, checked as in a form. Raises AnxiError("bad_value", "conflict_changed")."""
        spec = SPECS[conflict.entity].stored.get(conflict.field)
        if spec is not None and spec.kind is Kind.TEXTS and isinstance(value, str):
            value = [part.strip() for part in value.replace("；", "、").split("、") if part.strip()]
        decided, further = checked(self.store, conflict, value, today=date.today())
        return self._decide(conflict, decided, lambda: further)

    def keep_both(self, conflict: Conflict) -> Done:
        """Let the shown value hold and keep the others in the notes, with who wrote them and when.

        They go into the record's own note, else a remark on its hazard, else the note of its project. Raises
        AnxiError("no_note") where there is none of these.
        """
        said = ConflictWords(self.store)
        home = self._note(conflict, said)
        if home is None:
            raise AnxiError("no_note", entity=words.ENTITIES[conflict.entity])
        others = [side for side in conflict.sides if not same(side.value, conflict.shown)]
        if (home.row, home.field) == (conflict.row, conflict.field):
            lines = [f"{side.value}（{_who(side)}）" for side in others if side.value]
            return self._decide(conflict, "\n".join([str(conflict.shown or ""), *lines]).strip())
        about = said.label(conflict)
        if home.row != conflict.row:
            about = f"{words.ENTITIES[conflict.entity]}“{_short(said.title(conflict.entity, conflict.row))}”{about}"
        lines = [
            f"{about}：另记为“{said.value(conflict, side.value) or '空'}”（{_who(side)}）" for side in others
        ]
        return self._decide(conflict, conflict.shown, lambda: [self._noted(home, lines)])

    def hidden(self) -> list[Hidden]:
        """What was written below a record that is deleted elsewhere, or whose record has not arrived."""
        said = ConflictWords(self.store)
        return [
            Hidden(found, said.title(found.entity, found.row), _counted(found.counts))
            for found in orphans(self.store.connection)
            if found.is_missing or found.later
        ]

    def settle(self, hidden: Hidden, *, keep: bool) -> Done:
        """Bring the deleted record back with all below it, or say again that it is to stay deleted."""
        verb = "恢复" if keep else "仍然删除"
        place = hidden.orphans
        title = f"{verb}{words.ENTITIES[place.entity]}：{_short(hidden.title)}"
        return self.session.edit(title, [Save(place.entity, place.row, {DELETED: not keep})])

    def _project_of(self, entity: str, row: str) -> str:
        """The project that a record in sight is shown with, "" for one that stands alone."""
        return str(self.store.row(entity, row)["project"]) if entity in _TOLD_WITH_PROJECT else ""

    def _dispute(self, conflict: Conflict, said: ConflictWords) -> Dispute:
        choices: list[Choice] = []
        for side in conflict.sides:
            place = next((at for at, one in enumerate(choices) if same(one.value, side.value)), None)
            edited = "、".join(
                words.field_word(conflict.entity, name) for name in side.fields if name != DELETED
            )
            if place is None:
                word = said.value(conflict, side.value)
                is_shown = same(side.value, conflict.shown)
                choices.append(Choice(side.value, word, (side,), is_shown, edited))
            else:
                one = choices[place]
                parts = [part for part in (one.edited, edited) if part]
                choices[place] = replace(one, sides=(*one.sides, side), edited="、".join(parts))
        return Dispute(
            conflict=conflict,
            label=said.label(conflict),
            before=said.value(conflict, conflict.before) if conflict.before_known else None,
            choices=tuple(choices),
            spec=self._spec(conflict, said),
            keeps=self._note(conflict, said) is not None,
        )

    def _spec(self, conflict: Conflict, said: ConflictWords) -> FieldSpec | None:
        spec = SPECS[conflict.entity].stored.get(conflict.field)
        if spec is None or spec.kind in (Kind.ROW, Kind.FLAG) or conflict.entity == "device":
            return None
        if (conflict.entity, conflict.field) == ("fact", "value"):
            kind = said.row("fact", conflict.row).get("fact")
            if kind not in {known.value for known in FactKind}:
                return None
            return SPECS["project"].fields[str(kind)] if FACT_CHOICES[FactKind(kind)] else spec
        return spec

    def _note(self, conflict: Conflict, said: ConflictWords) -> _Note | None:
        entity, row = conflict.entity, conflict.row
        fields = SPECS[entity].stored
        if conflict.field == DELETED:
            return None
        own = next((name for name in _NOTES if name in fields), None)
        if own is not None:
            return _Note(entity, row, own)
        values = said.row(entity, row)
        for parent, field in (("hazard", ""), ("project", "note")):
            if values.get(parent) and parent in fields:
                return _Note(parent, str(values[parent]), field)
        return None

    def _noted(self, home: _Note, lines: Iterable[str]) -> Save:
        """The save that adds lines to what stands in the note; of a note in conflict nothing gets lost."""
        text = "\n".join(lines)
        if not home.field:
            values = {
                "project": self.store.row("hazard", home.row)["project"],
                "hazard": home.row,
                "kind": HazardStepKind.REMARK.value,
                "done_on": date.today().isoformat(),
                "person": self.session.settings.person or None,
                "text": text,
            }
            return Save("hazard_step", new_id(), values)
        standing: list[str] = [str(self.store.row(home.entity, home.row)[home.field] or "")]
        for conflict in conflicts(self.store.connection, row=home.row):
            if conflict.field == home.field:
                standing.extend(str(side.value or "") for side in conflict.sides)
        kept = [part for part in dict.fromkeys(standing) if part]
        return Save(home.entity, home.row, {home.field: "\n".join([*kept, text])})

    def _decide(
        self, conflict: Conflict, value: JournalValue, more: Callable[[], Iterable[Save]] = tuple
    ) -> Done:
        said = ConflictWords(self.store)
        title = f"决定冲突：{_short(said.title(conflict.entity, conflict.row))} {said.label(conflict)}"
        return self.session.edit(title, resolve(self.store.connection, conflict, value, more))


def _who(side: Side) -> str:
    """Who wrote it, when, on which laptop: 王小明 2026-03-10，K7."""
    return f"{side.author} {side.when:%Y-%m-%d}，{side.device}"


def _counted(counts: Mapping[str, int]) -> str:
    return "、".join(f"{words.ENTITIES[entity]} {count} 条" for entity, count in counts.items())


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:19]}…"
