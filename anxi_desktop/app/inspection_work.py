"""One inspection in work: every setter has written its keystroke before it returns.

The window holds one of these per assistant. It writes draft parts only; records come into being when the
inspection is finished, in one undoable action.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from anxi_desktop.app.session import Session
from anxi_desktop.domain import deadlines, words
from anxi_desktop.domain.checklist import CheckList, FrozenList, edition_row, freeze
from anxi_desktop.domain.checklist_reading import read_check_list
from anxi_desktop.domain.deadlines import Proposal
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.hazard_loop import UNFINISHED, state_of
from anxi_desktop.domain.inspection_draft import (
    KIND,
    Answer,
    DraftStep,
    HazardDraft,
    Head,
    InspectionDraft,
    ItemPlace,
    PhotoDraft,
)
from anxi_desktop.domain.inspection_finish import Finishing, finishing_saves
from anxi_desktop.domain.inspection_parts import (
    AT,
    HEAD,
    LIST,
    SHEETS,
    hazard_part,
    item_part,
    photo_part,
    read_draft,
    title_of,
    written,
    written_at,
    written_sheets,
)
from anxi_desktop.domain.known_hazards import KnownHazard, matching
from anxi_desktop.domain.likeness import Described, alike
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.domain.records.inspection import (
    OFFICE_LEVELS,
    InspectionKind,
    InspectionLevel,
    ItemResult,
    ListKind,
    SiteGrade,
)
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.scoring import Rounding, rounded
from anxi_desktop.store import drafts
from anxi_desktop.store.check_lists import edition_of, offered_lists
from anxi_desktop.store.journal import Appender
from anxi_desktop.store.known_hazards import known_hazards
from anxi_desktop.store.store import Done, Store, new_id
from anxi_desktop.store.work_calendar import work_calendar

TITLE = "完成检查"


@dataclass(frozen=True, slots=True)
class FinishedDraft:
    """What an inspection was typed as, for the person who takes its end back."""

    inspection: str
    title: str
    parts: Mapping[str, str]

    def is_undone(self, session: Session) -> bool:
        """True where its records are gone."""
        return next(iter(session.store.rows("inspection", {"id": self.inspection}, limit=1)), None) is None

    def reopen(self, session: Session) -> str:
        """Put it back among the unfinished ones; the draft's id."""
        return drafts.begin_draft(session.store, KIND, title=self.title, parts=self.parts).id


