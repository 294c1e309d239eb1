"""Step ③: a hazard for everything that was not right, picked rather than typed, and never the same one twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.inspection_work import InspectionWork
from anxi_desktop.app.judgement import JudgementStandard, judgement_standards
from anxi_desktop.domain import words
from anxi_desktop.domain.inspection_draft import Gap, GapCode, ItemPlace
from anxi_desktop.domain.known_hazards import KnownHazard
from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.domain.records.inspection import ItemResult
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.empty import EmptyState
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.picker import Picker
from anxi_desktop.views.components.suggestions import Suggestions
from anxi_desktop.views.components.switch import Switch
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.inspection_photos import WorkPhotos
from anxi_desktop.views.two_line_list import Line, TwoLineList

_LIST = 340
_TONES = {Severity.MAJOR: "danger", Severity.LARGER: "warning", Severity.GENERAL: "neutral"}


class HazardsStep(QWidget):
    """At the left what was found, at the right the one in work. `changed` after each edit."""

    changed = Signal()

    def __init__(self, work: InspectionWork, photos: WorkPhotos) -> None:
        super().__init__()
        self.work = work
        self.photos = photos
        self.hazard = ""
        self._lines: list[tuple[str, ItemPlace | None]] = []
        self._known: dict[str, KnownHazard] = {}
        self._standards: list[JudgementStandard] = judgement_standards(work.session, work.draft.head.done_on)
        self.list = TwoLineList(name=self.tr("隐患"), steady=True, wraps=True)
        self.add = button(self.tr("另记一条"), icon="add")
        self.form = QWidget()
        self.empty = EmptyState(
            self.tr("没有要记的隐患"),
            self.tr("不符合项会自动列在左边；清单以外看到的，按“另记一条”。"),
            icon="hazard",
        )
        self.description = TextBox(limit=500, placeholder=self.tr("写几个字或拼音首字母，从常见隐患里选"))
        self.offer = Suggestions(self.description, self._suggested, listed=True)
        self.part = TextBox(limit=500, placeholder=self.tr("例如 3#楼二层楼梯口"))
        self.kind = TextBox(limit=200)
        self.severity = ChoiceChips(
            [(item.value, words.choice_word(Severity, item.value)) for item in reversed(Severity)],
            required=True,
        )
        self.basis = TextBox(limit=500)
        self.judged = Switch()
        self.edition = Picker(_editions(self._standards), allow_blank=True)
        self.category = Picker([], allow_blank=True)
        self.judged_basis = TextBox(limit=500, placeholder=self.tr("符合哪一条、现场是什么情况"))
        self.strip = photos.strip()
        self.alike = Banner("", tone="warning")
        self.drop = button(self.tr("不记这条"), kind="quiet")
        self.more = button(self.tr("这一项再记一条"), kind="quiet", icon="add")
        self.why = TextBox(limit=500, placeholder=self.tr("为什么不记隐患，例如：已当场纠正"))
        self.fields: dict[GapCode, Field] = {}
        self._judgement = QWidget()
        self._why_row = QWidget()
        self._about = label("", "secondary", wrap=True)
        self._lay_out()
        self._connect()

    def show_work(self) -> None:
        """Make a hazard for every 不符合 that has neither one nor a reason for none, and show them."""
        self._standards = judgement_standards(self.work.session, self.work.draft.head.done_on)
        with QSignalBlocker(self.edition):
            self.edition.set_choices(_editions(self._standards))
        for place in self.work.draft.failed_without_hazard():
            answer = self.work.draft.answer(place)
            row = self.work.add_hazard(place, description=answer.reason.strip())
            self._take_exact(row)
        self._show_list()
        if self.hazard not in self.work.draft.hazards:
            self.hazard = next(iter(self.work.draft.hazards), "")
        self._show_hazard()

    def show_gap(self, gap: Gap) -> None:
        """Go to the hazard and field of a gap."""
        if gap.hazard:
            self.go(gap.hazard)
        field = self.fields.get(gap.code)
        if field is not None:
            field.editor.setFocus()

    def go(self, row: str) -> None:
        """Show a hazard."""
        self.hazard = row
        self._show_list()
        self._show_hazard()

    @Slot()
    def add_hazard(self) -> None:
        """One more, beside the list."""
        self.go(self.work.add_hazard(None))
        self.changed.emit()
        self.description.setFocus()

    @Slot()
    def add_at_item(self) -> None:
        """One more at the item of the hazard in sight."""
        hazard = self.work.draft.hazards.get(self.hazard)
        if hazard is not None:
            self.go(self.work.add_hazard(hazard.place))
            self.changed.emit()
            self.description.setFocus()

    def go_by(self, by: int) -> None:
        """The hazard before or after."""
        rows = list(self.work.draft.hazards)
        if self.hazard in rows:
            self.go(rows[min(len(rows) - 1, max(0, rows.index(self.hazard) + by))])
            self.description.setFocus()

    # ---- what is shown ------------------------------------------------------------------------------------

    def _show_list(self) -> None:
        draft = self.work.draft
        lines: list[Line] = []
        self._lines = []
        for row, hazard in draft.hazards.items():
            title = hazard.description.strip() or self.tr("（还没有描述）")
            note = draft.item(hazard.place).title if hazard.place else self.tr("清单以外")
            if hazard.same_as:
                lines.append(Line(title, note, self.tr("并入已有"), "accent"))
            elif hazard.severity:
                word = words.choice_word(Severity, hazard.severity.value)
                lines.append(Line(title, note, word, _TONES[hazard.severity]))
            else:
                lines.append(Line(title, note, self.tr("未定级"), "warning"))
            self._lines.append((row, hazard.place))
        for place in draft.places():
            answer = draft.answer(place)
            if answer.no_hazard.strip() and not draft.hazards_of(place):
                lines.append(Line(draft.item(place).title, answer.no_hazard, self.tr("不记")))
                self._lines.append(("", place))
        self.list.set_lines(lines)
        rows = [row for row, _ in self._lines]
        if self.hazard in rows:
            index = self.list.model().index(rows.index(self.hazard), 0)
            self.list.setCurrentIndex(index)

    def _show_hazard(self) -> None:
        hazard = self.work.draft.hazards.get(self.hazard)
        self.form.setVisible(hazard is not None)
        self.empty.setVisible(hazard is None)
        if hazard is None:
            return
        about = self.work.draft.item(hazard.place).title if hazard.place else self.tr("清单以外")
        text = self.tr("检查项：{item}").format(item=about)
        if hazard.place and self.work.draft.answer(hazard.place).result is not ItemResult.FAILED:
            text += self.tr("（这一项现在不是“不符合”，用不着就删掉这条）")
        self._about.setText(text)
        for box, text in (
            (self.description, hazard.description),
            (self.part, hazard.part),
            (self.kind, hazard.kind),
            (self.basis, hazard.basis),
            (self.judged_basis, hazard.judged_basis),
        ):
            if box.text() != text:
                box.setText(text)
        self.severity.set_value(*([hazard.severity.value] if hazard.severity else []))
        with QSignalBlocker(self.judged):
            self.judged.setChecked(hazard.judged)
        self._judgement.setVisible(hazard.judged)
        self.edition.set_value(hazard.judged_edition)
        self._show_categories()
        self.category.set_value(hazard.judged_category)
        self._why_row.setVisible(False)
        self.why.setText("")
        self.drop.setText(self.tr("不记这条") if self._needs_reason() else self.tr("删掉这条"))
        self.more.setVisible(hazard.place is not None)
        self.photos.show_hazard(self.strip, self.hazard)
        self._show_alike()

    def _show_categories(self) -> None:
        standard = next((item for item in self._standards if item.edition == self.edition.value()), None)
        self.category.set_choices((name, name) for name in (standard.categories if standard else ()))

    def _show_alike(self) -> None:
        """Offer the open hazard that looks the same, instead of a second record."""
        hazard = self.work.draft.hazards.get(self.hazard)
        if hazard is None:
            return
        self.alike.clear_actions()
        if hazard.same_as:
            known = next((row for row in self.work.open_hazards() if row["id"] == hazard.same_as), None)
            name = str(known["number"] or known["description"]) if known else ""
            text = self.tr("照片和说明会并入已有的隐患 {name}，不再另记一条。")
            self.alike.set(text.format(name=name), tone="info")
            self.alike.add_action(self.tr("还是另记一条"), partial(self._on_same, ""))
            return
        found = self.work.duplicates(self.hazard) if len(hazard.description.strip()) >= 4 else []
        if not found:
            self.alike.set("")
            return
        first = found[0]
        text = self.tr("这个项目已有一条相近、还没销号的隐患：{number} {text}（{day}）").format(
            number=first["number"] or "", text=first["description"], day=first["found_on"]
        )
        self.alike.set(text, tone="warning")
        self.alike.add_action(self.tr("并入那一条"), partial(self._on_same, str(first["id"])))

    # ---- what people do -----------------------------------------------------------------------------------

    def _suggested(self, text: str) -> list[str]:
        hazard = self.work.draft.hazards.get(self.hazard)
        found = self.work.suggestions(text, hazard.place if hazard else None)
        self._known = {item.description: item for item in found}
        return list(self._known)

    @Slot(str)
    def _on_taken(self, text: str) -> None:
        self.work.set_hazard(self.hazard, description=text)
        self._take_exact(self.hazard, self._known.get(text))
        self._show_list()
        self._show_hazard()
        self.changed.emit()

    def _take_exact(self, row: str, known: KnownHazard | None = None) -> None:
        """What is known of a common hazard fills the fields nobody has filled."""
        hazard = self.work.draft.hazards[row]
        if known is None:
            text = hazard.description.strip()
            offered = self.work.suggestions(text, hazard.place) if text else []
            known = next((item for item in offered if item.description == text), None)
        if known is None:
            return
        self.work.set_hazard(
            row,
            kind=hazard.kind or known.kind,
            severity=hazard.severity or known.severity,
            basis=hazard.basis or known.basis,
            requirement=hazard.requirement or known.requirement,
            standard=hazard.standard or known.standard,
        )

    @Slot(str)
    def _on_description(self, text: str) -> None:
        if self.hazard:
            self.work.set_hazard(self.hazard, description=text)
            self._show_list()
            self._show_alike()
            self.changed.emit()

    @Slot(object)
    def _on_severity(self, code: object) -> None:
        if self.hazard:
            self.work.set_hazard(self.hazard, severity=Severity(str(code)))
            self._show_list()
            self.changed.emit()

    @Slot(bool)
    def _on_judged(self, on: bool) -> None:
        if not self.hazard:
            return
        hazard = self.work.draft.hazards[self.hazard]
        edition = hazard.judged_edition
        if on and not edition and self._standards:
            edition = self._standards[0].edition
        self.work.set_hazard(self.hazard, judged=on, judged_edition=edition)
        self._show_hazard()
        self.changed.emit()

    @Slot(str)
    def _on_edition(self, code: str) -> None:
        self.work.set_hazard(self.hazard, judged_edition=code, judged_category="")
        self._show_categories()
        self.category.set_value("")
        self.changed.emit()

    @Slot(str)
    def _on_category(self, code: str) -> None:
        self.work.set_hazard(self.hazard, judged_category=code)
        self.changed.emit()

    def _on_same(self, row: str) -> None:
        self.work.set_hazard(self.hazard, same_as=row)
        self._show_list()
        self._show_alike()
        self.changed.emit()

    @Slot()
    def _on_drop(self) -> None:
        hazard = self.work.draft.hazards.get(self.hazard)
        if hazard is None:
            return
        if not self._needs_reason():
            self._remove()
            return
        self._why_row.setVisible(True)
        self.why.setFocus()

    @Slot()
    def _on_why(self) -> None:
        hazard = self.work.draft.hazards.get(self.hazard)
        if hazard is not None and hazard.place is not None and self.why.text().strip():
            self.work.answer(hazard.place, no_hazard=self.why.text().strip())
            self._remove()

    def _needs_reason(self) -> bool:
        """Only a line that failed and has no other hazard must say why there is none."""
        draft = self.work.draft
        place = draft.hazards[self.hazard].place
        if place is None or draft.answer(place).result is not ItemResult.FAILED:
            return False
        return len(draft.hazards_of(place)) == 1

    def _remove(self) -> None:
        rows = list(self.work.draft.hazards)
        at = rows.index(self.hazard)
        self.work.drop_hazard(self.hazard)
        rows.remove(self.hazard)
        self.hazard = rows[min(at, len(rows) - 1)] if rows else ""
        self._show_list()
        self._show_hazard()
        (self.description if self.hazard else self.add).setFocus()
        self.changed.emit()

    @Slot(int)
    def _on_line(self, row: int) -> None:
        hazard, place = self._lines[row]
        if hazard:
            self.go(hazard)
        elif place is not None:  # it was not to be recorded, and now it is
            self.work.answer(place, no_hazard="")
            self.show_work()
            self.go(self.work.draft.hazards_of(place)[0])
            self.changed.emit()

    @Slot()
    def _on_photos(self) -> None:
        if self.hazard in self.work.draft.hazards:
            self.photos.show_hazard(self.strip, self.hazard)

    def _keeping(self, name: str) -> Callable[[str], None]:
        def keep(text: str) -> None:
            if self.hazard:
                self.work.set_hazard(self.hazard, **{name: text})

        return keep

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 4, 24, 12)
        layout.setSpacing(12)
        layout.addWidget(self._shelf())
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 18, 24, 20)
        column.setSpacing(14)
        column.addWidget(self.empty)
        self._fill_form()
        column.addWidget(self.form)
        column.addStretch(1)
        right = QFrame()
        right.setProperty("box", "card")
        around = QVBoxLayout(right)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(scrolling(inner))
        layout.addWidget(right, 1)

    def _shelf(self) -> QWidget:
        left = QFrame()
        left.setProperty("box", "card")
        left.setFixedWidth(_LIST)
        shelf = QVBoxLayout(left)
        shelf.setContentsMargins(1, 1, 1, 1)
        shelf.setSpacing(0)
        shelf.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 8, 10, 10)
        foot.addWidget(self.add)
        foot.addStretch(1)
        foot.addWidget(label(self.tr("Ctrl+↑↓ 换一条"), "caption"))
        shelf.addLayout(foot)
        return left

    def _fill_form(self) -> None:
        form = QVBoxLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(14)
        top = QHBoxLayout()
        top.addWidget(self._about, 1)
        top.addWidget(self.more)
        top.addWidget(self.drop)
        form.addLayout(top)
        why = QHBoxLayout(self._why_row)
        why.setContentsMargins(0, 0, 0, 0)
        done = button(self.tr("不记"))
        done.clicked.connect(self._on_why)
        why.addWidget(self.why, 1)
        why.addWidget(done)
        form.addWidget(self._why_row)
        self.fields[GapCode.DESCRIPTION] = Field(self.tr("隐患描述"), self.description, required=True)
        form.addWidget(self.fields[GapCode.DESCRIPTION])
        form.addWidget(self.alike)
        self.alike.hide()
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(Field(self.tr("部位"), self.part), 1)
        row.addWidget(Field(self.tr("类别"), self.kind), 1)
        form.addLayout(row)
        self.fields[GapCode.SEVERITY] = Field(self.tr("隐患等级"), self.severity, required=True)
        form.addWidget(self.fields[GapCode.SEVERITY])
        form.addWidget(Field(self.tr("依据"), self.basis))
        self._fill_judgement(form)
        form.addWidget(label(self.tr("照片"), "strong"))
        form.addWidget(self.strip)

    def _fill_judgement(self, form: QVBoxLayout) -> None:
        """Whether it is a judged 重大事故隐患 stands apart from how severe it is."""
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.judged)
        self.judged.setAccessibleName(self.tr("判定为重大事故隐患"))
        line.addWidget(label(self.tr("按判定标准是重大事故隐患")))
        line.addWidget(label(self.tr("与隐患等级分开判定"), "caption"))
        line.addStretch(1)
        form.addLayout(line)
        judgement = QVBoxLayout(self._judgement)
        judgement.setContentsMargins(0, 0, 0, 0)
        judgement.setSpacing(14)
        pair = QHBoxLayout()
        pair.setSpacing(16)
        pair.addWidget(Field(self.tr("判定标准版本"), self.edition, required=True), 1)
        pair.addWidget(Field(self.tr("类别"), self.category, required=True), 1)
        judgement.addLayout(pair)
        self.fields[GapCode.JUDGEMENT] = Field(self.tr("判定依据"), self.judged_basis, required=True)
        judgement.addWidget(self.fields[GapCode.JUDGEMENT])
        form.addWidget(self._judgement)

    def _connect(self) -> None:
        self.list.asked.connect(self._on_line)
        self.add.clicked.connect(self.add_hazard)
        self.more.clicked.connect(self.add_at_item)
        for keys, by in (("Ctrl+Up", -1), ("Ctrl+Down", 1)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self.go_by, by))
        self.description.textEdited.connect(self._on_description)
        self.offer.taken.connect(self._on_taken)
        for box, name in (
            (self.part, "part"),
            (self.kind, "kind"),
            (self.basis, "basis"),
            (self.judged_basis, "judged_basis"),
        ):
            box.textEdited.connect(self._keeping(name))
        self.severity.picked.connect(self._on_severity)
        self.judged.toggled.connect(self._on_judged)
        self.edition.picked.connect(self._on_edition)
        self.category.picked.connect(self._on_category)
        self.drop.clicked.connect(self._on_drop)
        self.why.returnPressed.connect(self._on_why)
        self.photos.changed.connect(self._on_photos)


def _editions(standards: list[JudgementStandard]) -> list[tuple[str, str]]:
    """Editions with the year in front: titles are long, and their ends are cut off first."""
    return [(item.edition, f"{item.edition}　{item.title.split('（')[0]}") for item in standards]
