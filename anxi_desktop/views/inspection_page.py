"""The page 检查: what was inspected, what is in work, and the assistant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedLayout

from anxi_desktop.app.inspection_work import FinishedDraft, InspectionWork, begin_usual, give_up
from anxi_desktop.app.inspections import Inspections
from anxi_desktop.app.photo_records import add_photo_saves, caption_saves, photo_marks_saves
from anxi_desktop.app.photo_work import PhotoPlace, Taken, take_in_work
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.photo_marks import Mark
from anxi_desktop.domain.records.inspection import PhotoRole
from anxi_desktop.views.components.photo_view import PhotoView
from anxi_desktop.views.inspection_assistant import InspectionAssistant
from anxi_desktop.views.inspection_drawer import InspectionDrawer
from anxi_desktop.views.inspection_list_view import InspectionListView
from anxi_desktop.views.inspection_photos import WorkPhotos
from anxi_desktop.views.page import Page
from anxi_desktop.views.papers import ask_for_papers
from anxi_desktop.views.record_photos import large_photo
from anxi_desktop.views.unfinished import ask_give_up

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_SHOWS = frozenset({"inspection", "project", "hazard", "photo", "check_list"})


class InspectionPage(Page):
    """Facts it can be shown: inspection=ID, draft=ID, new=PROJECT or True."""

    id = "inspection"
    icon = "inspection"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.session = shell.session
        self.inspections = Inspections(shell.session)
        self.list = InspectionListView(self.inspections)
        self.assistant: InspectionAssistant | None = None
        self.drawer: InspectionDrawer | None = None
        self.view: PhotoView | None = None
        self._captions: dict[str, str] = {}
        self._coming: dict[str, WorkPhotos] = {}
        """By draft: photos that are still being taken in after the assistant was left."""
        self._last: FinishedDraft | None = None
        self._reopened = ""
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.list)
        self.list.opened.connect(self.open_inspection)
        self.list.resumed.connect(self.resume)
        self.list.given_up.connect(self._on_give_up)
        self.list.new_asked.connect(self.new_record)

    def title(self) -> str:
        """The page's name."""
        return self.tr("检查")

    def help_text(self) -> str:
        """What can be done here, for F1."""
        return self.tr(
            "新建检查后分五步：选项目和清单、逐项检查、记隐患、定整改、签字完成。每一笔都随填随存，关掉程序也不丢。\n"
            "逐项检查时：1 符合，2 不符合，3 不适用，↑↓ 换项，N 到下一个未检查的项，空格加照片，Ctrl+Enter 下一步，"
            "Ctrl+Backspace 上一步。\n"
            "照片可以拖进来、按 Ctrl+V 粘贴，或从手机文件夹里选；双击放大后可以画箭头、圈和文字，原图不变。\n"
            "列表里按 Enter 看一次检查的详情，打印检查记录和通知书。"
        )

    def refresh(self, tables: frozenset[str]) -> None:
        """Something was written."""
        if not tables & _SHOWS:
            return
        self._follow_undo()
        self.list.refresh()
        if self.drawer is not None:
            full = self.inspections.full(self.drawer.inspection)
            if full is None:
                self.shell.close_drawer()
            else:
                self.drawer.show_inspection(full)

    def focus_search(self) -> bool:
        """Put the cursor into the search."""
        if self.assistant is not None:
            return False
        self.list.search.setFocus()
        self.list.search.selectAll()
        return True

    @Slot()
    def new_record(self) -> bool:
        """Begin a new inspection."""
        self.begin("")
        return True

    def show_facts(self, **facts: object) -> None:
        """Come here for one inspection, to go on with one, or for a new one."""
        if facts.get("inspection"):
            self._leave()
            self.open_inspection(str(facts["inspection"]))
        elif facts.get("draft"):
            self.resume(str(facts["draft"]))
        elif facts.get("new"):
            self.begin("" if facts["new"] is True else str(facts["new"]))
        elif self.assistant is None:
            self.list.refresh()

    def begin(self, project: str) -> None:
        """Open the assistant for a new inspection, with what is usual here."""
        self._leave()
        work = begin_usual(self.session)
        self._show(work)
        if project and self.assistant is not None:
            self.assistant.start.choose_project(project)

    @Slot(str)
    def resume(self, draft: str) -> None:
        """Go on with an inspection in work."""
        if self.assistant is not None and self.assistant.work.id == draft:
            return
        self._leave()
        coming = self._coming.pop(draft, None)
        try:
            if coming is not None:
                self._show(coming.work, coming)
            else:
                self._show(InspectionWork.resume(self.session, draft))
        except AnxiError as error:
            self.shell.show_error(error)
            self.list.refresh()

    @Slot(str)
    def open_inspection(self, record: str) -> None:
        """Show a finished one beside the list."""
        full = self.inspections.full(record)
        if full is None:
            return
        self.list.show_record(record)
        if self.drawer is None:
            self.drawer = InspectionDrawer(self.shell.thumbnails)
            self.drawer.close_asked.connect(self.shell.close_drawer)
            self.drawer.closed.connect(self._on_drawer_closed)
            self.drawer.hazard_asked.connect(self._on_hazard)
            self.drawer.project_asked.connect(self._on_project)
            self.drawer.photo_asked.connect(self._on_photo)
            self.drawer.scans_added.connect(self._on_scans)
            self.drawer.papers_asked.connect(self._on_papers)
        self.drawer.show_inspection(full)
        self.shell.open_drawer(self.drawer)

    # ---- inside -------------------------------------------------------------------------------------------

    def _show(self, work: InspectionWork, photos: WorkPhotos | None = None) -> None:
        self.shell.close_side()
        if work.id == self._reopened:
            self._last, self._reopened = None, ""  # it goes its own way from here
        assistant = InspectionAssistant(self.shell, work, photos)
        assistant.left.connect(self._on_left)
        assistant.finished.connect(self._on_finished)
        self.assistant = assistant
        self._stack.addWidget(assistant)
        self._stack.setCurrentWidget(assistant)
        assistant.focus_step()

    def _leave(self) -> None:
        if self.assistant is None:
            return
        old, self.assistant = self.assistant, None
        if old.photos.taking:
            self._coming[old.work.id] = old.photos
        self._stack.setCurrentWidget(self.list)
        self._stack.removeWidget(old)
        old.hide()
        old.deleteLater()
        self.list.refresh()

    def _follow_undo(self) -> None:
        """Whoever takes the end of an inspection back goes on with it; brought back, it is finished again."""
        if self._last is None:
            return
        undone = self._last.is_undone(self.session)
        if undone and not self._reopened:
            self._reopened = self._last.reopen(self.session)
        elif not undone and self._reopened:
            give_up(self.session, self._reopened)
            self._reopened = ""

    @Slot()
    def _on_left(self) -> None:
        self._leave()
        self.list.table.setFocus()

    @Slot(str)
    def _on_finished(self, record: str) -> None:
        self._last = self.assistant.work.finished if self.assistant is not None else None
        self._reopened = ""
        self._leave()
        self.open_inspection(record)

    @Slot(str)
    def _on_give_up(self, draft: str) -> None:
        """Undo cannot bring a draft back, so this is asked."""
        known = next((found for found in self.inspections.unfinished() if found.id == draft), None)
        if known is None:
            self.list.refresh()
            return
        if ask_give_up(self.shell, known):
            self.list.refresh()

    @Slot()
    def _on_drawer_closed(self) -> None:
        self.drawer = None

    @Slot(str)
    def _on_hazard(self, record: str) -> None:
        if "hazard" in self.shell.specs:
            self.shell.go("hazard", hazard=record)

    @Slot(str)
    def _on_project(self, record: str) -> None:
        self.shell.go("project", record=record)

    @Slot(str)
    def _on_photo(self, record: str) -> None:
        full = self.inspections.full(self.drawer.inspection) if self.drawer is not None else None
        if full is None:
            return
        photos = [large_photo(photo) for photo in full.photos]
        self.view = PhotoView(self, self.shell.thumbnails, photos, first=record)
        self.view.marks_changed.connect(self._on_marks)
        self.view.caption_changed.connect(self._on_caption)
        self.view.closed.connect(self._on_view_closed)
        self.view.open()

    @Slot(str, list)
    def _on_marks(self, record: str, marks: list[Mark]) -> None:
        self.session.edit(self.tr("标注照片"), photo_marks_saves(record, marks))

    @Slot(str, str)
    def _on_caption(self, record: str, text: str) -> None:
        self._captions[record] = text

    @Slot()
    def _on_view_closed(self) -> None:
        """Captions are saved when the person has finished writing: one step each, not one a letter."""
        captions, self._captions = self._captions, {}
        for record, text in captions.items():
            self.session.edit(self.tr("照片说明"), caption_saves(record, text))

    @Slot(list)
    def _on_scans(self, paths: list[Path]) -> None:
        if self.drawer is None:
            return
        full = self.inspections.full(self.drawer.inspection)
        if full is None:
            return

        def done(taken: Taken) -> None:
            saves = [
                save
                for photo in taken.photos
                for save in add_photo_saves(
                    photo,
                    project=str(full.row["project"]),
                    inspection=str(full.row["id"]),
                    role=PhotoRole.SCAN,
                    author=self.session.settings.person,
                )
            ]
            if saves:
                self.session.edit(self.tr("加入签字扫描件"), saves)
                self.shell.toast(self.tr("已加入 {n} 张").format(n=len(saves)), undo=True)
            for error in taken.refused:
                self.shell.show_error(error)

        self.shell.run(self.tr("加入照片"), take_in_work(PhotoPlace.of(self.session), paths), done)

    @Slot()
    def _on_papers(self) -> None:
        if self.drawer is not None:
            ask_for_papers(self.shell, inspection=self.drawer.inspection)