class InspectionWork:
    """An inspection in work. `draft` is what was typed so far; it is replaced, never changed."""

    def __init__(self, session: Session, row: str, draft: InspectionDraft, frozen: FrozenList) -> None:
        self.session = session
        self.id = row
        self.draft = draft
        self._frozen = frozen
        self.finished: FinishedDraft | None = None

    @classmethod
    def begin(cls, session: Session, *, check_list: CheckList, head: Head) -> InspectionWork:
        """A new inspection by an edition of a list; it is kept once this returns.

        A scored list begins with every table whose section has only one; which scaffold or crane a site has
        is chosen by hand. Another list begins with all its groups.
        """
        frozen = freeze(check_list)
        draft = InspectionDraft(check_list, frozen.digest, head, sheets=first_sheets(check_list))
        parts = {
            LIST: frozen.body.decode("utf-8"),
            HEAD: written(head),
            SHEETS: written_sheets(draft.sheets),
            AT: written_at(draft.step, draft.at),
        }
        kept = drafts.begin_draft(session.store, KIND, title=_title(session.store, draft), parts=parts)
        return cls(session, kept.id, draft, frozen)

    @classmethod
    def resume(cls, session: Session, row: str) -> InspectionWork:
        """An unfinished one, by the edition it began with. Raises AnxiError("draft_gone", "content_unreadable")."""
        parts = drafts.draft_parts(session.store, row)
        if LIST not in parts:
            raise AnxiError("draft_gone")
        body = parts[LIST].encode("utf-8")
        check_list = read_check_list(body)
        frozen = freeze(check_list)
        return cls(session, row, read_draft(parts, check_list=check_list, digest=frozen.digest), frozen)

    # ---- what is typed ------------------------------------------------------------------------------------

    def set_head(self, **fields: Any) -> None:
        """Set fields of the head (names and types of `Head`)."""
        head = dataclasses.replace(self.draft.head, **fields)
        self._keep({HEAD: written(head)}, title="project" in fields, head=head)

    def change_list(self, check_list: CheckList) -> None:
        """Take another list, while nothing was answered yet."""
        frozen = freeze(check_list)
        sheets = first_sheets(check_list)
        draft = dataclasses.replace(
            self.draft, check_list=check_list, digest=frozen.digest, sheets=sheets, answers={}, at=None
        )
        parts: dict[str, str | None] = {item_part(place): None for place in self.draft.answers}
        parts |= {LIST: frozen.body.decode("utf-8"), SHEETS: written_sheets(sheets)}
        drafts.keep_parts(self.session.store, self.id, parts, title=_title(self.session.store, draft))
        self._frozen, self.draft = frozen, draft

    def answer(self, place: ItemPlace, **fields: Any) -> None:
        """Set fields of an item's answer (names and types of `Answer`)."""
        answer = dataclasses.replace(self.draft.answer(place), **fields)
        answers = {**self.draft.answers, place: answer}
        self._keep({item_part(place): written(answer)}, title="result" in fields, answers=answers)

    def add_sheet(self, table: str, label: str) -> None:
        """Fill in a table, or one more of it; a label that is taken gets a number behind it."""
        taken = {known for key, known in self.draft.sheets if key == table}
        name, number = label.strip(), 2
        while name in taken:
            name, number = f"{label.strip()}{number}#" if label.strip() else f"{number}#", number + 1
        self._set_sheets((*self.draft.sheets, (table, name)))

    def drop_sheet(self, table: str, label: str) -> None:
        """Leave a table out: this site has none. Its answers stay until the inspection is finished."""
        self._set_sheets(tuple(sheet for sheet in self.draft.sheets if sheet != (table, label)))

    def add_hazard(self, place: ItemPlace | None = None, **fields: Any) -> str:
        """A new hazard, at a line or beside the list; its id in the draft."""
        row = new_id()
        order = 1 + max((hazard.order for hazard in self.draft.hazards.values()), default=0)
        self._put_hazard(row, HazardDraft(place=place, order=order, **fields))
        return row

    def set_hazard(self, row: str, **fields: Any) -> None:
        """Set fields of a hazard (names and types of `HazardDraft`)."""
        self._put_hazard(row, dataclasses.replace(self.draft.hazards[row], **fields))

    def drop_hazard(self, row: str) -> None:
        """Take a hazard away; its pictures stay with the line it was found at."""
        hazards = {known: hazard for known, hazard in self.draft.hazards.items() if known != row}
        parts: dict[str, str | None] = {hazard_part(row): None}
        photos = dict(self.draft.photos)
        for name, photo in self.draft.photos.items():
            if photo.hazard == row:
                photos[name] = dataclasses.replace(photo, hazard="", place=self.draft.hazards[row].place)
                parts[photo_part(name)] = written(photos[name])
        self._keep(parts, hazards=hazards, photos=photos)

    def add_photo(self, photo: PhotoDraft) -> str:
        """A picture that is kept already; its id in the draft."""
        row = new_id()
        order = 1 + max((known.order for known in self.draft.photos.values()), default=0)
        self._put_photo(row, dataclasses.replace(photo, order=order))
        return row

    def set_photo(self, row: str, **fields: Any) -> None:
        """Set fields of a picture (names and types of `PhotoDraft`)."""
        self._put_photo(row, dataclasses.replace(self.draft.photos[row], **fields))

    def drop_photo(self, row: str) -> None:
        """Take a picture out of the inspection; its file stays."""
        photos = {known: photo for known, photo in self.draft.photos.items() if known != row}
        self._keep({photo_part(row): None}, photos=photos)

    def go(self, step: DraftStep, at: ItemPlace | None = None) -> None:
        """Remember where the person is, so that a resumed inspection opens there."""
        self._keep({AT: written_at(step, at)}, step=step, at=at)

    # ---- what the program knows ---------------------------------------------------------------------------

    def project(self) -> dict[str, JournalValue] | None:
        """The project's row, None while there is none."""
        return _project(self.session.store, self.draft.head.project)

    def offered_lists(self) -> list[CheckList]:
        """The lists to inspect by: those that hold on the day, for the project's family where there is one."""
        project = self.project()
        found = offered_lists(
            self.session.store,
            self.session.resources,
            day=self.draft.head.done_on or date.today(),
            family=Family(str(project["category"])) if project else None,
        )
        return [check_list for check_list in found if check_list.kind is not ListKind.DICTIONARY]

    def duplicates(self, row: str) -> list[dict[str, JournalValue]]:
        """Open hazards of the project that look the same as this one, the most alike first."""
        hazard = self.draft.hazards[row]
        known = {str(found["id"]): found for found in self.open_hazards()}
        described = (
            Described(name, str(found["description"]), str(found["part"] or ""), str(found["item"] or ""))
            for name, found in known.items()
        )
        item = hazard.place.item if hazard.place else ""
        one = Described(row, hazard.description, hazard.part, item)
        return [known[found.id] for found in alike(one, described)]

    def suggestions(self, text: str, place: ItemPlace | None) -> list[KnownHazard]:
        """Common hazards that hold what was typed, those of the item's table first."""
        project = self.project()
        return matching(
            known_hazards(self.session.store, self.session.resources),
            text,
            family=Family(str(project["category"])) if project else None,
            group=place.table if place is not None else "",
        )

    def proposal(self, row: str) -> Proposal | None:
        """The deadline practice proposes for a hazard's severity; None without a severity or a day."""
        severity, found_on = self.draft.hazards[row].severity, self.draft.head.done_on
        if severity is None or found_on is None:
            return None
        calendar = work_calendar(self.session.store, self.session.resources)
        return deadlines.propose(_rule(self.session, severity), found_on=found_on, calendar=calendar)

    def drafted_opinion(self) -> str:
        """A first wording of the opinion, from what was found; the person goes on from it."""
        progress, score = self.draft.progress(), self.draft.score()
        own = [hazard for hazard in self.draft.hazards.values() if not hazard.same_as]
        text = f"本次共检查 {progress.total} 项，不符合 {progress.failed} 项，发现隐患 {len(own)} 条"
        spot = sum(hazard.on_the_spot for hazard in own)
        text += f"，其中当场整改 {spot} 条。" if spot else "。"
        if score is not None and score.value is not None and score.grade is not None:
            shown = rounded(score.value, Rounding(self.session.settings.rounding))
            text += f"得分 {shown} 分，评定为{words.choice_word(SiteGrade, score.grade.value)}。"
        days = sorted(hazard.due_on for hazard in own if hazard.due_on and not hazard.on_the_spot)
        if days:
            last = days[-1]
            day = f"{last.year}年{last.month}月{last.day}日"
            text += (
                f"请按整改清单逐条落实措施、责任人和期限，最迟于{day}前整改完成并书面回复，由检查单位复查。"
            )
        if any(hazard.judged for hazard in own):
            text += "存在判定为重大事故隐患的情形，整改完成并复查合格前，相关部位应停止作业。"
        return text

    # ---- the end ------------------------------------------------------------------------------------------

    def finish(self) -> tuple[str, Done]:
        """Make records of the draft, in one undoable action; the inspection's id.

        Raises AnxiError("inspection_unfinished") and what a save raises; then the draft is as it was.
        """
        made: list[Save] = []
        parts = drafts.draft_parts(self.session.store, self.id)

        def saves(appender: Appender) -> Iterable[Save]:
            made.extend(
                finishing_saves(
                    self.draft,
                    self._frozen,
                    Finishing(
                        new_id=new_id,
                        inspection_number=lambda year: appender.next_number(
                            "inspection", prefix="JC", year=year
                        ),
                        hazard_number=lambda year: appender.next_number("hazard", prefix="HZ", year=year),
                        ended_at=_moment(self.draft.head.done_on),
                        rounding=Rounding(self.session.settings.rounding),
                        author=self.session.settings.person,
                        has_edition=appender.state(edition_row(self._frozen.digest)) is not None,
                        open_hazards=frozenset(str(row["id"]) for row in self.open_hazards()),
                    ),
                )
            )
            appender.forget_draft(self.id)
            return made

        done = self.session.edit(TITLE, saves)
        row = next(save.row for save in made if save.entity == "inspection")
        self.finished = FinishedDraft(row, _title(self.session.store, self.draft), parts)
        return row, done

    def give_up(self) -> None:
        """Take the draft away for good: the person said so."""
        drafts.give_up_draft(self.session.store, self.id)

    # ---- writing ------------------------------------------------------------------------------------------

    def open_hazards(self) -> list[dict[str, JournalValue]]:
        """The project's hazards that are not closed yet."""
        project = self.draft.head.project
        rows = self.session.store.rows("hazard", {"project": project}) if project else ()
        return [row for row in rows if state_of(row) in UNFINISHED]

    def _set_sheets(self, sheets: tuple[tuple[str, str], ...]) -> None:
        self._keep({SHEETS: written_sheets(sheets)}, title=True, sheets=sheets)

    def _put_hazard(self, row: str, hazard: HazardDraft) -> None:
        self._keep({hazard_part(row): written(hazard)}, hazards={**self.draft.hazards, row: hazard})

    def _put_photo(self, row: str, photo: PhotoDraft) -> None:
        self._keep({photo_part(row): written(photo)}, photos={**self.draft.photos, row: photo})

    def _keep(
        self, parts: dict[str, str] | dict[str, str | None], *, title: bool = False, **changed: Any
    ) -> None:
        """Write parts first; only what is kept is shown."""
        draft = dataclasses.replace(self.draft, **changed)
        shown = _title(self.session.store, draft) if title else None
        drafts.keep_parts(self.session.store, self.id, {**parts}, title=shown)
        self.draft = draft


