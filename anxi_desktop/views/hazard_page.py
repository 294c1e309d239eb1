"""The page 隐患: the board, the list, the clearing statistics, and one hazard on a page of its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from anxi_desktop.app.hazards import Hazards
from anxi_desktop.app.photo_records import add_photo_saves, caption_saves, photo_marks_saves
from anxi_desktop.app.photo_work import PhotoPlace, Taken, take_in_work
from anxi_desktop.domain import words
from anxi_desktop.domain.photo_marks import Mark
from anxi_desktop.domain.records.hazard import HazardStepKind
from anxi_desktop.domain.records.inspection import PhotoRole
from anxi_desktop.domain.save import deletion
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.photo_view import PhotoView
from anxi_desktop.views.components.search_box import SearchBox
from anxi_desktop.views.hazard_act_panel import HazardActPanel
from anxi_desktop.views.hazard_board import HazardBoard
from anxi_desktop.views.hazard_clearing import HazardClearing
from anxi_desktop.views.hazard_detail import HazardDetail
from anxi_desktop.views.hazard_form_panel import HazardFormPanel
from anxi_desktop.views.hazard_list_view import HazardListView
from anxi_desktop.views.page import Page
from anxi_desktop.views.papers import ask_for_papers
from anxi_desktop.views.record_photos import large_photo
from anxi_desktop.views.reply_panel import open_reply, save_reply

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

VIEW = "hazards"
_SHOWS = frozenset({"hazard", "hazard_step", "photo", "project", "listing", "calendar_year"})


class HazardPage(Page):
    """Facts it can be shown: hazard=ID, project=ID, filters={facet: codes}."""

    id = "hazard"
    icon = "hazard"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.session = shell.session
        self.hazards = Hazards(shell.session)
        self.board = HazardBoard(self.hazards, shell.thumbnails)
        self.list = HazardListView(self.hazards)
        self.clearing = HazardClearing(self.hazards)
        self.detail = HazardDetail(shell, self.hazards)
        self.view: PhotoView | None = None
        self._captions: dict[str, str] = {}
        self.search = SearchBox(self.tr("搜索描述、部位、编号、项目、拼音首字母"))
        self.search.setMaximumWidth(380)
        self.ways = ChoiceChips(
            [
                ("board", self.tr("看板")),
                ("list", self.tr("列表")),
                ("clearing", self.tr("定期清零")),
            ],
            required=True,
            value="board",
            wraps=False,
        )
        self.new = button(self.tr("新建隐患"), kind="primary", icon="add")
        self.reply = button(self.tr("整改回复"), icon="exchange")
        menu = QMenu(self.reply)
        menu.addAction(self.tr("生成回复表给企业填…"), self._on_reply_out)
        menu.addAction(self.tr("导入填好的回复表…"), self._on_reply_in)
        self.reply.setMenu(menu)
        self.lists = button(self.tr("导出清单"), icon="export")
        kinds = QMenu(self.lists)
        for text, kind, with_photos in (
            (self.tr("检查清单…"), "check-list", False),
            (self.tr("隐患清单…"), "hazard-list", False),
            (self.tr("隐患清单，带照片…"), "hazard-list", True),
            (self.tr("整改清单…"), "rectification-list", False),
            (self.tr("整改清单，带照片…"), "rectification-list", True),
        ):
            kinds.addAction(text, partial(self._on_list, kind, with_photos=with_photos))
        self.lists.setMenu(kinds)
        self.notice = Banner("", tone="warning", closable=True)
        self.notice.hide()
        self._only = Banner("", tone="info")
        self._only.hide()
        self._browse = QWidget()
        self._stack = QStackedLayout()
        self._pages = QStackedLayout(self)
        self._lay_out()
        self._connect()
        self.list.restore(self.session.settings.views.get(VIEW, ""))
        self.refresh(_SHOWS)

    def title(self) -> str:
        """The page's name."""
        return self.tr("隐患")

    def help_text(self) -> str:
        """What can be done here, for F1."""
        return self.tr(
            "看板按急缓分五列；列表可以筛选、排序、多选后一起复查；“定期清零”按项目统计发现、销号和欠账。\n"
            "点一条看它的页面：五定、整改前后照片、办理经过，以及现在可以办的事。\n"
            "“导出清单”出检查清单、隐患清单、整改清单；只看一个项目时只出这个项目的，在“定期清零”里只出所选期间的。\n"
            "延期要在期限之前申请；复查没通过会退回整改并重新定期限；挂牌督办另记登记簿。\n"
            "Ctrl+N 新建，Enter 打开，Ctrl+F 搜索，Ctrl+Z 撤销。"
        )

    def refresh(self, tables: frozenset[str]) -> None:
        """Something was written: show it."""
        if not tables & _SHOWS:
            return
        self._refresh_way()
        years = self.hazards.unfilled_years()
        if years:
            text = self.tr("{years} 年的放假安排还没有填，这些年份的工作日按周一到周五数，期限可能不准。")
            self.notice.set(text.format(years="、".join(str(year) for year in years)), tone="warning")
        else:
            self.notice.set("")
        if self._pages.currentWidget() is self.detail:
            self._show_detail(self.detail.record)

    def focus_search(self) -> bool:
        """Put the cursor into the search."""
        self.search.setFocus()
        self.search.selectAll()
        return True

    def new_record(self) -> bool:
        """Write a hazard by hand."""
        self._open_form("")
        return True

    def show_facts(self, **facts: object) -> None:
        """Come here for one hazard, one project's, or a filter."""
        if facts.get("hazard"):
            self._show_detail(str(facts["hazard"]))
        elif facts.get("project"):
            self._leave_detail()
            self.show_project(str(facts["project"]))
        elif isinstance(facts.get("filters"), dict):
            self._leave_detail()
            self._show_way("list")
            filters = facts["filters"]
            assert isinstance(filters, dict)
            self.list.set_filters({str(name): frozenset(map(str, codes)) for name, codes in filters.items()})

    @Slot(str)
    def show_project(self, record: str) -> None:
        """Only the hazards of one project."""
        project = next(iter(self.session.store.rows("project", {"id": record}, limit=1)), None)
        if project is None:
            return
        self._show_way("list")
        self._only.clear_actions()
        self._only.set(self.tr("只看：{name}").format(name=project["name"]), tone="info")
        self._only.add_action(self.tr("看全部"), self._show_all)
        self.list.ask(project=record)
        self.board.ask(project=record)

    # ---- ways to look -------------------------------------------------------------------------------------

    def _show_way(self, code: str) -> None:
        self.ways.set_value(code)
        self._stack.setCurrentIndex({"board": 0, "list": 1, "clearing": 2}[code])
        self.search.setVisible(code != "clearing")
        self._refresh_way()

    def _refresh_way(self) -> None:
        at = self._stack.currentWidget()
        if at is self.board:
            self.board.refresh()
        elif at is self.list:
            self.list.refresh()
        else:
            self.clearing.refresh()

    @Slot(object)
    def _on_way(self, code: object) -> None:
        self._show_way(str(code))

    def _show_all(self) -> None:
        self._only.set("")
        self.list.ask(project="")
        self.board.ask(project="")

    @Slot(str)
    def _on_search(self, text: str) -> None:
        self.board.ask(search=text)
        self.list.ask(search=text)

    # ---- one hazard ---------------------------------------------------------------------------------------

    @Slot(str)
    def _show_detail(self, record: str) -> None:
        full = self.hazards.full(record)
        if full is None:
            self._leave_detail()
            return
        self.detail.show_hazard(full)
        self._pages.setCurrentWidget(self.detail)

    @Slot()
    def _leave_detail(self) -> None:
        record = self.detail.record
        self._pages.setCurrentWidget(self._browse)
        self._refresh_way()
        if record:
            self.list.show_record(record)

    @Slot(object)
    def _on_step(self, step: HazardStepKind) -> None:
        self.open_act([self.detail.record], step)

    def open_act(self, records: list[str], step: HazardStepKind) -> None:
        """Open the panel for one act."""
        panel = HazardActPanel(self.shell, self.hazards, records, step)
        panel.close_asked.connect(self.shell.close_panel)
        panel.done.connect(self.shell.close_panel)
        self.shell.open_panel(panel)

    def _open_form(self, record: str) -> None:
        panel = HazardFormPanel(self.shell, self.hazards, record=record)
        panel.close_asked.connect(self.shell.close_panel)
        panel.saved.connect(self._on_saved)
        self.shell.open_panel(panel)

    @Slot(str)
    def _on_saved(self, record: str) -> None:
        self.shell.close_panel()
        self._show_detail(record)

    @Slot()
    def _on_edit(self) -> None:
        self._open_form(self.detail.record)

    @Slot()
    def _on_papers(self) -> None:
        ask_for_papers(self.shell, hazards=[self.detail.record])

    @Slot()
    def _on_many_papers(self) -> None:
        """Papers of one project's hazards: an order names one unit."""
        chosen = self.list.chosen()
        projects = {str(self.session.store.row("hazard", record)["project"]) for record in chosen}
        if len(projects) == 1:
            ask_for_papers(self.shell, hazards=chosen)
        else:
            self.shell.toast(self.tr("文书按项目出：请只选一个项目的隐患"), tone="info")

    @Slot()
    def _on_reply_out(self) -> None:
        """For the project that is looked at: the list's only one, or that of the chosen hazard."""
        project = self.list.query().project
        chosen = self.list.chosen()
        if not project and chosen:
            project = str(self.session.store.row("hazard", chosen[0])["project"])
        if project:
            save_reply(self.shell, project)
        else:
            self.shell.toast(self.tr("先在列表里选一条隐患，就生成它那个项目的回复表"), tone="info")

    @Slot()
    def _on_reply_in(self) -> None:
        open_reply(self.shell)

    @Slot()
    def _on_delete(self) -> None:
        self.session.edit(self.tr("删除隐患"), [deletion("hazard", self.detail.record)])
        self.shell.toast(self.tr("已删除一条隐患"), undo=True)
        self._leave_detail()

    @Slot(str)
    def _on_project(self, record: str) -> None:
        self.shell.go("project", record=record)

    @Slot(str)
    def _on_inspection(self, record: str) -> None:
        self.shell.go("inspection", inspection=record)

    # ---- photos -------------------------------------------------------------------------------------------

    @Slot(object, list)
    def _on_photos(self, role: PhotoRole, paths: list[Path]) -> None:
        self._take(role, paths, None)

    @Slot(object, bytes)
    def _on_image(self, role: PhotoRole, body: bytes) -> None:
        self._take(role, [], body)

    def _take(self, role: PhotoRole, paths: list[Path], body: bytes | None) -> None:
        record = self.detail.record
        row = self.session.store.row("hazard", record)

        def done(taken: Taken) -> None:
            saves = [
                save
                for photo in taken.photos
                for save in add_photo_saves(
                    photo,
                    project=str(row["project"]),
                    hazard=record,
                    role=role,
                    author=self.session.settings.person,
                )
            ]
            if saves:
                self.session.edit(
                    self.tr("加入{role}照片").format(role=words.choice_word(PhotoRole, role.value)), saves
                )
                self.shell.toast(self.tr("已加入 {n} 张照片").format(n=len(saves)), undo=True)
            for error in taken.refused:
                self.shell.show_error(error)

        work = take_in_work(PhotoPlace.of(self.session), paths, body=body, name=self.tr("粘贴的图片.png"))
        self.shell.run(self.tr("加入照片"), work, done)

    @Slot(str)
    def _on_photo(self, record: str) -> None:
        full = self.hazards.full(self.detail.record)
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
        captions, self._captions = self._captions, {}
        for record, text in captions.items():
            self.session.edit(self.tr("照片说明"), caption_saves(record, text))

    # ---- many ---------------------------------------------------------------------------------------------

    def _act_on_many(self, step: HazardStepKind) -> None:
        """Open the panel for all chosen, where all of them allow it; else say how many do not."""
        records = self.list.chosen()
        able = [record for record in records if step in self.hazards.possible([record])]
        if not able:
            word = words.choice_word(HazardStepKind, step.value)
            self.shell.toast(self.tr("选中的隐患现在都不能“{word}”").format(word=word), tone="info")
            return
        if len(able) < len(records):
            text = self.tr("选中的 {n} 条里有 {m} 条现在可以办，只办这些")
            self.shell.toast(text.format(n=len(records), m=len(able)), tone="info")
        self.open_act(able, step)

    @Slot()
    def _on_view_changed(self) -> None:
        self.session.set_settings(self.session.settings.with_view(VIEW, self.list.state()))

    @Slot()
    def _on_export(self) -> None:
        from anxi_desktop.views.hazard_export import export_clearing

        export_clearing(self.shell, self.clearing)

    def _on_list(self, kind: str, *, with_photos: bool) -> None:
        """Of the project that is looked at; in 定期清零 also of its period."""
        from anxi_desktop.app.hazard_export import ListOrder
        from anxi_desktop.views.hazard_export import export_list

        project = self.list.query().project
        first = last = ""
        if self._stack.currentWidget() is self.clearing:
            first, last = str(self.clearing.first.value() or ""), str(self.clearing.last.value() or "")
        export_list(self.shell, self, ListOrder(kind, project, first, last, with_photos=with_photos))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.ways)
        top.addWidget(self.search, 1)
        top.addStretch(1)
        top.addWidget(self.lists)
        top.addWidget(self.reply)
        top.addWidget(self.new)
        column = QVBoxLayout(self._browse)
        column.setContentsMargins(24, 16, 24, 4)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.notice)
        column.addWidget(self._only)
        column.addLayout(self._stack, 1)
        for widget in (self.board, self.list, self.clearing):
            self._stack.addWidget(widget)
        self._pages.addWidget(self._browse)
        self._pages.addWidget(self.detail)
        for text, step, kind in (
            (self.tr("复查通过"), HazardStepKind.CLOSED, "primary"),
            (self.tr("退回"), HazardStepKind.RETURNED, "secondary"),
            (self.tr("报告整改"), HazardStepKind.RECTIFIED, "secondary"),
        ):
            self.list.selection.add_action(text, kind=kind).clicked.connect(partial(self._act_on_many, step))
        papers = self.list.selection.add_action(self.tr("打印文书"), icon="print")
        papers.clicked.connect(self._on_many_papers)

    def _connect(self) -> None:
        self.ways.picked.connect(self._on_way)
        self.search.text_changed.connect(self._on_search)
        self.new.clicked.connect(self.new_record)
        self.board.opened.connect(self._show_detail)
        self.list.opened.connect(self._show_detail)
        self.list.view_changed.connect(self._on_view_changed)
        self.clearing.project_asked.connect(self.show_project)
        self.clearing.export_asked.connect(self._on_export)
        for signal, slot in (
            (self.detail.left, self._leave_detail),
            (self.detail.step_asked, self._on_step),
            (self.detail.edit_asked, self._on_edit),
            (self.detail.papers_asked, self._on_papers),
            (self.detail.delete_asked, self._on_delete),
            (self.detail.project_asked, self._on_project),
            (self.detail.inspection_asked, self._on_inspection),
            (self.detail.photo_asked, self._on_photo),
            (self.detail.photos_added, self._on_photos),
            (self.detail.image_pasted, self._on_image),
        ):
            signal.connect(slot)
        QShortcut(QKeySequence("Backspace"), self.detail).activated.connect(self._leave_detail)
