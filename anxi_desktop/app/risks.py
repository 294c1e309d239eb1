"""What the page 风险 asks and does: the register, assessments, the overall level, rule tables, the library."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from anxi_desktop.app.session import Session
from anxi_desktop.domain import words
from anxi_desktop.domain.assessing import Outcome, assess, assessment_saves, is_alive
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.level_words import level_rank
from anxi_desktop.domain.project_level import Proposal, due_inspection, propose
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import FactKind, Family, RiskLevel
from anxi_desktop.domain.records.risk import RuleKind
from anxi_desktop.domain.risk_library import (
    Category,
    Library,
    Met,
    StarterPoint,
    needed,
    read_categories,
    read_library,
)
from anxi_desktop.domain.risk_rules import (
    DUTY_LEVELS,
    Frequency,
    LevelRules,
    Preset,
    RaisingRule,
    TableText,
    check_table,
    read_frequencies,
    read_level_rules,
    read_preset,
    read_raising,
    shipped_tables,
)
from anxi_desktop.domain.save import Save, decimal_text
from anxi_desktop.store import record_edit
from anxi_desktop.store.risk_levels import ProjectRisks, level_counts, project_risks
from anxi_desktop.store.store import Done, new_id

Row = dict[str, JournalValue]

_TABLES = uuid.UUID("3c1f5a1e-1a55-4f0c-9f3a-7b4f1d9f2a10")


@dataclass(frozen=True, slots=True)
class ProjectStanding:
    """A project's risks with what is proposed for it and when it is to be inspected next."""

    risks: ProjectRisks
    proposal: Proposal
    frequency: Frequency
    due_on: date | None

    @property
    def level(self) -> RiskLevel | None:
        """The decided level."""
        return RiskLevel(self.risks.level) if self.risks.level else None

    @property
    def differs(self) -> bool:
        """True where the decided level is another one than the proposed."""
        return self.level is not self.proposal.level


@dataclass(frozen=True, slots=True)
class Assessed:
    """What came of an assessment: the written action, and the project's proposal before and after it."""

    done: Done
    before: Proposal
    after: Proposal