def begin_usual(session: Session) -> InspectionWork:
    """A new inspection with what is usual on this laptop: kind, level and team of the last one, today, now."""
    rows = session.store.connection.execute(
        "SELECT id FROM inspection ORDER BY rowid DESC LIMIT 1"
    ).fetchall()
    last = session.store.row("inspection", str(rows[0][0])) if rows else {}
    now = datetime.now().astimezone()
    person = session.settings.person
    level = InspectionLevel(str(last["level"])) if last.get("level") else InspectionLevel.COUNTY
    head = Head(
        kind=InspectionKind(str(last["kind"])) if last.get("kind") else InspectionKind.SUPERVISION,
        level=level,
        done_on=now.date(),
        started_at=now.isoformat(timespec="minutes"),
        enforcement=bool(last.get("enforcement")) and level in OFFICE_LEVELS,
        team=_texts(last.get("team")) or ((person,) if person else ()),
        certificates=_texts(last.get("certificates")),
    )
    lists = offered_lists(session.store, session.resources, day=now.date(), family=None)
    usable = [found for found in lists if found.kind is not ListKind.DICTIONARY]
    usual = next((found for found in usable if found.kind is ListKind.SCORED), usable[0])
    return InspectionWork.begin(session, check_list=usual, head=head)


def give_up(session: Session, row: str) -> None:
    """Take a draft away for good: the person said so."""
    drafts.give_up_draft(session.store, row)


