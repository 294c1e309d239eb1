"""标准规范文件: the list of standard documents that were issued, and the panel of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt

from anxi_desktop.app.registers import DocumentKind, Row
from anxi_desktop.domain.records.project import Family
from anxi_desktop.views.library_register_list import RegisterList, choice_words
from anxi_desktop.views.library_register_panel import RegisterPanel
from anxi_desktop.views.rows_model import ListColumn


class DocumentPanel(RegisterPanel):
    """One standard document the office issued."""

    entity = "document"
    rows = (("kind",), ("title",), ("family",), ("issued_on", "copies"))

    def first(self) -> Row:
        """Issued today."""
        return {"issued_on": date.today().isoformat()}

    def _save(self, values: Row) -> tuple[str, bool]:
        record, done = self.registers.save_document(self.record or None, values)
        return record, done is not None


class DocumentList(RegisterList):
    """优化标准规范: the documents that were issued."""

    entity = "document"
    panel = DocumentPanel
    imported_as = "documents"

    def columns(self) -> tuple[Sequence[ListColumn], tuple[str, ...]]:
        """Title first, then what it is."""
        return (
            ListColumn("title", self.tr("名称"), 280, kind="name"),
            ListColumn("kind", self.tr("类别"), 210, word=choice_words(DocumentKind)),
            ListColumn("family", self.tr("行业"), 100, word=choice_words(Family)),
            ListColumn("copies", self.tr("份数"), 80, kind="number"),
            ListColumn("issued_on", self.tr("发布日期"), 124),
        ), ("title",)

    def sorting(self) -> tuple[int, Qt.SortOrder]:
        """The latest first."""
        return 4, Qt.SortOrder.DescendingOrder

    def rows(self) -> list[Row]:
        """All documents."""
        return self.registers.documents()

    def sum_words(self, rows: Sequence[Row]) -> str:
        """How many."""
        return self.tr("共 {n} 种文件").format(n=len(rows)) if rows else ""

    def show_empty(self) -> None:
        """Say what will stand here."""
        self.table.set_empty(
            self.tr("还没有登记标准规范文件"),
            self.tr("下发的检查清单、指南、达标细则和导则登记在这里，月报里的份数从这里数。"),
            self.tr("新增一份"),
            self.new_record,
            icon="file",
        )