class Risks:
    """The risks of a session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.store = session.store

    @property
    def today(self) -> date:
        """By this laptop's clock."""
        return date.today()

    # ---- rule tables --------------------------------------------------------------------------------------

    @cached_property
    def _shipped(self) -> list[TableText]:
        return shipped_tables((self.session.resources / "risk" / "rules.json").read_bytes())

    def tables(self, kind: RuleKind | None = None) -> list[TableText]:
        """The tables that hold here, in the order they are shipped: own editions take the place of shipped ones."""
        own: dict[str, TableText] = {}
        for row in self.store.rows("rule_table", {"retired": None}):
            table = _table(row)
            if table is not None:
                own[table.key] = table  # in order of entry: the latest edition holds
        found = [own.pop(table.key, table) for table in self._shipped]
        found += own.values()
        return [table for table in found if kind is None or table.kind is kind]

    def editions(self, key: str) -> list[TableText]:
        """Every edition of a table, the shipped one first."""
        shipped = [table for table in self._shipped if table.key == key]
        rows = self.store.rows("rule_table", {"key": key})
        return [*shipped, *(table for row in rows if (table := _table(row)) is not None)]

    def save_table(self, table: TableText) -> Done:
        """Keep an edition of a table; it holds from now on. What was assessed stays as it is.

        Raises AnxiError: content_unreadable, frequency_too_low, rule_table_known.
        """
        check_table(table)
        if any(known.edition == table.edition for known in self.editions(table.key)):
            raise AnxiError("rule_table_known", title=table.title, edition=table.edition)
        row = str(uuid.uuid5(_TABLES, f"{table.key}@{table.edition}"))
        values: dict[str, JournalValue] = {
            "key": table.key,
            "edition": table.edition,
            "kind": table.kind.value,
            "title": table.title,
            "body": table.body,
        }
        return self.session.edit(f"修改{table.title}", [Save("rule_table", row, values)])

    def presets(self) -> list[Preset]:
        """LEC first, then the LS band sets."""
        tables = [*self.tables(RuleKind.LEC), *self.tables(RuleKind.LS)]
        return [read_preset(table) for table in tables]

    def raising_rules(self) -> tuple[RaisingRule, ...]:
        """What lifts a point."""
        return tuple(rule for table in self.tables(RuleKind.RAISE) for rule in read_raising(table))

    def level_rules(self) -> LevelRules:
        """How the overall level is proposed."""
        return read_level_rules(self.tables(RuleKind.LEVEL)[0])

    def frequencies(self) -> Mapping[tuple[Family, RiskLevel], Frequency]:
        """How often projects are inspected."""
        return read_frequencies(self.tables(RuleKind.FREQUENCY)[0])

    # ---- the register -------------------------------------------------------------------------------------

    def points(self, project: str, *, day: date | None = None) -> list[Row]:
        """The points of a project that count at a day (None: all there ever were), by unit, highest level first."""
        rows = list(self.store.rows("risk_point", {"project": project}))
        if day is not None:
            rows = [row for row in rows if is_alive(row, day.isoformat())]
        return sorted(rows, key=self._order)

    def _order(self, row: Row) -> tuple[int, str, int, str]:
        place = self._unit_order.get(str(row["unit"] or ""), 10_000)
        return place, str(row["unit"] or ""), level_rank(row["level"]), str(row["name"])

    @cached_property
    def _unit_order(self) -> dict[str, int]:
        return {unit.title: unit.order for unit in self.library.units}

    def counts(self, project: str = "", *, day: date | None = None) -> dict[str, dict[str, int]]:
        """Per project how many points of each level there are at a day."""
        return level_counts(self.store.connection, (day or self.today).isoformat(), project)

    def story(self, point: str) -> list[Row]:
        """The assessments of a point, the newest first."""
        rows = list(self.store.rows("risk_assessment", {"risk_point": point}))
        return sorted(rows, key=lambda row: str(row["assessed_on"] or ""), reverse=True)

    def levels(self, project: str) -> dict[str, RiskLevel | None]:
        """The level of each point of a project that counts today."""
        return self.levels_of(self.points(project))

    def levels_of(self, rows: Iterable[Row]) -> dict[str, RiskLevel | None]:
        """The level of each of these points that counts today."""
        day = self.today.isoformat()
        return {
            str(row["id"]): RiskLevel(row["level"]) if row["level"] else None
            for row in rows
            if is_alive(row, day)
        }

    def save_point(
        self, project: str, record: str, values: Mapping[str, JournalValue]
    ) -> tuple[str, Done | None]:
        """Add a point (no record) or change one; None where nothing differs. Raises AnxiError("bad_value")."""
        name = str(values.get("name") or "")
        if record:
            saves = record_edit.edit_saves(self.store, "risk_point", record, values, today=self.today)
            return record, self.session.edit(f"修改风险点：{name}", saves) if saves else None
        made = {"identified_on": self.today.isoformat(), **values, "project": project}
        saves = record_edit.add_saves(self.store, "risk_point", made)
        return saves[0].row, self.session.edit(f"新建风险点：{name}", saves)

    def assess(
        self,
        point: str,
        outcome: Outcome,
        *,
        assessed_on: date,
        reason: str = "",
        with_values: Mapping[str, JournalValue] | None = None,
    ) -> Assessed:
        """Write an assessment as one action; what follows from it (zones, boards, counts) is read from it.

        Raises AnxiError("assessed_before").
        """
        row = self.store.row("risk_point", point)
        project = str(row["project"])
        before = self.standing(project).proposal
        saves = assessment_saves(
            row,
            outcome,
            assessed_on=assessed_on,
            person=self.session.settings.person,
            reason=reason,
            has_story=bool(self.story(point)),
            new_id=new_id,
        )
        if with_values:
            saves += record_edit.edit_saves(self.store, "risk_point", point, with_values, today=self.today)
        word = words.choice_word(RiskLevel, outcome.level.value)
        done = self.session.edit(f"评估风险点：{row['name']}（{word}）", _merged(saves))
        return Assessed(done, before, self.standing(project).proposal)

    def remove(self, points: Sequence[str], *, removed_on: date) -> Done:
        """Note that points are gone from a day on; past months keep them."""
        saves = [Save("risk_point", point, {"removed_on": removed_on.isoformat()}) for point in points]
        return self.session.edit(f"消除风险点（{len(points)} 个）", saves)

    def restore(self, points: Sequence[str]) -> Done:
        """They are there again."""
        saves = [Save("risk_point", point, {"removed_on": None}) for point in points]
        return self.session.edit(f"恢复风险点（{len(points)} 个）", saves)

    # ---- the library --------------------------------------------------------------------------------------

    @cached_property
    def library(self) -> Library:
        """Starter points."""
        return read_library((self.session.resources / "risk" / "library.json").read_bytes())

    @cached_property
    def categories(self) -> tuple[Category, ...]:
        """危大 categories with their thresholds."""
        return read_categories((self.session.resources / "risk" / "dangerous.json").read_bytes())

    def needed(self, answers: Mapping[str, Decimal | bool | None]) -> list[Met]:
        """What a project with these sizes needs."""
        return needed(self.categories, answers)

    def starters(self, family: Family) -> list[StarterPoint]:
        """The library's points of a family, in order."""
        return self.library.of(family)

    def missing(self, project: str, points: Iterable[StarterPoint]) -> list[StarterPoint]:
        """Those that the project has no point of the same unit and name of."""
        have = {(row["unit"], row["name"]) for row in self.points(project, day=self.today)}
        return [point for point in points if (point.unit.title, point.name) not in have]

    def add_starters(self, project: str, points: Sequence[StarterPoint]) -> Done:
        """Add points of the library, assessed by the first preset with the library's scores, in one action."""
        preset = self.presets()[0]
        saves: list[Save] = []
        for point in points:
            scores = dict(zip("lec", point.lec, strict=True))
            outcome = assess(preset, scores)
            values: Row = {
                **point.values(),
                "project": project,
                "identified_on": self.today.isoformat(),
                "method": outcome.method.value,
                "level": outcome.level.value,
                "duty_level": DUTY_LEVELS[outcome.level],
                **{f"{name}_score": decimal_text(value) for name, value in scores.items()},
            }
            made = record_edit.add_saves(self.store, "risk_point", values)
            saves += made
            row = {**values, "id": made[0].row}
            saves += assessment_saves(
                row,
                outcome,
                assessed_on=self.today,
                person=self.session.settings.person,
                reason="取自风险库，待核实",
                has_story=True,
                new_id=new_id,
            )
        return self.session.edit(f"从风险库添加 {len(points)} 个风险点", saves)

    # ---- the overall level --------------------------------------------------------------------------------

    def overview(self) -> list[ProjectStanding]:
        """Every live project, in the order of names."""
        rules, frequencies = self.level_rules(), self.frequencies()
        found = project_risks(self.store.connection, self.today)
        return [_standing(risks, rules, frequencies) for risks in found]

    def standing(self, project: str) -> ProjectStanding:
        """One project. Raises AnxiError("not_found")."""
        found = next(project_risks(self.store.connection, self.today, project), None)
        if found is None:
            raise AnxiError("not_found", entity=words.ENTITIES["project"], id=project)
        return _standing(found, self.level_rules(), self.frequencies())

    def decide(self, project: str, level: RiskLevel, *, reason: str, decided_on: date) -> Done:
        """Set the overall level from a day on, with the proposal as it stands beside it.

        Raises AnxiError("level_reason") where it differs from the proposal without a reason.
        """
        proposal = self.standing(project).proposal
        if level is not proposal.level and not reason.strip():
            raise AnxiError("level_reason")
        name = self.store.row("project", project)["name"]
        values: dict[str, JournalValue] = {
            "project": project,
            "decided_on": decided_on.isoformat(),
            "level": level.value,
            "proposed": proposal.level.value,
            "arithmetic": proposal.arithmetic,
            "reason": reason.strip() or None,
            "person": self.session.settings.person or None,
        }
        saves = record_edit.edit_saves(
            self.store,
            "project",
            project,
            {FactKind.LEVEL.value: level.value},
            today=self.today,
            valid_from=decided_on,
        )
        word = words.choice_word(RiskLevel, level.value)
        title = f"评定整体风险等级：{name}（{word}）"
        return self.session.edit(title, [Save("level_decision", new_id(), values), *saves])

    def decisions(self, project: str) -> list[Row]:
        """The decisions about a project, the newest first."""
        rows = list(self.store.rows("level_decision", {"project": project}))
        return sorted(rows, key=lambda row: str(row["decided_on"]), reverse=True)


def _standing(
    risks: ProjectRisks, rules: LevelRules, frequencies: Mapping[tuple[Family, RiskLevel], Frequency]
) -> ProjectStanding:
    proposal = propose(risks.standing, rules)
    level = RiskLevel(risks.level) if risks.level else proposal.level
    frequency = frequencies[risks.family, level]
    due = due_inspection(risks.inspected_on, risks.started_on, frequency=frequency, family=risks.family)
    return ProjectStanding(risks, proposal, frequency, due)


def _merged(saves: Iterable[Save]) -> list[Save]:
    """Saves of one record as one, in order: an action says a field once."""
    made: dict[str, Save] = {}
    for save in saves:
        before = made.get(save.row)
        made[save.row] = Save(save.entity, save.row, {**before.set, **save.set}) if before else save
    return list(made.values())


def _table(row: Row) -> TableText | None:
    """A table of a record; None where another laptop sent one that cannot be used here."""
    try:
        table = TableText(
            RuleKind(row["kind"]),
            str(row["key"]),
            str(row["edition"]),
            str(row["title"]),
            str(row["body"]),
            shipped=False,
        )
        check_table(table)
    except (ValueError, AnxiError):
        return None
    return table
