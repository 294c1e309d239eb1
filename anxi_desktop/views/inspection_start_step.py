"""Step ①: whose site, what kind of inspection, by whom, by which list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.inspection_work import InspectionWork
from anxi_desktop.app.inspections import ProjectChoice, find_projects, inspections_of
from anxi_desktop.domain import words
from anxi_desktop.domain.checklist import CheckList
from anxi_desktop.domain.inspection_draft import Gap, GapCode
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.inspection import InspectionKind, InspectionLevel
from anxi_desktop.domain.records.project import Family
from anxi_desktop.views.components.buttons import icon_button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.picker import Picker
from anxi_desktop.views.components.suggestions import Suggestions
from anxi_desktop.views.components.switch import Switch
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.inspection_tables import TablesBox

_WIDTH = 880
_USUAL_LIST = {
    InspectionKind.FIVE_S: "five-s",
    InspectionKind.SIX_HAVES: "six-haves",
    InspectionKind.EVALUATION: "self-evaluation",
}
_OWN = frozenset({InspectionKind.SELF, InspectionKind.EVALUATION})


class StartStep(QWidget):
    """Every field is kept as it is typed. `list_changed` when another list was chosen."""

    project_chosen = Signal()
    list_changed = Signal()

    def __init__(self, work: InspectionWork) -> None:
        super().__init__()
        self.work = work
        self._lists: dict[str, CheckList] = {}
        self._found: dict[str, ProjectChoice] = {}
        self.project = TextBox(placeholder=self.tr("输入项目名称的几个字，或拼音首字母"), limit=200)
        self.offer = Suggestions(self.project, self._project_words, listed=True)
        self.offer.taken.connect(self._on_project)
        self.kind = ChoiceChips(_words(InspectionKind), required=True)
        self.level = ChoiceChips(_words(InspectionLevel), required=True)
        self.reviews = Picker([], allow_blank=True)
        self._reviews_field = Field(self.tr("复查哪一次检查"), self.reviews)
        self.day = DateBox()
        self.place = TextBox(limit=500)
        self.list = Picker([])
        self.tables = TablesBox(work)
        self.enforcement = Switch()
        self.team = TeamBox(work)
        self.site_unit = TextBox(limit=200)
        self.site_person = TextBox(limit=200)
        self.fields: dict[GapCode, Field] = {}
        self._lay_out()
        self._connect()
        self.show_work()

    def show_work(self) -> None:
        """Show what is known."""
        head = self.work.draft.head
        project = self.work.project()
        with QSignalBlocker(self.project):
            self.project.setText(str(project["name"]) if project else "")
        self.kind.set_value(*([head.kind.value] if head.kind else []))
        self.level.set_value(*([head.level.value] if head.level else []))
        self._show_reviews()
        self.day.set_value(head.done_on)
        for box, text in (
            (self.place, head.place),
            (self.site_unit, head.site_unit),
            (self.site_person, head.site_person),
        ):
            if box.text() != text:
                box.setText(text)
        with QSignalBlocker(self.enforcement):
            self.enforcement.setChecked(head.enforcement)
        self.team.show_work()
        self._show_lists()
        self.tables.show_work()

    def show_gap(self, gap: Gap) -> None:
        """Bring the field of a gap into sight and the keyboard into it."""
        field = self.fields.get(gap.code)
        if field is not None:
            target = self.team.names[0] if field.editor is self.team else field.editor
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """Where typing begins."""
        (self.project if not self.work.draft.head.project else self.place).setFocus()

    # ---- project ------------------------------------------------------------------------------------------

    def _project_words(self, text: str) -> list[str]:
        found = find_projects(self.work.session.store, text)
        self._found = {choice.title: choice for choice in found}
        return list(self._found)

    @Slot(str)
    def _on_project(self, title: str) -> None:
        choice = self._found.get(title)
        if choice is None:
            return
        self.choose_project(choice.id)

    def choose_project(self, row: str) -> None:
        """Take a project: unit and person of the site come with it, but for what was typed by hand."""
        head = self.work.draft.head
        before, after = (
            _site_facts(self.work.project()),
            _site_facts(self.work.session.store.row("project", row)),
        )
        facts = {
            name: after[name] if getattr(head, name) in ("", before[name]) else getattr(head, name)
            for name in after
        }
        self.work.set_head(project=row, reviews="" if row != head.project else head.reviews, **facts)
        self.show_work()
        self._take_usual_list()
        self.project_chosen.emit()

    # ---- list ---------------------------------------------------------------------------------------------

    def _show_lists(self) -> None:
        draft = self.work.draft
        usable = self.work.offered_lists()
        if not any(found == draft.check_list for found in usable):
            usable.insert(0, draft.check_list)
        self._lists = {f"{found.key}/{found.edition}": found for found in usable}
        self.list.set_choices(
            (code, f"{found.title}（{found.edition}）") for code, found in self._lists.items()
        )
        self.list.set_value(f"{draft.check_list.key}/{draft.check_list.edition}")
        self.list.setEnabled(not draft.answers)
        self.list.setToolTip(self.tr("已经开始检查，不能再换清单") if draft.answers else "")

    def _take_usual_list(self) -> None:
        """The list people use for this kind and family, while nothing was answered."""
        draft = self.work.draft
        if draft.answers:
            return
        project = self.work.project()
        works = project is None or project["category"] == Family.WORKS.value
        key = _USUAL_LIST.get(draft.head.kind) if draft.head.kind else None
        wanted = key or ("jgj59" if works else "property")
        found = next((known for known in self._lists.values() if known.key == wanted), None)
        if found is not None and found != draft.check_list:
            self.work.change_list(found)
            self.show_work()
            self.list_changed.emit()

    @Slot(str)
    def _on_list(self, code: str) -> None:
        found = self._lists.get(code)
        if found is not None and found != self.work.draft.check_list:
            self.work.change_list(found)
            self.tables.show_work()
            self.list_changed.emit()

    # ---- other fields ------------------------------------------------------------------------------------

    @Slot(object)
    def _on_kind(self, code: object) -> None:
        kind = InspectionKind(str(code))
        level = self.work.draft.head.level
        is_own = level is not None and level not in (InspectionLevel.COUNTY, InspectionLevel.TOWN)
        if kind in _OWN and not is_own:
            level = InspectionLevel.MANAGER
        elif kind in (InspectionKind.SUPERVISION, InspectionKind.RANDOM) and (is_own or level is None):
            level = InspectionLevel.COUNTY
        reviews = self.work.draft.head.reviews if kind is InspectionKind.REVIEW else ""
        self.work.set_head(kind=kind, level=level, reviews=reviews)
        self.level.set_value(*([level.value] if level else []))
        self._show_reviews()
        self._take_usual_list()

    def _show_reviews(self) -> None:
        """A re-inspection names the inspection it follows up, where the project has one."""
        head = self.work.draft.head
        known = (
            inspections_of(self.work.session.store, head.project)
            if head.kind is InspectionKind.REVIEW
            else []
        )
        self.reviews.set_choices(known)
        self.reviews.set_value(head.reviews)
        self._reviews_field.setVisible(bool(known))

    @Slot(str)
    def _on_reviews(self, row: str) -> None:
        self.work.set_head(reviews=row)

    @Slot()
    def _on_project_left(self) -> None:
        """Words that chose no project give way to the project that is chosen; another window changes nothing."""
        if self.window().isActiveWindow() and not self.offer.popup.isVisible():
            project = self.work.project()
            self.project.setText(str(project["name"]) if project else "")

    @Slot(object)
    def _on_level(self, code: object) -> None:
        self.work.set_head(level=InspectionLevel(str(code)))

    @Slot()
    def _on_day(self) -> None:
        day = self.day.value()
        if day is not None or not self.day.text().strip():
            self.work.set_head(done_on=day)
            self._show_lists()
        self.fields[GapCode.DAY].set_error(
            "" if day is not None else self.tr("写成 11-25、今天 或 2026-11-25")
        )

    @Slot(bool)
    def _on_enforcement(self, on: bool) -> None:
        self.work.set_head(enforcement=on)
        self.team.show_work()

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout()
        column.setSpacing(18)
        for code, name, editor, hint in (
            (GapCode.PROJECT, self.tr("项目"), self.project, ""),
            (GapCode.KIND, self.tr("检查类型"), self.kind, ""),
            (GapCode.LEVEL, self.tr("检查层级"), self.level, ""),
        ):
            self.fields[code] = Field(name, editor, required=True, hint=hint)
            column.addWidget(self.fields[code])
        column.addWidget(self._reviews_field)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(18)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.fields[GapCode.DAY] = Field(self.tr("检查日期"), self.day, required=True)
        grid.addWidget(self.fields[GapCode.DAY], 0, 0)
        grid.addWidget(Field(self.tr("检查地点"), self.place), 0, 1)
        grid.addWidget(Field(self.tr("受检单位"), self.site_unit), 1, 0)
        grid.addWidget(Field(self.tr("现场负责人"), self.site_person), 1, 1)
        column.addLayout(grid)
        self.fields[GapCode.TEAM] = Field(self.tr("检查人员"), self.team, required=True)
        self.fields[GapCode.CERTIFICATES] = self.fields[GapCode.TEAM]
        column.addWidget(self.fields[GapCode.TEAM])
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.enforcement)
        self.enforcement.setAccessibleName(self.tr("这是执法检查"))
        line.addWidget(label(self.tr("这是执法检查")))
        line.addWidget(label(self.tr("至少两名检查人员要有证件号（行政处罚法第42条）"), "caption"))
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(Field(self.tr("检查清单"), self.list, required=True))
        self.fields[GapCode.SHEETS] = Field(self.tr("要检查的表"), self.tables)
        column.addWidget(self.fields[GapCode.SHEETS])
        column.addStretch(1)
        holder = QHBoxLayout(inner)
        holder.setContentsMargins(24, 8, 24, 24)
        narrow = QWidget()
        narrow.setLayout(column)
        narrow.setMaximumWidth(_WIDTH)
        holder.addWidget(narrow, 1)
        holder.addStretch(0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(inner))

    def _connect(self) -> None:
        self.project.editingFinished.connect(self._on_project_left)
        self.reviews.picked.connect(self._on_reviews)
        self.kind.picked.connect(self._on_kind)
        self.level.picked.connect(self._on_level)
        self.day.changed.connect(self._on_day)
        self.day.left.connect(self._on_day)
        self.list.picked.connect(self._on_list)
        self.enforcement.toggled.connect(self._on_enforcement)
        for box, name in (
            (self.place, "place"),
            (self.site_unit, "site_unit"),
            (self.site_person, "site_person"),
        ):
            box.textEdited.connect(self._keeping(name))

    def _keeping(self, name: str) -> Callable[[str], None]:
        def keep(text: str) -> None:
            self.work.set_head(**{name: text})

        return keep


class TeamBox(QWidget):
    """Names with certificate numbers, one line each; a new line appears as the last one is filled."""

    def __init__(self, work: InspectionWork) -> None:
        super().__init__()
        self.work = work
        self.names: list[TextBox] = []
        self.numbers: list[TextBox] = []
        self._rows: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_work(self) -> None:
        """Show the team, and one line more."""
        head = self.work.draft.head
        wanted = max(len(head.team) + 1, 2 if head.enforcement else 1)
        while len(self._rows) < wanted:
            self._add_row()
        numbers = [*head.certificates, *("",) * wanted]
        for place, (name, number) in enumerate(zip(self.names, self.numbers, strict=True)):
            text = head.team[place] if place < len(head.team) else ""
            if name.text() != text:
                name.setText(text)
            if number.text() != numbers[place] and place < len(numbers):
                number.setText(numbers[place])
            self._rows[place].setVisible(place < wanted)

    def _add_row(self) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        name = TextBox(placeholder=self.tr("姓名"), limit=50)
        number = TextBox(placeholder=self.tr("执法证件号（执法检查必填）"), limit=60)
        remove = icon_button("close", tip=self.tr("去掉这一行"), small=True)
        place = len(self._rows)
        remove.clicked.connect(lambda: self._remove(place))
        for box in (name, number):
            box.textEdited.connect(self._on_edited)
        line.addWidget(name, 2)
        line.addWidget(number, 3)
        line.addWidget(remove)
        self._rows.append(row)
        self.names.append(name)
        self.numbers.append(number)
        self._layout.addWidget(row)
        row.show()

    def _remove(self, place: int) -> None:
        kept = [
            (name.text(), number.text())
            for at, (name, number) in enumerate(zip(self.names, self.numbers, strict=True))
            if at != place
        ]
        self._keep(kept)
        self.show_work()

    @Slot()
    def _on_edited(self) -> None:
        self._keep(
            [(name.text(), number.text()) for name, number in zip(self.names, self.numbers, strict=True)]
        )
        self.show_work()

    def _keep(self, rows: list[tuple[str, str]]) -> None:
        while rows and not any(rows[-1]):
            rows.pop()
        self.work.set_head(
            team=tuple(name for name, _ in rows), certificates=tuple(number for _, number in rows)
        )


def _site_facts(project: dict[str, JournalValue] | None) -> dict[str, str]:
    """What a project tells of its site, by the head's fields."""
    found = project or {}
    company = found.get("contractor") or found.get("property_company")
    facts = {"site_unit": company, "site_person": found.get("manager"), "place": found.get("address")}
    return {name: str(value or "") for name, value in facts.items()}


def _words(choices: type[InspectionKind] | type[InspectionLevel]) -> list[tuple[str, str]]:
    return [(str(member.value), words.choice_word(choices, str(member.value))) for member in choices]
