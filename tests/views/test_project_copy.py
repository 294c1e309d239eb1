"""Copied rows: plain text that keeps columns apart, and a table that Excel takes without guessing."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from anxi_desktop.views.project_copy import copied


def test_rows_become_lines_and_columns_become_tabs(qapp: QApplication) -> None:
    made = copied([["甲", "1"], ["乙", ""]], numbers=[False, True])
    assert made.text() == "甲\t1\n乙\t"


def test_a_cell_with_tab_line_or_quote_stays_one_cell(qapp: QApplication) -> None:
    made = copied([['说"明', "a\tb", "一\r\n二"]], numbers=[False] * 3)
    assert made.text() == '"说""明"\t"a\tb"\t"一\n二"'


def test_text_is_marked_as_text_for_excel_and_escaped(qapp: QApplication) -> None:
    html = copied([["350524202601010101", "=1+1", "<b>", "12"]], numbers=[False, False, False, True]).html()
    assert "<td style=\"mso-number-format:'\\@'\">350524202601010101</td>" in html
    assert "<td style=\"mso-number-format:'\\@'\">=1+1</td>" in html
    assert "&lt;b&gt;" in html
    assert "<td>12</td>" in html
