"""The assistant: five pages of one inspection. Everything is kept as it is typed; leaving asks nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from anxi_desktop.app.inspection_work import TITLE, InspectionWork
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.inspection_draft import DraftStep, Gap
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.step_bar import StepBar
from anxi_desktop.views.components.text import ElidedLabel, label
from anxi_desktop.views.inspection_hazards_step import HazardsStep
from anxi_desktop.views.inspection_items_step import ItemsStep
from anxi_desktop.views.inspection_photos import WorkPhotos
from anxi_desktop.views.inspection_rectify_step import RectifyStep
from anxi_desktop.views.inspection_signing_step import SigningStep
from anxi_desktop.views.inspection_start_step import StartStep

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_STEPS = tuple(DraftStep)


class InspectionAssistant(QWidget):
    """Shows one `InspectionWork`. `finished` with the inspection's id, `left` when the person goes back to the list."""

    finished = Signal(str)
    left = Signal()

    def __init__(self, shell: Shell, work: InspectionWork, photos: WorkPhotos | None = None) -> None:
        """`photos` where some of this work are still being taken in."""
        super().__init__()
        self.shell = shell
        self.work = work
        self.photos = photos or WorkPhotos(shell, work)
        self.steps = StepBar(
            (
                self.tr("项目和清单"),
                self.tr("逐项检查"),
                self.tr("隐患"),
                self.tr("整改"),
                self.tr("签字完成"),
            ),
            pressed=True,
        )
        self.start = StartStep(work)
        self.items = ItemsStep(work, self.photos)
        self.hazards = HazardsStep(work, self.photos)
        self.rectify = RectifyStep(work)
        self.signing = SigningStep(work)
        self._pages = (self.start, self.items, self.hazards, self.rectify, self.signing)
        self._stack = QStackedWidget()
        for page in self._pages:
            self._stack.addWidget(page)
        self.list = button(self.tr("返回列表"), kind="quiet", icon="arrow-left")
        self.back = button(self.tr("上一步"))
        self.next = button(self.tr("下一步"), kind="primary")
        self._name = ElidedLabel("", "secondary")
        self._saved = label(self.tr("随填随存"), "caption")
        self._foot = QFrame()
        self._lay_out()
        self._connect()
        self._go(work.draft.step)

    @property
    def step(self) -> DraftStep:
        """The page in sight."""
        return _STEPS[self._stack.currentIndex()]

    def go(self, step: DraftStep) -> None:
        """Show a page and remember it."""
        self.work.go(step, self.items.place)
        self._go(step)

    @Slot()
    def go_on(self) -> None:
        """The next page; at the end the inspection is finished."""
        if self.step is DraftStep.SIGNING:
            self.finish()
            return
        self.go(_STEPS[_STEPS.index(self.step) + 1])

    @Slot()
    def go_back(self) -> None:
        """The page before."""
        at = _STEPS.index(self.step)
        if at:
            self.go(_STEPS[at - 1])

    def finish(self) -> None:
        """Make the records, where nothing is missing."""
        gaps = self.work.draft.gaps()
        if gaps:
            self.signing.show_gaps()
            self.shell.toast(
                self.tr("还差 {n} 处没有填，列在上面，点一下就到").format(n=len(gaps)), tone="info"
            )
            return
        if self.photos.taking:
            self.shell.toast(self.tr("照片还在加入，请等几秒再完成"), tone="info")
            return
        try:
            row, _ = self.work.finish()
        except AnxiError as error:
            self.shell.show_error(error)
            return
        self.shell.toast(TITLE, undo=True)
        self.finished.emit(row)

    @Slot()
    def leave(self) -> None:
        """Back to the list; one in which nothing was said yet leaves nothing behind."""
        draft = self.work.draft
        typed = draft.answers or draft.hazards or draft.photos or draft.head.project or self.photos.taking
        if not typed:
            self.work.give_up()
        self.left.emit()

    @Slot(object)
    def show_gap(self, gap: Gap) -> None:
        """Go to where something is missing."""
        self.go(gap.step)
        if gap.step is DraftStep.ITEMS:
            if gap.place is not None:
                self.items.go(gap.place)
            self.items.setFocus()
            return
        page = self._pages[_STEPS.index(gap.step)]
        if isinstance(page, (StartStep, HazardsStep, RectifyStep, SigningStep)):
            page.show_gap(gap)

    def _go(self, step: DraftStep) -> None:
        page = self._pages[_STEPS.index(step)]
        page.show_work()
        self._stack.setCurrentWidget(page)
        self.steps.set_current(_STEPS.index(step))
        self._show_foot()
        self.focus_step()

    def focus_step(self) -> None:
        """Put the keyboard where typing goes on. Nothing takes it before it is in sight."""
        page = self._pages[self._stack.currentIndex()]
        if isinstance(page, (StartStep, RectifyStep)):
            page.focus_first()
        elif page is self.hazards and self.hazards.hazard:
            self.hazards.description.setFocus()
        else:
            page.setFocus()

    @Slot()
    def _show_foot(self) -> None:
        step = self.step
        self.back.setVisible(step is not DraftStep.START)
        self.next.setText(
            self.tr("完成检查") if step is DraftStep.SIGNING else self.tr("下一步（Ctrl+Enter）")
        )
        project = self.work.project()
        progress = self.work.draft.progress()
        name = str(project["name"]) if project else self.tr("未选项目")
        self._name.setText(
            self.tr("{name}　·　{done}/{total} 项　·　{title}").format(
                name=name,
                title=self.work.draft.check_list.title,
                done=progress.done,
                total=progress.total,
            )
        )

    def _lay_out(self) -> None:
        self._foot.setProperty("box", "foot")
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(16, 10, 24, 10)
        row.setSpacing(8)
        row.addWidget(self.list)
        row.addWidget(self._name, 1)
        row.addWidget(self._saved)
        row.addSpacing(8)
        row.addWidget(self.back)
        row.addWidget(self.next)
        top = QHBoxLayout()
        top.setContentsMargins(24, 12, 24, 8)
        top.addWidget(self.steps)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._foot)

    def _connect(self) -> None:
        self.steps.asked.connect(lambda place: self.go(_STEPS[place]))
        self.next.clicked.connect(self.go_on)
        self.back.clicked.connect(self.go_back)
        self.list.clicked.connect(self.leave)
        self.start.project_chosen.connect(self._show_foot)
        self.start.list_changed.connect(self._show_foot)
        self.items.changed.connect(self._show_foot)
        self.items.hazards_asked.connect(lambda: self.go(DraftStep.HAZARDS))
        self.signing.gap_asked.connect(self.show_gap)
        acts: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+Return", self.go_on),
            ("Ctrl+Enter", self.go_on),
            ("Ctrl+Backspace", self.go_back),
        )
        for keys, act in acts:
            QShortcut(QKeySequence(keys), self).activated.connect(act)
