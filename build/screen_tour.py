"""One walk through the window: every state is reached with mouse and keys and kept as a PNG.

Called by screens.py in a process of its own: SIZE THEME all|pages FOLDER. Popups are windows of their own, so a
picture is put together from all that is in sight.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabBar, QTableView, QWidget

from anxi_desktop.__main__ import make_application
from anxi_desktop.app import paths
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.risk_map import Layer
from anxi_desktop.views.components.buttons import Button
from anxi_desktop.views.first_run import FirstRun
from anxi_desktop.views.import_assistant import ImportAssistant
from anxi_desktop.views.inspection_page import InspectionPage
from anxi_desktop.views.main_window import MainWindow, app_icon
from anxi_desktop.views.month_page import MonthPage
from anxi_desktop.views.program import Program
from anxi_desktop.views.project_page import ProjectPage
from anxi_desktop.views.risk_page import RiskPage
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples"
_REST_MS = 350


class Tour:
    """The window of one take and its pictures."""

    def __init__(self, window: QWidget, folder: Path) -> None:
        self.window = window
        self.folder = folder
        self._count = 0

    def settle(self, milliseconds: int = _REST_MS) -> None:
        """Let timers, counts and movements come to rest."""
        QTest.qWait(milliseconds)

    def until(self, true: Callable[[], object], *, seconds: float = 20) -> None:
        """Wait for something a job does."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get there")
            QTest.qWait(20)

    def shot(self, name: str) -> None:
        """Keep what is in sight."""
        self.settle()
        self._count += 1
        picture = self.window.grab()
        ratio = picture.devicePixelRatio()
        painter = QPainter(picture)
        for other in QApplication.topLevelWidgets():
            if other is self.window or not other.isVisible():
                continue
            if other.parent() is not None or other is QApplication.activePopupWidget():
                place = other.mapToGlobal(QPoint()) - self.window.mapToGlobal(QPoint())
                painter.drawPixmap(QRect(place, other.size()), other.grab())
        painter.end()
        picture.setDevicePixelRatio(ratio)
        picture.save(str(self.folder / f"{self._count:02d}-{name}.png"))

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """A real press of the left button."""
        place = widget.rect().center() if at is None else at
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)
        self.settle(60)

    def key(self, key: Qt.Key, *, control: bool = False, widget: QWidget | None = None) -> None:
        """A key where the cursor is."""
        target = widget or QApplication.focusWidget() or self.window
        held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(target, key, held)
        self.settle(60)

    def type(self, letters: str) -> None:
        """Letters where the cursor is."""
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClicks(target, letters)

    def say(self, words: str) -> None:
        """Words through an input method, where the cursor is."""
        event = QInputMethodEvent()
        event.setCommitString(words)
        target = QApplication.focusWidget()
        assert target is not None
        QApplication.sendEvent(target, event)

    def draw(self, pad: QWidget) -> None:
        """A stroke like a signature."""
        points = [QPoint(40 + 5 * step, 70 + int(28 * math.sin(step / 3))) for step in range(45)]
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(pad, point)
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=points[-1])

    def row(self, table: QTableView, row: int, column: int = 1) -> None:
        """Press on a row of a table."""
        place = table.visualRect(table.model().index(row, column)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        self.settle(60)

    def tab(self, holder: QWidget, number: int) -> None:
        """Press on a tab of a drawer."""
        bar = holder.findChild(QTabBar)
        assert isinstance(bar, QTabBar)
        self.click(bar, bar.tabRect(number).center())

    def press(self, words: str, inside: QWidget | None = None) -> None:
        """Press the button in sight that begins with these words."""
        for found in (inside or self.window).findChildren(QAbstractButton):
            button = cast("QAbstractButton", found)
            if button.isVisible() and button.text().startswith(words):
                self.click(button)
                return
        raise LookupError(words)


class Walk:
    """The order in which everything is shown."""

    def __init__(self, program: Program, tour: Tour, *, whole: bool) -> None:
        self.program = program
        self.tour = tour
        self.whole = whole

    @property
    def shell(self) -> Shell:
        """The pages' surroundings."""
        shell = self.program.window.shell
        assert shell is not None
        return shell

    def run(self) -> None:
        """All states of this take."""
        self.first_run()
        self.projects()
        self.month()
        self.inspections()
        self.risks()
        self.bring_in()
        self.settings()
        if self.whole:
            self.everywhere()
            self.refusal()

    def first_run(self) -> None:
        """The assistant, then the demo county."""
        tour = self.tour
        view = self.program.window.centralWidget()
        assert isinstance(view, FirstRun)
        tour.shot("首次启动")
        if self.whole:
            tour.click(view.begin)
            tour.shot("首次启动-填写")
            tour.click(view.done)
            tour.shot("首次启动-缺项")
            tour.click(view.back)
        tour.click(view.demo)
        if self.whole:
            tour.settle(900)
            tour.shot("首次启动-准备演示数据")
        tour.until(lambda: self.program.window.shell is not None, seconds=120)
        tour.settle(1500)

    def projects(self) -> None:
        """The registry with all that opens from it."""
        tour, shell = self.tour, self.shell
        page = shell.page()
        assert isinstance(page, ProjectPage)
        tour.until(lambda: not page.list.is_counting())
        tour.shot("项目")
        tour.row(page.list.table, 4)
        tour.key(Qt.Key.Key_Return, widget=page.list.table)
        tour.shot("项目-详情-概况")
        if not self.whole:
            shell.close_drawer()
            return
        drawer = page.drawer
        assert drawer is not None
        for number, words in enumerate(("概况", "一企一策", "隐患", "风险", "时间线")):
            if number:
                tour.tab(drawer, number)
                tour.shot(f"项目-详情-{words}")
        tour.key(Qt.Key.Key_Escape, widget=drawer)
        tour.key(Qt.Key.Key_A, control=True, widget=page.list.table)
        tour.shot("项目-全选")
        tour.click(page.batch_button)
        tour.shot("项目-批量修改")
        tour.key(Qt.Key.Key_Escape)
        tour.row(page.list.table, 2)
        tour.click(page.delete_button)
        tour.shot("项目-删除后可撤销")
        tour.press("撤销", shell)
        tour.settle(700)
        tour.shot("项目-撤销后")
        tour.row(page.list.table, 5)
        tour.key(Qt.Key.Key_F2, widget=page.list.table)
        tour.shot("项目-编辑")
        tour.key(Qt.Key.Key_Escape)
        tour.click(page.new_button)
        tour.press("保存", shell)
        tour.shot("项目-新建-缺项")
        tour.key(Qt.Key.Key_Escape)
        self.questions(page)

    def questions(self, page: ProjectPage) -> None:
        """Search, filters, columns and menus of the list."""
        tour = self.tour
        QTest.keyClicks(page.list.search, "bx")
        tour.settle(400)
        tour.shot("项目-拼音搜索")
        page.list.clear_question()
        buttons = [button for button in page.list.filters.findChildren(Button) if button.isVisible()]
        tour.click(buttons[1])
        tour.shot("项目-筛选-乡镇")
        self.close_popup()
        tour.click(buttons[3])
        tour.shot("项目-筛选-风险等级")
        self.close_popup()
        QTest.keyClicks(page.list.search, "zzzz")
        tour.settle(400)
        tour.shot("项目-没有找到")
        page.list.clear_question()
        page.list.table.choose_columns()
        tour.shot("项目-选择列")
        self.close_popup()
        for name, button in (("导入", page.import_button), ("导出", page.export_button)):
            # A menu may hold the program until it is closed.
            QTimer.singleShot(400, partial(self.keep_menu, f"项目-{name}菜单"))
            tour.click(button)
            tour.settle(1200)

    def keep_menu(self, name: str) -> None:
        """Keep a picture of the menu that is open, and close it."""
        self.tour.shot(name)
        self.close_popup()

    def close_popup(self) -> None:
        """Close what is open over the window."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
            self.tour.settle(60)

    def month(self) -> None:
        """The month's form, a figure's records."""
        tour, shell = self.tour, self.shell
        shell.go("month", month="2026-10")
        page = shell.page()
        assert isinstance(page, MonthPage)
        tour.settle(800)
        tour.shot("月报")
        place = page.view.rect_of(0, "tl_found").center().toPoint()
        QTest.mouseDClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        tour.shot("月报-数字的来历")
        shell.close_drawer()

    def inspections(self) -> None:
        """An inspection from its project to both signatures, left unfinished at the end."""
        tour, shell = self.tour, self.shell
        shell.go("inspection")
        page = shell.page()
        assert isinstance(page, InspectionPage)
        tour.click(page.list.new)
        assistant = page.assistant
        assert assistant is not None
        start, items = assistant.start, assistant.items
        tour.type("l")
        tour.until(start.offer.popup.isVisible)
        tour.shot("检查-1-选项目")
        tour.key(Qt.Key.Key_Down, widget=start.offer.popup)
        tour.key(Qt.Key.Key_Return, widget=start.offer.popup)
        tour.shot("检查-1-项目和清单")
        tour.key(Qt.Key.Key_Return, control=True, widget=assistant)
        for number in range(14):
            tour.key(Qt.Key.Key_2 if number in (6, 13) else Qt.Key.Key_1, widget=items)
            if number in (6, 13):
                if assistant.work.draft.is_scored:
                    tour.type("3")
                    tour.key(Qt.Key.Key_Return)
                tour.say("三楼临边没有防护栏杆" if number == 6 else "疏散通道堆放杂物")
            if number == 6:
                tour.key(Qt.Key.Key_Return)
        tour.shot("检查-2-逐项检查")
        tour.key(Qt.Key.Key_Return, control=True, widget=assistant)
        tour.shot("检查-3-隐患")
        hazards = assistant.hazards
        tour.click(hazards.judged)
        tour.shot("检查-3-重大判定")
        tour.click(hazards.judged)
        tour.click(hazards.severity.findChildren(Button)[0])
        tour.key(Qt.Key.Key_Return, control=True, widget=assistant)
        tour.click(assistant.rectify.propose)
        tour.shot("检查-4-整改")
        tour.key(Qt.Key.Key_Return, control=True, widget=assistant)
        signing = assistant.signing
        tour.shot("检查-5-还差什么")
        tour.click(signing.signing.findChildren(Button)[0])
        tour.click(signing.draft_opinion)
        for pad in (signing.office, signing.site):
            tour.draw(pad)
        tour.shot("检查-5-签字")
        tour.click(assistant.list)
        tour.shot("检查-列表")

    def risks(self) -> None:
        """The county by colour, a project's points, level, maps and boards, and a map open in the editor."""
        tour, shell = self.tour, self.shell
        shell.go("risk")
        page = shell.page()
        assert isinstance(page, RiskPage)
        tour.shot("风险-全县")
        sheet = next(shell.session.store.rows("risk_map"))
        shell.go("risk", project=str(sheet["project"]))
        tour.shot("风险-风险点")
        tour.click(page.library)
        tour.shot("风险-从风险库添加")
        tour.key(Qt.Key.Key_Escape)
        point = page.risks.points(page.project)[0]
        page.assess(str(point["id"]))
        tour.shot("风险-评估")
        tour.key(Qt.Key.Key_Escape)
        for words, name in (("整体等级", "整体等级"), ("公告栏和告知卡", "公告栏"), ("四色图", "四色图")):
            tour.press(words, page.tabs)
            tour.shot(f"风险-{name}")
        page.open_map(str(sheet["id"]))
        editor = page.editor
        assert editor is not None
        tour.settle(300)
        tour.shot("风险-画图")
        editor.select([item.id for item in editor.work.in_order() if item.layer is Layer.ZONE][:1])
        tour.shot("风险-画图-选中")
        tour.click(editor.bar.pattern_button)
        tour.shot("风险-画图-花纹")
        editor.pick_tool("sign")
        tour.shot("风险-画图-标识")
        self.close_popup()
        tour.click(editor.bar.export)
        tour.shot("风险-打印和导出")
        tour.key(Qt.Key.Key_Escape)

    def bring_in(self) -> None:
        """The import assistant from file to result."""
        tour, shell = self.tour, self.shell
        shell.go("import", kind="projects")
        page = shell.page()
        assert isinstance(page, ImportAssistant)
        tour.shot("导入-选择文件")
        book = SAMPLES / "registry-works.xlsx"
        if not book.is_file():
            return
        shell.go("import", kind="projects", path=str(book))
        tour.until(page.next.isEnabled)
        tour.shot("导入-文件已读")
        tour.click(page.next)
        tour.until(page.next.isEnabled)
        tour.shot("导入-核对列")
        tour.click(page.next)
        tour.until(lambda: page.plan is not None and page.next.isEnabled())
        tour.shot("导入-预览")
        if not self.whole:
            return
        tour.click(page.next)
        tour.until(lambda: page.imported is not None)
        tour.shot("导入-完成")
        shell.undo()
        tour.shot("导入-撤销")
        shell.go("project")

    def settings(self) -> None:
        """The settings from top to bottom."""
        tour, shell = self.tour, self.shell
        for section in ("office", "look", "data", "rules", "about") if self.whole else ("office",):
            shell.go("settings", section=section)
            tour.shot(f"设置-{section}")

    def everywhere(self) -> None:
        """What opens over every page: search, help, menu, toasts, banners, dialogs."""
        tour, shell, window = self.tour, self.shell, self.program.window
        shell.go("project")
        tour.key(Qt.Key.Key_K, control=True, widget=window)
        tour.shot("搜索全部")
        tour.type("lt")
        tour.settle(500)
        tour.shot("搜索全部-结果")
        self.close_popup()
        tour.key(Qt.Key.Key_F1, widget=window)
        tour.shot("帮助")
        shell.close_drawer()
        tour.click(shell.head.menu)
        tour.shot("菜单")
        self.close_popup()
        self.program.care().back_up()
        tour.settle(1200)
        tour.shot("备份之后")
        shell.show_error(AnxiError("disk_full", path=Path("D:/导出/台账.xlsx")))
        shell.show_bug()
        tour.shot("出错提示")
        QTimer.singleShot(900, lambda: (tour.shot("从备份恢复"), self.close_dialog()))
        self.program.care().restore()
        self.program.care().check()
        tour.settle(700)
        tour.shot("检查数据-进行中")
        QTimer.singleShot(100, self.keep_outcome)
        tour.until(lambda: not shell.running.busy, seconds=60)
        tour.shot("检查数据-完成")

    def keep_outcome(self) -> None:
        """Keep a picture of the dialog that tells what was found, if one opens while this waits."""
        if QApplication.activeModalWidget() is not None:
            self.tour.shot("检查数据-结果")
            self.close_dialog()
        elif self.shell.running.busy:
            QTimer.singleShot(200, self.keep_outcome)

    def close_dialog(self) -> None:
        """Leave a dialog by Esc."""
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)

    def refusal(self) -> None:
        """The page that says why a folder is not opened."""
        folder = self.program.profile.parent / "损坏的数据"
        folder.mkdir()
        (folder / "anxi.db").write_bytes(b"not a database" * 100)
        self.program.open(folder)
        self.tour.shot("打不开的数据库")