def unfinished(store: Store) -> list[drafts.Draft]:
    """The inspections in work on this laptop, the one worked on last first."""
    return drafts.drafts(store, KIND)


def first_sheets(check_list: CheckList) -> tuple[tuple[str, str], ...]:
    """The tables a new inspection begins with."""
    if check_list.kind is not ListKind.SCORED:
        return tuple((group.key, "") for group in check_list.groups)
    sections = [group.section for group in check_list.groups]
    return tuple((group.key, "") for group in check_list.groups if sections.count(group.section) == 1)


def list_of(store: Store, inspection: dict[str, JournalValue]) -> CheckList | None:
    """The edition a finished inspection kept."""
    for row in store.rows("check_list", {"id": inspection.get("check_list")}, limit=1):
        return edition_of(store, str(row["digest"]))
    return None


def kept_draft(store: Store, inspection: dict[str, JournalValue]) -> InspectionDraft | None:
    """A finished inspection as the draft it was, to show and print its score; None without its list."""
    check_list = list_of(store, inspection)
    if check_list is None:
        return None
    tables = {item.key: group.key for group in check_list.groups for item in group.items}
    answers: dict[ItemPlace, Answer] = {}
    for row in store.rows("inspection_item", {"inspection": inspection["id"]}):
        item, sheet = str(row["item"]), str(row["sheet"] or "")
        if item in tables:
            answers[ItemPlace(tables[item], sheet, item)] = Answer(
                result=ItemResult(str(row["result"])),
                deducted=str(row["deducted"] or ""),
                reason=str(row["reason"] or ""),
                no_hazard=str(row["no_hazard"] or ""),
                note=str(row["note"] or ""),
            )
    sheets = tuple(dict.fromkeys((place.table, place.sheet) for place in answers))
    return InspectionDraft(check_list, "", sheets=sheets, answers=answers)


def _rule(session: Session, severity: Severity) -> deadlines.DeadlineRule:
    rule = deadlines.DEFAULT_RULES[severity]
    days = {Severity.GENERAL: session.settings.due_general, Severity.LARGER: session.settings.due_larger}
    return dataclasses.replace(rule, workdays=days[severity]) if severity in days else rule


def _title(store: Store, draft: InspectionDraft) -> str:
    found = _project(store, draft.head.project)
    return title_of(draft, project=str(found["name"]) if found else "")


def _project(store: Store, row: str) -> dict[str, JournalValue] | None:
    return next(iter(store.rows("project", {"id": row}, limit=1)), None) if row else None


def _texts(value: JournalValue) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else ()


def _moment(done_on: date | None) -> str:
    """Now, local with its offset, for an inspection of today; "" for one written up later."""
    now = datetime.now().astimezone()
    return now.isoformat(timespec="minutes") if done_on == now.date() else ""
