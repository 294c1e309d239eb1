"""Step ⑤: what both sides sign, what is still missing, and the end."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.inspection_work import InspectionWork
from anxi_desktop.app.inspections import gap_text
from anxi_desktop.app.photo_work import keep_drawn, kept_bytes
from anxi_desktop.domain import words
from anxi_desktop.domain.inspection_draft import Gap, GapCode, PhotoDraft
from anxi_desktop.domain.records.inspection import PhotoRole, Signing
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.card import Card
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.signature_pad import SignaturePad
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextArea, TextBox

_WIDTH, _GAPS = 960, 400
_BESIDE = 1040
_DRAFTED = 5
"""So many first letters tell a drafted opinion from one's own words."""


class SigningStep(QWidget):
    """`gap_asked` with what the person wants to put right; `changed` after each edit."""

    changed = Signal()
    gap_asked = Signal(object)

    def __init__(self, work: InspectionWork) -> None:
        super().__init__()
        self.work = work
        self.opinion = TextArea(
            lines=3, placeholder=self.tr("检查意见，会印在检查记录上；可用“按结果拟写”先起个头")
        )
        self.draft_opinion = button(self.tr("按结果拟写"), kind="link")
        self.signing = ChoiceChips(
            [(item.value, words.choice_word(Signing, item.value)) for item in Signing], required=True
        )
        self.office = SignaturePad(self.tr("检查人员签字"), hint=self.tr("在这里签字"))
        self.site = SignaturePad(self.tr("受检单位签字"), hint=self.tr("在这里签字"))
        self.refusal = TextBox(limit=500)
        self.witness = TextBox(limit=200)
        self.fields: dict[GapCode, Field] = {}
        self._pads = QWidget()
        self._site_box = QWidget()
        self._refused = QWidget()
        self._paper = label(
            self.tr("完成后打印检查记录，双方签字，再把扫描件或照片加到这次检查里。"), "secondary", wrap=True
        )
        self.summary = label("", "body", wrap=True)
        self._gaps = QVBoxLayout()
        self._gaps.setSpacing(2)
        self._gap_title = label("", "section", wrap=True)
        self._missing = Card()
        self._lay_out()
        self._connect()

    def show_work(self) -> None:
        """Show what is known and what is missing."""
        head = self.work.draft.head
        if self.opinion.toPlainText() != head.opinion:
            with QSignalBlocker(self.opinion):
                self.opinion.setPlainText(head.opinion)
        self.signing.set_value(*([head.signing.value] if head.signing else []))
        for box, text in ((self.refusal, head.refusal), (self.witness, head.witness)):
            if box.text() != text:
                box.setText(text)
        for pad, role in self._roles():
            row = self._signature(role)
            if row and pad.is_blank():
                pad.show_png(kept_bytes(self.work.session, self.work.draft.photos[row].digest))
        self._show_way()
        self._show_opinion_state()
        self.show_gaps()

    def show_gap(self, gap: Gap) -> None:
        """Bring the field of a gap into sight."""
        if gap.code is GapCode.SIGNATURE:
            self._area.ensureWidgetVisible(self._pads)
        elif gap.code in self.fields:
            self.fields[gap.code].editor.setFocus()
            self._area.ensureWidgetVisible(self.fields[gap.code])

    def show_gaps(self) -> None:
        """What is missing, each a link to its place; and the sum of it all."""
        draft = self.work.draft
        while (item := self._gaps.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        gaps = draft.gaps()
        for gap in gaps[:12]:
            text = gap_text(gap, draft)
            link = button(
                self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, _GAPS - 56), kind="link"
            )
            link.setToolTip(text)
            link.setAccessibleName(text)
            link.clicked.connect(partial(self.gap_asked.emit, gap))
            self._gaps.addWidget(link)
        if len(gaps) > 12:
            self._gaps.addWidget(label(self.tr("……另有 {n} 处").format(n=len(gaps) - 12), "caption"))
        self._gap_title.setText(
            self.tr("还差 {n} 处，点一下就到").format(n=len(gaps))
            if gaps
            else self.tr("都填好了，可以完成检查")
        )
        self.summary.setText(self._summary())

    def _summary(self) -> str:
        draft = self.work.draft
        progress = draft.progress()
        on_spot = sum(hazard.on_the_spot for hazard in draft.hazards.values())
        joined = sum(bool(hazard.same_as) for hazard in draft.hazards.values())
        lines = [
            self.tr("检查 {total} 项：符合 {passed}，不符合 {failed}，不适用 {absent}。").format(
                total=progress.total,
                passed=progress.passed,
                failed=progress.failed,
                absent=progress.absent,
            ),
            self.tr("隐患 {n} 条，其中当场整改 {spot} 条、并入已有 {joined} 条；照片 {photos} 张。").format(
                n=len(draft.hazards), spot=on_spot, joined=joined, photos=len(draft.photos)
            ),
        ]
        return "\n".join(lines)

    def _show_opinion_state(self) -> None:
        """An opinion that was drafted before more was found tells figures that no longer hold."""
        written, now = self.work.draft.head.opinion, self.work.drafted_opinion()
        stale = written.startswith(now[:_DRAFTED]) and not all(
            part in written for part in now.split("。")[:2]
        )
        self.draft_opinion.setText(self.tr("结果已变，重新拟写") if stale else self.tr("按结果拟写"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is missing stands beside where there is room, else above."""
        super().resizeEvent(event)
        beside = self.width() >= _BESIDE
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.BottomToTop
        if self._columns.direction() != way:
            self._columns.setDirection(way)
        self._missing.setFixedWidth(_GAPS if beside else 16777215)
        if not beside:
            self._missing.setMinimumWidth(0)

    def _show_way(self) -> None:
        way = self.work.draft.head.signing
        self._pads.setVisible(way in (Signing.DRAWN, Signing.REFUSED))
        self._site_box.setVisible(way is Signing.DRAWN)
        self._refused.setVisible(way is Signing.REFUSED)
        self._paper.setVisible(way is Signing.PAPER)

    def _roles(self) -> tuple[tuple[SignaturePad, PhotoRole], ...]:
        return (self.office, PhotoRole.SIGNATURE_OFFICE), (self.site, PhotoRole.SIGNATURE_SITE)

    def _signature(self, role: PhotoRole) -> str:
        return next((row for row, photo in self.work.draft.photos.items() if photo.role is role), "")

    def _on_signed(self, role: PhotoRole, body: bytes) -> None:
        """Each stroke is kept; the picture before it is no longer the signature."""
        kept = keep_drawn(self.work.session, body)
        row = self._signature(role)
        if row:
            self.work.set_photo(row, digest=kept.digest, size=kept.size)
        else:
            name = words.choice_word(PhotoRole, role.value) + ".png"
            self.work.add_photo(PhotoDraft(digest=kept.digest, size=kept.size, role=role, file_name=name))
        self.show_gaps()
        self.changed.emit()

    def _on_cleared(self, role: PhotoRole) -> None:
        row = self._signature(role)
        if row:
            self.work.drop_photo(row)
            self.show_gaps()
            self.changed.emit()

    @Slot(object)
    def _on_way(self, code: object) -> None:
        self.work.set_head(signing=Signing(str(code)))
        self._show_way()
        self.show_gaps()
        QTimer.singleShot(0, self._show_signing)
        self.changed.emit()

    @Slot()
    def _show_signing(self) -> None:
        """Where to sign is in sight once the way is chosen."""
        self._area.ensureWidgetVisible(self._second, 0, 16)

    @Slot()
    def _on_opinion(self) -> None:
        if self.opinion.toPlainText() != self.work.draft.head.opinion:
            self.work.set_head(opinion=self.opinion.toPlainText())
            self._show_opinion_state()

    @Slot()
    def _on_draft_opinion(self) -> None:
        self.opinion.setPlainText(self.work.drafted_opinion())

    def _keep(self, name: str, text: str) -> None:
        self.work.set_head(**{name: text})
        self.show_gaps()

    def _lay_out(self) -> None:
        inner = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._columns.setContentsMargins(24, 4, 24, 24)
        self._columns.setSpacing(14)
        narrow = QWidget()
        narrow.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(narrow)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        self._missing.body.addWidget(self._gap_title)
        self._missing.body.addLayout(self._gaps)
        first = Card(self.tr("这次检查"))
        first.body.addWidget(self.summary)
        line = QHBoxLayout()
        line.addWidget(label(self.tr("检查意见"), "strong"))
        line.addStretch(1)
        line.addWidget(self.draft_opinion)
        first.body.addLayout(line)
        first.body.addWidget(self.opinion)
        column.addWidget(first)
        second = Card(self.tr("签字"))
        self.fields[GapCode.SIGNING] = Field(self.tr("怎么签"), self.signing, required=True)
        second.body.addWidget(self.fields[GapCode.SIGNING])
        second.body.addWidget(self._paper)
        pads = QHBoxLayout(self._pads)
        pads.setContentsMargins(0, 0, 0, 0)
        pads.setSpacing(16)
        pads.addWidget(self._pad(self.office), 1)
        site = QVBoxLayout(self._site_box)
        site.setContentsMargins(0, 0, 0, 0)
        site.addWidget(self._pad(self.site))
        pads.addWidget(self._site_box, 1)
        second.body.addWidget(self._pads)
        self._lay_out_refused()
        second.body.addWidget(self._refused)
        column.addWidget(second)
        column.addStretch(1)
        self._second = second
        self._columns.addWidget(narrow, 1)
        self._columns.addWidget(self._missing, 0, Qt.AlignmentFlag.AlignTop)
        self._columns.addStretch(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._area = scrolling(inner)
        layout.addWidget(self._area)

    def _lay_out_refused(self) -> None:
        refused = QHBoxLayout(self._refused)
        refused.setContentsMargins(0, 0, 0, 0)
        refused.setSpacing(16)
        self.fields[GapCode.REFUSAL] = Field(self.tr("拒签原因"), self.refusal, required=True)
        self.fields[GapCode.WITNESS] = Field(self.tr("见证人"), self.witness, required=True)
        refused.addWidget(self.fields[GapCode.REFUSAL], 2)
        refused.addWidget(self.fields[GapCode.WITNESS], 1)

    def _pad(self, pad: SignaturePad) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(pad)
        again = button(self.tr("重签"), kind="link")
        again.clicked.connect(pad.clear)
        column.addWidget(again)
        return made

    def _connect(self) -> None:
        self.signing.picked.connect(self._on_way)
        self.opinion.textChanged.connect(self._on_opinion)
        self.draft_opinion.clicked.connect(self._on_draft_opinion)
        self.refusal.textEdited.connect(partial(self._keep, "refusal"))
        self.witness.textEdited.connect(partial(self._keep, "witness"))
        for pad, role in self._roles():
            pad.signed.connect(partial(self._on_signed, role))
            pad.cleared.connect(partial(self._on_cleared, role))
