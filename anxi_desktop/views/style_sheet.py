"""The application's one style sheet, made from tokens.

Widgets are told apart by the dynamic properties that the component functions set: `type` of a label, `kind` of
a button, `box` of a frame, `error` of an editor. What a style sheet cannot draw is in `style.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_SHEET = Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $line_strong; padding: 4px 8px; }
QMainWindow { background: $window; }
QDialog { background: $surface; }

QLabel { background: transparent; color: $text; }
QLabel:disabled { color: $disabled; }
QLabel[type="title"] { font-size: ${title_pt}pt; font-weight: 600; }
QLabel[type="card"] { font-size: ${card_pt}pt; font-weight: 600; }
QLabel[type="section"] { font-size: ${section_pt}pt; font-weight: 600; }
QLabel[type="strong"] { font-weight: 600; }
QLabel[type="number"] { font-size: ${number_pt}pt; font-weight: 600; }
QLabel[type="secondary"] { color: $secondary; }
QLabel[type="caption"] { color: $secondary; font-size: ${caption_pt}pt; }
QLabel[keys="true"] { background: $surface; border: 1px solid $line_strong; border-radius: 4px; padding: 2px 6px; }
QLabel[type="error"] { color: $danger; font-size: ${caption_pt}pt; }
QLabel[type="danger"] { color: $danger; }
QLabel[type="warning"] { color: $warning; }
QLabel[type="ok"] { color: $ok; }

QFrame[box="surface"] { background: $surface; border: none; }
QFrame[box="window"] { background: $window; border: none; }
QFrame[box="card"] { background: $surface; border: 1px solid $line; border-radius: ${radius}px; }
QFrame[box="raised"] { background: $raised; border: 1px solid $line_strong; border-radius: ${radius}px; }
QFrame[box="line"] { background: $line; border: none; }
QFrame[box="rail"] { background: $surface; border: none; border-right: 1px solid $line; }
QFrame[box="head"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[box="foot"] { background: $surface; border: none; border-top: 1px solid $line; }
QFrame[box="strip"] { background: $window; border: none; border-top: 1px solid $line; }
QFrame[box="side"] { background: $surface; border: none; border-left: 1px solid $line; }
QFrame[box="ok"] { background: $ok_tint; border: none; border-radius: ${radius}px; }
QFrame[box="info"] { background: $accent_tint; border: none; border-radius: ${radius}px; }
QFrame[box="warning"] { background: $warning_tint; border: none; border-radius: ${radius}px; }
QFrame[box="danger"] { background: $danger_tint; border: none; border-radius: ${radius}px; }
QScrollArea, QScrollArea > QWidget > QWidget[box="plain"] { background: transparent; border: none; }

QPushButton { background: $surface; color: $text; border: 1px solid $line_strong; border-radius: ${radius}px;
    padding: 0 14px; min-height: ${control_in}px; min-width: 32px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $accent_tint; border-color: $accent; }
QPushButton:disabled { color: $disabled; border-color: $line; background: $window; }
QPushButton[kind="primary"], QDialog QPushButton:default { background: $accent; color: $on_accent;
    border: 1px solid $accent; font-weight: 600; }
QPushButton[kind="primary"] { min-height: ${main_in}px; padding: 0 18px; }
QPushButton[kind="primary"]:hover, QDialog QPushButton:default:hover { background: $accent_hover;
    border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_hover; border-color: $text; }
QPushButton[kind="primary"]:disabled { background: $neutral_tint; color: $disabled; border-color: $neutral_tint; }
QPushButton[kind="danger"] { color: $danger; border-color: $danger; background: $surface; }
QPushButton[kind="danger"]:hover, QPushButton[kind="danger"]:pressed { background: $danger_tint; }
QPushButton[kind="danger"]:disabled { color: $disabled; border-color: $line; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; padding: 0 10px; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:pressed, QPushButton[kind="quiet"]:checked { background: $accent_tint; color: $accent; }
QPushButton[kind="accent"] { background: transparent; border: 1px solid transparent; padding: 0 10px; color: $accent;
    font-weight: 600; }
QPushButton[kind="accent"]:hover { background: $accent_tint; }
QPushButton[kind="quiet"]:disabled { color: $disabled; background: transparent; }
QPushButton[kind="link"] { background: transparent; border: none; color: $accent; padding: 0 2px; min-height: 24px;
    min-width: 0; text-align: left; }
QPushButton[kind="link"]:hover { color: $accent_hover; text-decoration: underline; }
QPushButton[kind="icon"] { background: transparent; border: 1px solid transparent; padding: 0; min-width: 34px;
    max-width: 34px; }
QPushButton[kind="icon"]:hover { background: $hover; }
QPushButton[kind="icon"]:pressed, QPushButton[kind="icon"]:checked { background: $accent_tint; }
QPushButton[kind="icon"][small="true"] { min-width: 26px; max-width: 26px; min-height: 26px; max-height: 26px; }
QPushButton[kind="chip"] { padding: 0 12px; min-height: 30px; border-radius: 16px; }
QPushButton[kind="chip"]:checked { background: $accent_tint; border-color: $accent; color: $accent; font-weight: 600; }
QPushButton[kind="filter"] { padding: 0 10px 0 12px; min-height: 30px; text-align: left; }
QPushButton[kind="filter"][active="true"] { background: $accent_tint; border-color: $accent; color: $accent; }
QPushButton[kind="rail"] { background: transparent; border: none; border-radius: ${radius}px; padding: 0 10px;
    min-height: 40px; max-height: 40px; text-align: left; }
QPushButton[kind="rail"]:hover { background: $hover; }
QPushButton[kind="rail"]:checked { background: $accent_tint; color: $accent; font-weight: 600; }
QPushButton[kind="search"] { background: $window; color: $secondary; text-align: left; padding: 0 12px;
    border-color: $line; }
QPushButton[kind="search"]:hover { border-color: $line_strong; background: $hover; }
QPushButton[kind="day"] { border: none; background: transparent; padding: 0; min-width: 0; min-height: 0; }
QPushButton[kind="row"] { background: transparent; border: none; text-align: left; padding: 0 12px; min-height: 36px;
    border-radius: 4px; }
QPushButton[kind="tile"] { background: transparent; border: 1px solid transparent; padding: 0; min-width: 98px;
    max-width: 98px; min-height: 80px; max-height: 80px; }
QPushButton[kind="tile"]:hover, QPushButton[kind="tile"]:focus { background: $hover; }
QPushButton[kind="tile"]:pressed { background: $accent_tint; }
QPushButton[kind="row"][tall="true"] { min-height: 46px; }
QPushButton[kind="row"]:hover, QPushButton[kind="row"]:focus { background: $hover; }

QLineEdit, QPlainTextEdit, QTextEdit { background: $surface; color: $text; border: 1px solid $line_strong;
    border-radius: ${radius}px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit { padding: 0 10px; min-height: ${control_in}px; }
QPlainTextEdit, QTextEdit { padding: 6px 6px; }
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover { border-color: $secondary; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; }
QLineEdit:focus { padding: 0 9px; min-height: ${focus_in}px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 5px 5px; }
QLineEdit[error="true"], QPlainTextEdit[error="true"], QTextEdit[error="true"] { border-color: $danger; }
QLineEdit:disabled, QPlainTextEdit:disabled, QLineEdit:read-only { background: $window; color: $secondary;
    border-color: $line; }
QLineEdit[plain="true"], QLineEdit[plain="true"]:focus { border: none; background: transparent; padding: 0; }
QSpinBox QLineEdit, QComboBox QLineEdit, QComboBox QLineEdit:focus { border: none; background: transparent;
    padding: 0 0 0 7px; min-height: 0; }
QLineEdit[lead="true"] { padding-left: 4px; }
QLineEdit[lead="true"]:focus { padding-left: 3px; }
QComboBox { combobox-popup: 0; }

QAbstractItemView { background: $surface; color: $text; border: 1px solid $line; outline: none;
    selection-background-color: $accent_tint; selection-color: $text; gridline-color: $line; }
QTableView, QListView, QTreeView { border-radius: ${radius}px; }
QTableView[flat="true"], QListView[flat="true"] { border: none; border-radius: 0; }
QListView::item { min-height: 32px; padding: 0 8px; border-radius: 4px; }
QListView::item:hover { background: $hover; }
QListView::item:selected { background: $accent_tint; color: $text; }
QComboBox QAbstractItemView, QListView[popup="true"] { background: $raised; border: 1px solid $line_strong;
    border-radius: ${radius}px; padding: 4px; }
QListView[popup="true"][flat="true"] { background: transparent; border: none; padding: 0; }
QHeaderView { background: $window; border: none; }
QHeaderView::section { background: $window; color: $secondary; border: none; border-bottom: 1px solid $line_strong;
    padding: 0 10px; font-weight: 600; }
QTableCornerButton::section { background: $window; border: none; }

QScrollBar { background: transparent; border: none; margin: 0; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $line_strong; border-radius: 4px; border: 2px solid transparent; }
QScrollBar::handle:vertical { min-height: 36px; margin: 1px 2px; }
QScrollBar::handle:horizontal { min-width: 36px; margin: 2px 1px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: $raised; color: $text; border: 1px solid $line_strong; border-radius: ${radius}px; padding: 4px; }
QMenu::item { padding: 7px 28px 7px 12px; border-radius: 4px; min-width: 120px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $disabled; background: transparent; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 10px; }
QMenu::right-arrow { width: 12px; height: 12px; }

QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { background: transparent; border: none; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $secondary; border: none; border-bottom: 2px solid transparent;
    padding: 8px 12px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $accent; border-bottom: 2px solid $accent; font-weight: 600; }
QTabBar::tab:focus { background: $hover; }

QProgressBar { background: $neutral_tint; border: none; border-radius: 3px; min-height: 6px; max-height: 6px;
    color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QGroupBox { border: 1px solid $line; border-radius: ${radius}px; margin-top: 12px; padding: 12px; }
QGroupBox::title { subcontrol-origin: margin; left: 12px; padding: 0 4px; color: $secondary; }
QCheckBox, QRadioButton { background: transparent; color: $text; spacing: 8px; min-height: 28px; }
QCheckBox::indicator, QRadioButton::indicator { width: 18px; height: 18px; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QToolButton { background: transparent; color: $text; border: none; border-radius: 4px; padding: 4px; }
QToolButton:hover { background: $hover; }
QStatusBar, QStatusBar::item { background: $surface; border: none; }
""")


def style_sheet(values: Mapping[str, object]) -> str:
    """The sheet with the tokens, type sizes and measures of `values` in their places."""
    return _SHEET.substitute(values)