def gallery(theme: Theme, folder: Path, size: tuple[int, int]) -> None:
    """Every part of the window in every state."""
    from anxi_desktop.views.gallery import Gallery

    shown = Gallery(theme)
    shown.resize(*size)
    shown.show()
    Tour(shown, folder).shot("部件")
    shown.close()


def main() -> int:
    """SIZE THEME all|pages FOLDER."""
    size = tuple(int(part) for part in sys.argv[1].split("x"))
    mode, whole, folder = sys.argv[2], sys.argv[3] == "all", Path(sys.argv[4])
    app = make_application()
    resources = paths.resources()
    theme = Theme(app, resources=resources)
    theme.start(mode=mode, compact=False, reduced_motion=True)
    app.setWindowIcon(app_icon(resources))
    program = Program(app, theme, profile=paths.profile_folder(), resources=resources)
    # The look is the take's, not that of the settings.
    theme.set_look = lambda **_look: None
    window: MainWindow = program.window
    program.open(paths.data_folder())
    window.resize(size[0], size[1])
    window.show()
    tour = Tour(window, folder)
    Walk(program, tour, whole=whole).run()
    if whole:
        (folder / "部件").mkdir()
        gallery(theme, folder / "部件", (size[0], size[1]))
    window.close()
    # The offscreen clipboard outlives the interpreter: what Python put there would be destroyed without it.
    app.clipboard().clear()
    return 0


if __name__ == "__main__":
    sys.exit(main())
