"""The page 风险: the county by colour, and for one project its points, its overall level, its maps and boards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from anxi_desktop.app.risk_maps import Background, RiskMaps
from anxi_desktop.app.risks import ProjectStanding, Risks
from anxi_desktop.domain.level_words import level_word, level_words
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.letting_go import let_go
from anxi_desktop.views.components.search_box import SearchBox
from anxi_desktop.views.components.selection_bar import SelectionBar
from anxi_desktop.views.components.tags import RiskTag, Tag
from anxi_desktop.views.components.text import ElidedLabel, label
from anxi_desktop.views.page import Page
from anxi_desktop.views.risk_assess_panel import RiskAssessPanel
from anxi_desktop.views.risk_level_view import RiskLevelView
from anxi_desktop.views.risk_library_panel import DangerousPanel, RiskLibraryPanel
from anxi_desktop.views.risk_maps_view import NewMapPanel, RiskMapsView, SheetPanel, choose_background
from anxi_desktop.views.risk_outputs import BoardsView, export_risk_list, open_map_print
from anxi_desktop.views.risk_point_panel import RiskPointPanel
from anxi_desktop.views.risk_rules_panel import RulesPanel
from anxi_desktop.views.risk_tables import overview_record, overview_table, point_record, point_table
from anxi_desktop.views.riskmap.editor import MapEditor

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_SHOWS = frozenset(
    {
        *("project", "fact", "risk_point", "risk_assessment", "level_decision", "rule_table"),
        *("risk_map", "map_item", "hazard", "inspection"),
    }
)


class RiskPage(Page):
    """Facts it can be shown: project=ID, tab=points|level|maps|boards, map=ID, point=ID."""

    id = "risk"
    icon = "risk"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.risks = Risks(shell.session)
        self.project = ""
        self.editor: MapEditor | None = None
        self.search = SearchBox(self.tr("找项目"))
        self.search.setMaximumWidth(320)
        self.search.text_changed.connect(self._show_overview)
        self.only = ChoiceChips(
            [
                ("todo", self.tr("只看要办的")),
                *[(level.value, level_words(level)) for level in RiskLevel],
            ],
            wraps=False,
        )
        self.only.picked.connect(self._show_overview)
        self.rules = button(self.tr("评估标准和规则"), icon="rules")
        self.rules.clicked.connect(self._on_rules)
        self.overview = overview_table()
        self._sum = label("", "secondary")
        self.back = button(self.tr("全县"), kind="quiet", icon="arrow-left")
        self.name = ElidedLabel("", "card")
        self._tags = QHBoxLayout()
        self._tag_widgets: list[QWidget] = []
        self.tabs = ChoiceChips(
            [
                ("points", self.tr("风险点")),
                ("level", self.tr("整体等级")),
                ("maps", self.tr("四色图")),
                ("boards", self.tr("公告栏和告知卡")),
            ],
            required=True,
            value="points",
            wraps=False,
        )
        self.points = point_table()
        self.selection = SelectionBar(self.tr("个风险点"))
        self.new = button(self.tr("新建风险点"), kind="primary", icon="add")
        self.library = button(self.tr("从风险库添加"), icon="library")
        self.dangerous = button(self.tr("危大工程核对"), icon="rules")
        self.export = button(self.tr("导出管控清单"), icon="export")
        self.new_map = button(self.tr("新建四色图"), kind="primary", icon="add")
        self.level_view = RiskLevelView(shell, self.risks)
        self.maps_view = RiskMapsView(shell)
        self.boards_view = BoardsView(shell, self.risks)
        self._pages = QStackedLayout(self)
        self._tab_stack = QStackedLayout()
        self._lay_out()
        self._connect()
        self.refresh(_SHOWS)

    def title(self) -> str:
        """The page's name."""
        return self.tr("风险")

    def help_text(self) -> str:
        """What can be done here, for F1."""
        return self.tr(
            "先是全县一览：各项目四色风险点数、整体等级、建议等级、下次检查不晚于哪天。双击进入一个项目。\n"
            "风险点：从风险库添加、危大工程核对、逐个新建；双击评估等级（LEC 或 LS），评估历史都留着。\n"
            "整体等级：建议由风险点、隐患、评分、覆盖算出，算式列明；由人评定，与建议不同要写理由。\n"
            "四色图：画区域、钉风险点、放标识；区域颜色取区内最高等级。V 选择 P 多边形 R 矩形 C 圆 F 手绘 A 功能区 "
            "L 管线 E 疏散路线 I 风险点 S 标识 T 文字 K 分割 M 量尺；方向键引十字线，空格落点，Enter 结束。\n"
            "公告栏和告知卡：按区域、风险点、岗位批量出 PDF，带不用联网的二维码。"
        )

    def refresh(self, tables: frozenset[str]) -> None:
        """Something was written: show it."""
        if not tables & _SHOWS:
            return
        if self.project and not list(self.shell.session.store.rows("project", {"id": self.project}, limit=1)):
            self.project = ""
            self._leave_map()
        if self.editor is not None:
            rows = list(self.shell.session.store.rows("risk_map", {"id": self.editor.work.record}, limit=1))
            if not rows:
                self._leave_map()
            else:
                self.editor.refresh()
                return
        if self.project:
            self._show_project()
        else:
            self._pages.setCurrentIndex(0)
            self._show_overview()

    def focus_search(self) -> bool:
        """Put the cursor into the search of projects."""
        if self.project:
            return False
        self.search.setFocus()
        self.search.selectAll()
        return True

    def new_record(self) -> bool:
        """A new map on its tab, else a new point."""
        if not self.project or self.editor is not None:
            return False
        if self.tabs.value() == "maps":
            self._on_new_map()
        else:
            self._open_point("")
        return True

    def show_facts(self, **facts: object) -> None:
        """Come here for one project, one of its tabs, a map or a point."""
        if facts.get("project"):
            self._leave_map()
            self.project = str(facts["project"])
            self.tabs.set_value(str(facts.get("tab") or "points"))
            self._show_project()
        if facts.get("map"):
            self.open_map(str(facts["map"]))
        if facts.get("point"):
            self.assess(str(facts["point"]))

    # ---- the county ---------------------------------------------------------------------------------------

    def _show_overview(self, _asked: object = None) -> None:
        standings = self.risks.overview()
        wanted, only = self.search.text().strip().lower(), self.only.value()
        shown = [
            record
            for standing in standings
            if self._is_wanted(standing, record := overview_record(standing), wanted, only)
        ]
        self.overview.show_records(shown)
        levels: dict[str, int] = {}
        for standing in standings:
            code = standing.level.value if standing.level else ""
            levels[code] = levels.get(code, 0) + 1
        parts = [f"{level_word(level)} {levels.get(level.value, 0)}" for level in RiskLevel]
        parts.append(self.tr("未评定 {n}").format(n=levels.get("", 0)))
        text = self.tr("在建/在管项目 {n} 个：{parts}").format(n=len(standings), parts="，".join(parts))
        self._sum.setText(text)
        if standings:
            self.overview.set_empty(
                self.tr("没有符合条件的项目"), self.tr("换几个字，或清除筛选。"), icon="search"
            )
        else:
            self.overview.set_empty(
                self.tr("还没有项目"), self.tr("先在“项目”里新建或导入项目，再回来辨识风险。"), icon="risk"
            )

    @staticmethod
    def _is_wanted(standing: ProjectStanding, record: object, wanted: str, only: str) -> bool:
        assert isinstance(record, dict)
        if wanted and wanted not in standing.risks.name.lower():
            return False
        if only == "todo":
            return record["state"] is not None
        return not only or record["level"] == only

    @Slot(int)
    def _on_project_row(self, place: int) -> None:
        record = self.overview.record_at(place)
        if record is not None:
            self.shell.go("risk", project=str(record["id"]))

    @Slot()
    def _on_back(self) -> None:
        self.project = ""
        self._leave_map()
        self._pages.setCurrentIndex(0)
        self._show_overview()

    @Slot()
    def _on_rules(self) -> None:
        panel = RulesPanel(self.shell, self.risks)
        panel.close_asked.connect(self.shell.close_panel)
        self.shell.open_panel(panel)

    # ---- one project --------------------------------------------------------------------------------------

    def _show_project(self) -> None:
        self._pages.setCurrentIndex(1)
        standing = self.risks.standing(self.project)
        self.name.setText(standing.risks.name)
        let_go(self._tags, self._tag_widgets)
        self._tag_widgets = []
        if standing.level is None:
            self._tag(Tag(self.tr("整体等级未评定"), tone="warning"))
        else:
            text = self.tr("整体 {word}").format(word=level_words(standing.level))
            self._tag(RiskTag(text, level=standing.level.value))
            if standing.differs:
                word = level_word(standing.proposal.level)
                self._tag(Tag(self.tr("建议改为{word}").format(word=word), tone="warning"))
        self._show_tab()

    def _tag(self, made: QWidget) -> None:
        self._tag_widgets.append(made)
        self._tags.addWidget(made)

    def _show_tab(self, _code: object = None) -> None:
        tab = self.tabs.value()
        self._tab_stack.setCurrentIndex(["points", "level", "maps", "boards"].index(tab))
        on_points = tab == "points"
        for made in (self.new, self.library, self.dangerous, self.export):
            made.setVisible(on_points)
        works = self.risks.store.row("project", self.project)["category"] == "works"
        self.dangerous.setVisible(on_points and works)
        self.new_map.setVisible(tab == "maps")
        if on_points:
            self._show_points()
        elif tab == "level":
            self.level_view.show_project(self.project)
        elif tab == "maps":
            self.maps_view.show_project(self.project)
        else:
            self.boards_view.show_project(self.project)

    def _show_points(self) -> None:
        rows = self.risks.points(self.project)
        alive = [row for row in rows if not row["removed_on"]]
        gone = [row for row in rows if row["removed_on"]]
        titles = {category.code: category.title for category in self.risks.categories}
        self.points.show_records([point_record(row, titles) for row in [*alive, *gone]])
        self.points.set_empty(
            self.tr("还没有风险点"),
            self.tr("从风险库按阶段勾选最快；也可以先做危大工程核对，或在 Excel 里导入风险点。"),
            self.tr("从风险库添加"),
            self._on_library,
            icon="risk",
        )

    def _open_point(self, record: str) -> None:
        panel = RiskPointPanel(self.shell, self.risks, self.project, record=record)
        panel.close_asked.connect(self.shell.close_panel)
        panel.saved.connect(self._on_point_saved)
        self.shell.open_panel(panel)

    @Slot(str, bool)
    def _on_point_saved(self, record: str, assess: bool) -> None:
        self.shell.close_panel()
        if assess:
            self.assess(record)

    @Slot(str)
    def assess(self, record: str) -> None:
        """Open the panel in which a point is assessed."""
        panel = RiskAssessPanel(self.shell, self.risks, record)
        panel.close_asked.connect(self.shell.close_panel)
        panel.done.connect(self.shell.close_panel)
        self.shell.open_panel(panel)

    @Slot(int)
    def _on_point_row(self, place: int) -> None:
        record = self.points.record_at(place)
        if record is not None:
            self.assess(str(record["id"]))

    @Slot()
    def _on_edit(self) -> None:
        for record in self.points.chosen()[:1]:
            self._open_point(record)

    @Slot()
    def _on_assess(self) -> None:
        for record in self.points.chosen()[:1]:
            self.assess(record)

    @Slot()
    def _on_remove(self) -> None:
        chosen = self.points.chosen()
        if chosen:
            self.risks.remove(chosen, removed_on=self.risks.today)
            text = self.tr("已消除 {n} 个风险点，从今天起不再统计；以前的月份不变").format(n=len(chosen))
            self.shell.toast(text, undo=True)

    @Slot()
    def _on_restore(self) -> None:
        chosen = self.points.chosen()
        if chosen:
            self.risks.restore(chosen)
            self.shell.toast(self.tr("已恢复 {n} 个风险点").format(n=len(chosen)), undo=True)

    @Slot()
    def _on_library(self) -> None:
        panel = RiskLibraryPanel(self.shell, self.risks, self.project)
        panel.close_asked.connect(self.shell.close_panel)
        panel.done.connect(self.shell.close_panel)
        self.shell.open_panel(panel)

    @Slot()
    def _on_dangerous(self) -> None:
        panel = DangerousPanel(self.shell, self.risks, self.project)
        panel.close_asked.connect(self.shell.close_panel)
        panel.done.connect(self.shell.close_panel)
        self.shell.open_panel(panel)

    @Slot()
    def _on_export(self) -> None:
        export_risk_list(self.shell, self, self.project)

    # ---- maps ---------------------------------------------------------------------------------------------

    @Slot()
    def _on_new_map(self) -> None:
        panel = NewMapPanel(self.shell, self.project)
        panel.close_asked.connect(self.shell.close_panel)
        panel.made.connect(self._on_map_made)
        self.shell.open_panel(panel)

    @Slot(str)
    def _on_map_made(self, record: str) -> None:
        self.shell.close_panel()
        self.open_map(record)

    @Slot(str)
    def open_map(self, record: str) -> None:
        """Open a map in the editor, over the whole page."""
        self._leave_map()
        self.project = str(self.shell.session.store.row("risk_map", record)["project"])
        editor = MapEditor(self.shell, self.risks, record)
        editor.closed.connect(self._on_map_closed)
        editor.point_asked.connect(self._on_map_point)
        editor.assess_asked.connect(self.assess)
        editor.sheet_asked.connect(self._on_sheet)
        editor.background_asked.connect(self._on_background)
        editor.version_asked.connect(self._on_version)
        editor.export_asked.connect(self._on_map_export)
        self.editor = editor
        self._pages.addWidget(editor)
        self._pages.setCurrentWidget(editor)
        editor.view.setFocus()

    def _leave_map(self) -> None:
        editor, self.editor = self.editor, None
        let_go(self._pages, [editor])

    @Slot()
    def _on_map_closed(self) -> None:
        self._leave_map()
        self.tabs.set_value("maps")
        self._show_project()

    @Slot(str)
    def _on_map_point(self, record: str) -> None:
        self._open_point(record)

    @Slot()
    def _on_sheet(self) -> None:
        if self.editor is None:
            return
        panel = SheetPanel(self.shell, self.project, self.editor.work.record)
        panel.close_asked.connect(self.shell.close_panel)
        panel.done.connect(self.shell.close_panel)
        self.shell.open_panel(panel)

    @Slot()
    def _on_background(self) -> None:
        if self.editor is not None:
            choose_background(self.shell, self, self._take_background)

    def _take_background(self, background: Background) -> None:
        if self.editor is not None:
            maps = RiskMaps(self.shell.session, self.project)
            maps.set_background(self.editor.work.record, background)
            self.shell.toast(self.tr("已换底图：{name}").format(name=background.name), undo=True)
            self.editor.view.fit()

    @Slot()
    def _on_version(self) -> None:
        if self.editor is not None:
            made, _done = RiskMaps(self.shell.session, self.project).copy_forward(self.editor.work.record)
            self.open_map(made)
            self.shell.toast(self.tr("这是新版，旧版保留不变"), undo=True)

    @Slot()
    def _on_map_export(self) -> None:
        if self.editor is not None:
            open_map_print(self.shell, self.risks, self.editor)

    # ---- layout -------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        county, one = QWidget(), QWidget()
        for page in (county, one):  # first of all: what has no parent would open as a window
            self._pages.addWidget(page)
        column = QVBoxLayout(county)
        column.setContentsMargins(24, 16, 24, 12)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addWidget(self.only)
        top.addStretch(1)
        top.addWidget(self.rules)
        column.addLayout(top)
        column.addWidget(self.overview, 1)
        column.addWidget(self._sum)
        column = QVBoxLayout(one)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.back)
        head.addWidget(self.name, 1)
        head.addLayout(self._tags)
        column.addLayout(head)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        for made in (self.export, self.dangerous, self.library, self.new, self.new_map):
            bar.addWidget(made)
        column.addLayout(bar)
        points = QWidget()
        below = QVBoxLayout(points)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(8)
        below.addWidget(self.points, 1)
        below.addWidget(self.selection)
        column.addLayout(self._tab_stack, 1)
        for widget in (points, self.level_view, self.maps_view, self.boards_view):
            self._tab_stack.addWidget(widget)

    def _connect(self) -> None:
        self.overview.opened.connect(self._on_project_row)
        self.back.clicked.connect(self._on_back)
        self.tabs.picked.connect(self._show_tab)
        self.points.opened.connect(self._on_point_row)
        self.points.selection_changed.connect(self.selection.set_count)
        self.selection.cleared.connect(self.points.clearSelection)
        for text, act in (
            (self.tr("评估等级"), self._on_assess),
            (self.tr("修改"), self._on_edit),
            (self.tr("已消除"), self._on_remove),
            (self.tr("恢复"), self._on_restore),
        ):
            self.selection.add_action(text).clicked.connect(act)
        self.new.clicked.connect(self.new_record)
        self.library.clicked.connect(self._on_library)
        self.dangerous.clicked.connect(self._on_dangerous)
        self.export.clicked.connect(self._on_export)
        self.new_map.clicked.connect(self._on_new_map)
        self.maps_view.opened.connect(self.open_map)
        self.maps_view.new_asked.connect(self._on_new_map)
