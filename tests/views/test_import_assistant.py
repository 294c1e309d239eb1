"""The import assistant as a person uses it: mouse and keys through all steps, and nothing written too early."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from anxi_desktop.app import imports
from anxi_desktop.app.jobs import Jobs
from anxi_desktop.app.session import Session
from anxi_desktop.store.record_edit import add_saves, edit_saves
from anxi_desktop.views.components.cells import LEVEL_ROLE, TONE_ROLE
from anxi_desktop.views.import_assistant import ImportAssistant
from anxi_desktop.views.marked_cells import GROUND_ROLE, OLD_ROLE
from anxi_desktop.views.pages import page_specs
from anxi_desktop.views.shell import Shell
from anxi_desktop.views.theme import Theme

LEFT = Qt.MouseButton.LeftButton
FILE, COLUMNS, PREVIEW, RESULT = range(4)
Rows = Sequence[Sequence[object]]


@pytest.fixture
def shell(
    qtbot: QtBot, session: Session, theme: Theme, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    jobs = Jobs()
    made = Shell(session, theme, jobs, page_specs())
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    yield made
    jobs.stop()


@pytest.fixture
def page(shell: Shell) -> ImportAssistant:
    shell.go("import", kind="projects")
    found = shell.page()
    assert isinstance(found, ImportAssistant)
    return found


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    def make(
        rows: Rows,
        *,
        name: str = "台账.xlsx",
        merges: Sequence[str] = (),
        more: dict[str, Rows] | None = None,
    ):
        from openpyxl import Workbook

        made = Workbook()
        sheet: Any = made.active
        sheet.title = "表"
        for row in rows:
            sheet.append(list(row))
        for place in merges:
            sheet.merge_cells(place)
        for title, other in (more or {}).items():
            added: Any = made.create_sheet(title)
            for row in other:
                added.append(list(row))
        path = tmp_path / name
        made.save(path)
        return path

    return make


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """What the next file dialog answers."""

    def answer(path: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))

    return answer


def press(qtbot: QtBot, widget: QWidget, at: QPoint | None = None) -> None:
    qtbot.mouseClick(widget, LEFT, pos=at or widget.rect().center())


def open_file(qtbot: QtBot, page: ImportAssistant, choose: Callable[[Path], None], path: Path) -> None:
    choose(path)
    press(qtbot, page.file.other if page.opened is not None else page.file.zone.press)
    qtbot.waitUntil(lambda: page.opened is not None and page.opened.path == path and page.next.isEnabled())


def to_preview(qtbot: QtBot, page: ImportAssistant) -> None:
    if page.step == FILE:
        press(qtbot, page.next)
    assert page.step == COLUMNS
    press(qtbot, page.next)
    qtbot.waitUntil(lambda: page.step == PREVIEW)


def numbers(page: ImportAssistant) -> dict[str, int]:
    return {code: card.number for code, card in page.preview.cards.items()}


def names(page: ImportAssistant) -> list[str]:
    return [str(row["name"]) for row in page.session.store.rows("project")]


def add_project(session: Session, name: str, **values: Any) -> str:
    saves = add_saves(session.store, "project", {"name": name, "category": "works", **values})
    session.edit("新建", saves)
    return saves[0].row


def cell(page: ImportAssistant, row: int, head: str, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
    model = page.preview.model
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    return model.data(model.index(row, heads.index(head)), role)


MESSY: Rows = [
    ["安溪县房屋市政工程台账"],
    ["序号", "乡镇", "工程名称", "项目负责人", None, "建筑面积\n（㎡）", "整体风险等级"],
    [None, None, None, "姓名", "电话", None, None],
    [1, "凤城镇", "甲工程", "王某某", 19900000001, "1.2万㎡", "红色"],
    [2, None, "乙工程", "李某某", 19900000002, 800, "紫色"],
    ["小计"],
    [3, "湖头镇", "丙工程", "张某某", None, None, "蓝"],
    ["填表人：某某"],
]
MERGES = ("A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3", "G2:G3", "B4:B5")


def test_a_workbook_comes_in_step_by_step_and_goes_out_by_one_undo(qtbot, shell, page, book, choose) -> None:
    store = page.session.store
    before = store.digest()
    assert not page.next.isEnabled()
    open_file(qtbot, page, choose, book(MESSY, merges=MERGES))
    assert page.step == FILE
    assert "第 2–3 行" in page.file.banner.text()
    assert "序号" in page.file.banner.text()
    press(qtbot, page.next)
    assert {row.picker.accessibleName(): row.picker.value() for row in page.columns.rows.values()} == {
        "序号": "",
        "乡镇": "town",
        "工程名称": "name",
        "项目负责人/姓名": "manager",
        "项目负责人/电话": "phone",
        "建筑面积": "area_m2",
        "整体风险等级": "level",
    }
    to_preview(qtbot, page)
    assert numbers(page) == {"new": 2, "changed": 0, "same": 0, "refused": 1, "warned": 0}
    assert page.next.text() == "导入 2 行"
    assert store.digest() == before  # nothing is written before 导入 is pressed
    press(qtbot, page.next)
    qtbot.waitUntil(lambda: page.step == RESULT)
    assert names(page) == ["甲工程", "丙工程"]
    assert shell.toasts.texts() == ["导入项目（台账.xlsx）：新增 2"]
    press(qtbot, page.result.undo)
    assert names(page) == []
    assert page.result.head.text() == "已撤销这次导入"
    assert not page.result.undo.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_F5)
    page.session.redo()
    assert names(page) == ["甲工程", "丙工程"]
    assert page.result.head.text() == "导入完成"
    press(qtbot, page.result.open)
    assert shell.page() is not page


def test_the_keyboard_alone_is_enough(qtbot, page, book, choose) -> None:
    choose(book([["工程名称"], ["甲工程"]]))
    qtbot.keyClick(page, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.next.isEnabled())
    for step in (COLUMNS, PREVIEW, RESULT):
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda wanted=step: page.step == wanted)
    assert names(page) == ["甲工程"]


def test_a_corrected_column_is_imported_and_remembered(qtbot, page, book, choose) -> None:
    path = book([["工程名称", "单体面积（万㎡）", "备注"], ["甲工程", 1.5, "记"]])
    open_file(qtbot, page, choose, path)
    press(qtbot, page.next)
    picker = page.columns.rows[1].picker
    assert picker.value() == ""
    picker.setFocus()
    while picker.value() != "area_m2":
        qtbot.keyClick(picker, Qt.Key.Key_Down)
    note = page.columns.rows[2].picker
    note.setFocus()
    qtbot.keyClick(note, Qt.Key.Key_Home)
    assert note.value() == ""
    to_preview(qtbot, page)
    assert cell(page, 0, "建筑面积") == "15,000"
    press(qtbot, page.next)
    qtbot.waitUntil(lambda: page.step == RESULT)
    (found,) = page.session.store.rows("project")
    assert (found["area_m2"], found["note"]) == ("15000", None)
    # On the way down the list other fields were passed; only where the column ended is remembered.
    assert page.session.settings.import_columns["projects"] == {"单体面积": "area_m2", "备注": ""}
    press(qtbot, page.result.again)
    open_file(qtbot, page, choose, path)
    press(qtbot, page.next)
    assert [row.picker.value() for row in page.columns.rows.values()] == ["name", "area_m2", ""]


def test_a_field_chosen_for_another_column_is_taken_from_the_first_and_given_back(
    qtbot, page, book, choose
) -> None:
    open_file(qtbot, page, choose, book([["工程名称", "建筑面积", "另一个面积"], ["甲工程", 1, 2]]))
    press(qtbot, page.next)
    picker = page.columns.rows[2].picker
    picker.setFocus()
    while picker.value() != "area_m2":
        qtbot.keyClick(picker, Qt.Key.Key_Down)
    assert [row.picker.value() for row in page.columns.rows.values()] == ["name", "", "area_m2"]
    qtbot.keyClick(picker, Qt.Key.Key_Home)
    assert [row.picker.value() for row in page.columns.rows.values()] == ["name", "area_m2", ""]


def test_without_a_required_column_there_is_no_next_step(qtbot, page, book, choose) -> None:
    open_file(qtbot, page, choose, book([["甲列", "乙列"], ["项目", "电话"], ["甲工程", 1]]))
    assert "项目名称" in page.file.banner.text()
    press(qtbot, page.next)
    assert not page.next.isEnabled()
    assert "项目名称" in page.columns.banner.text()
    view = page.columns.preview
    number = view.visualRect(view.model().index(1, 0)).center()
    press(qtbot, view.viewport(), number)  # the second row is the header
    assert [row.picker.accessibleName() for row in page.columns.rows.values()] == ["项目", "电话"]
    picker = page.columns.rows[0].picker
    picker.setFocus()
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    assert picker.value() == "name"
    assert page.next.isEnabled()
    page.columns.family.setFocus()
    qtbot.keyClick(page.columns.family, Qt.Key.Key_Down)
    assert page.columns.family.value() == "works"
    to_preview(qtbot, page)
    assert numbers(page)["new"] == 1


def test_the_header_can_be_moved_by_its_row_numbers(qtbot, page, book, choose) -> None:
    open_file(qtbot, page, choose, book([["工程名称", "备注"], ["合并", None], ["甲工程", "x"]]))
    press(qtbot, page.next)
    last = page.columns.header_last
    last.setFocus()
    qtbot.keyClick(last, Qt.Key.Key_Down)
    assert page.recognised.header.last == 1
    assert page.recognised.by_field.keys() == {"note"}


def test_a_family_nobody_names_is_asked_for(qtbot, page, book, choose) -> None:
    open_file(qtbot, page, choose, book([["项目名称"], ["甲"]]))
    to_preview(qtbot, page)
    assert numbers(page)["refused"] == 1
    assert not page.next.isEnabled()
    press(qtbot, page.back)
    page.columns.family.setFocus()
    qtbot.keyClick(page.columns.family, Qt.Key.Key_End)
    to_preview(qtbot, page)
    assert numbers(page)["new"] == 1


def test_refused_cells_are_marked_and_explained_and_counts_filter(
    qtbot, page, book, choose, tmp_path
) -> None:
    open_file(qtbot, page, choose, book(MESSY, merges=MERGES))
    to_preview(qtbot, page)
    preview = page.preview
    assert preview.model.rowCount() == 3
    press(qtbot, preview.cards["refused"])
    assert preview.cards["refused"].isChecked()
    assert [row.row for row in preview.model.rows] == [5]
    assert cell(page, 0, "整体风险等级") == "紫色"
    assert cell(page, 0, "整体风险等级", GROUND_ROLE) == "danger_tint"
    assert cell(page, 0, "整体风险等级", TONE_ROLE) == "danger"
    tip = cell(page, 0, "整体风险等级", Qt.ItemDataRole.ToolTipRole)
    assert "不在可选内容之内" in tip
    assert "紫色" in tip
    assert cell(page, 0, "建筑面积", GROUND_ROLE) is None
    press(qtbot, preview.cards["refused"])
    assert preview.model.rowCount() == 3
    assert cell(page, 0, "建筑面积") == "12,000"
    assert "1.2万㎡" in cell(page, 0, "建筑面积", Qt.ItemDataRole.ToolTipRole)
    assert cell(page, 0, "整体风险等级", LEVEL_ROLE) == "red"
    (line,) = preview.notes.lines()
    assert (line.title, line.tag) == ("第 5 行　整体风险等级", "拒收")
    first = preview.notes.visualRect(preview.notes.model().index(0, 0)).center()
    press(qtbot, preview.notes.viewport(), first)
    index = preview.table.currentIndex()
    assert (preview.model.rows[index.row()].row, index.data()) == (5, "紫色")
    choose(tmp_path / "拒收")
    press(qtbot, preview.export)
    assert (tmp_path / "拒收.xlsx").is_file()
    assert "已导出：拒收.xlsx" in page.shell.toasts.texts()


def test_changed_cells_show_old_and_new_and_a_future_day_is_a_warning(qtbot, page, book, choose) -> None:
    add_project(page.session, "甲工程", level="blue", area_m2="12000")
    add_project(page.session, "乙工程")
    rows = [
        ["工程名称", "备注", "开工日期", "风险等级", "建筑面积"],
        ["甲工程", None, "2199-1-1", "红", 12000],
        ["乙工程"],
    ]
    open_file(qtbot, page, choose, book(rows))
    to_preview(qtbot, page)
    assert numbers(page) == {"new": 0, "changed": 1, "same": 1, "refused": 0, "warned": 1}
    press(qtbot, page.preview.cards["changed"])
    assert (cell(page, 0, "整体风险等级", OLD_ROLE), cell(page, 0, "整体风险等级")) == ("蓝", "红")
    assert cell(page, 0, "整体风险等级", GROUND_ROLE) == "accent_tint"
    assert cell(page, 0, "建筑面积", OLD_ROLE) is None
    assert cell(page, 0, "开工日期", GROUND_ROLE) == "warning_tint"
    heads = [page.preview.model.headerData(column, Qt.Orientation.Horizontal) for column in range(7)]
    assert heads == ["行", "结果", "项目名称", "开工日期", "整体风险等级", "备注", "建筑面积"]
    image = page.preview.table.grab().toImage()
    assert image.width() > 100  # the cells paint themselves without an error
    press(qtbot, page.preview.cards["warned"])
    assert len(page.preview.model.rows) == 1


def test_records_that_change_meanwhile_are_compared_anew(qtbot, page, book, choose) -> None:
    open_file(qtbot, page, choose, book([["工程名称", "建筑面积"], ["甲工程", 5]]))
    to_preview(qtbot, page)
    assert numbers(page)["new"] == 1
    record = add_project(page.session, "甲工程", area_m2="5")
    qtbot.waitUntil(lambda: numbers(page)["same"] == 1)
    assert not page.next.isEnabled()
    saves = edit_saves(page.session.store, "project", record, {"area_m2": "6"}, today=_today())
    page.session.edit("改", saves)
    qtbot.waitUntil(lambda: numbers(page)["changed"] == 1)


def test_a_plan_that_another_program_overtook_is_made_again(qtbot, shell, page, book, choose) -> None:
    open_file(qtbot, page, choose, book([["工程名称"], ["甲工程"]]))
    to_preview(qtbot, page)
    store = page.session.store
    store.edit("命令行", add_saves(store, "project", {"name": "甲工程", "category": "works"}), author="别人")
    press(qtbot, page.next)
    qtbot.waitUntil(lambda: numbers(page)["same"] == 1)
    assert page.step == PREVIEW
    assert names(page) == ["甲工程"]
    assert any("重新预览" in text for text in shell.toasts.texts())


def test_a_cancelled_import_writes_nothing_and_can_be_tried_again(
    qtbot, shell, page, book, choose, monkeypatch
) -> None:
    lines = [[f"工程{number}"] for number in range(120)]
    open_file(qtbot, page, choose, book([["工程名称"], *lines]))
    to_preview(qtbot, page)
    writing, cancelled = threading.Event(), threading.Event()
    real = imports.apply_steps

    def slow(*arguments: Any, **options: Any) -> Any:
        for step in real(*arguments, **options):
            if step[1].startswith("写入第"):
                writing.set()
                cancelled.wait(10)
            yield step

    monkeypatch.setattr(imports, "apply_steps", slow)
    press(qtbot, page.next)
    assert not page.next.isEnabled()
    qtbot.waitUntil(lambda: bool(shell.running.rows()) and writing.is_set())
    row = shell.running.rows()[0]
    press(qtbot, row._cancel)
    cancelled.set()
    qtbot.waitUntil(lambda: page.next.isEnabled())
    assert page.step == PREVIEW
    assert names(page) == []
    monkeypatch.setattr(imports, "apply_steps", real)
    press(qtbot, page.next)
    qtbot.waitUntil(lambda: page.step == RESULT)
    assert len(names(page)) == 120


def test_a_bad_file_is_one_sentence_and_the_step_stays(qtbot, shell, page, choose, tmp_path) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK nothing")
    choose(path)
    press(qtbot, page.file.zone.press)
    qtbot.waitUntil(lambda: bool(shell.toasts.texts()))
    assert "工作簿已损坏" in shell.toasts.texts()[0]
    assert page.step == FILE
    assert not page.next.isEnabled()


def test_a_file_is_dropped_and_another_kind_of_file_is_not_taken(qtbot, page, book, tmp_path) -> None:
    def drag(path: Path) -> bool:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        action, keys = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(50, 50), action, data, LEFT, keys)
        QApplication.sendEvent(page.file, enter)
        if not enter.isAccepted():
            return False
        drop = QDropEvent(QPointF(50, 50), action, data, LEFT, keys)
        QApplication.sendEvent(page.file, drop)
        return drop.isAccepted()

    assert not drag(tmp_path / "照片.jpg")
    assert drag(book([["工程名称"], ["甲工程"]]))
    qtbot.waitUntil(lambda: page.next.isEnabled())
    assert page.file.name.text() == "台账.xlsx"


def test_another_sheet_and_another_kind_are_looked_at_anew(qtbot, page, book, choose) -> None:
    add_project(page.session, "甲工程")
    path = book(
        [["工程名称"], ["甲工程"]],
        more={
            "隐患": [["项目名称", "来源", "检查日期", "隐患描述"], ["甲工程", "自查", "2026-9-1", "缺栏杆"]]
        },
    )
    open_file(qtbot, page, choose, path)
    page.file.sheets.setFocus()
    qtbot.keyClick(page.file.sheets, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.recognised.grid.name == "隐患" and page.next.isEnabled())
    chip = next(chip for chip in page.file.kinds.findChildren(QWidget) if chip.property("code") == "hazards")
    press(qtbot, chip)
    assert page.draft.kind == "hazards"
    to_preview(qtbot, page)
    assert numbers(page)["new"] == 1
    press(qtbot, page.next)
    qtbot.waitUntil(lambda: page.step == RESULT)
    assert [row["description"] for row in page.session.store.rows("hazard")] == ["缺栏杆"]


def test_the_last_files_are_offered_again(qtbot, page, book, choose) -> None:
    path = book([["工程名称"], ["甲工程"]])
    open_file(qtbot, page, choose, path)
    to_preview(qtbot, page)
    press(qtbot, page.next)
    qtbot.waitUntil(lambda: page.step == RESULT)
    press(qtbot, page.result.again)
    assert page.step == FILE
    assert [line.title for line in page.file.recent.lines()] == ["台账.xlsx"]
    first = page.file.recent.visualRect(page.file.recent.model().index(0, 0)).center()
    press(qtbot, page.file.recent.viewport(), first)
    qtbot.waitUntil(lambda: page.next.isEnabled())
    to_preview(qtbot, page)
    assert numbers(page)["same"] == 1
    assert not page.next.isEnabled()
    assert "完全一样" in page.preview.banner.text()
    path.unlink()
    assert imports.recent_files(page.session) == []


def test_a_template_is_written_for_the_chosen_kind(qtbot, page, choose, tmp_path) -> None:
    choose(tmp_path / "模板.xlsx")
    press(qtbot, page.file.zone.template)
    assert (tmp_path / "模板.xlsx").is_file()
    assert "已导出：模板.xlsx" in page.shell.toasts.texts()


def test_a_file_can_be_brought_along(qtbot, shell, book) -> None:
    path = book([["工程名称"], ["甲工程"]])
    shell.go("import", kind="projects", path=str(path))
    page = shell.page()
    assert isinstance(page, ImportAssistant)
    qtbot.waitUntil(lambda: page.next.isEnabled())
    assert page.opened is not None
    assert page.opened.path == path


def _today() -> Any:
    from datetime import date

    return date.today()
