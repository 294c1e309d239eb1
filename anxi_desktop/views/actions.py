"""What the window can do wherever one is: one table. Shortcuts, the menu and the help sheet are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from anxi_desktop.views.components.icons import icon


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing to do: its words, its keys (the first is shown), its icon."""

    id: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""


MENU: tuple[str, ...] = (
    "undo", "redo", "", "new", "find", "refresh", "", "backup", "check", "folder", "", "keys", "about", "", "quit",
)  # fmt: skip
"""The window's menu: ids of actions, "" for a line between."""

SHELL_KEYS: tuple[str, ...] = ("back", "forward", "close")
"""Answered by the shell when nothing nearer to the cursor wants the key."""


def action_specs() -> dict[str, ActionSpec]:
    """All actions by id, with words in the window's language."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("actions", text)

    listed = (
        ActionSpec("search", tr("搜索全部"), ("Ctrl+K",), "search"),
        ActionSpec("find", tr("在本页查找"), ("Ctrl+F",), "search"),
        ActionSpec("new", tr("新建"), ("Ctrl+N",), "add"),
        ActionSpec("undo", tr("撤销"), ("Ctrl+Z",), "undo"),
        ActionSpec("redo", tr("重做"), ("Ctrl+Y", "Ctrl+Shift+Z"), "redo"),
        ActionSpec("refresh", tr("刷新"), ("F5",), "refresh"),
        ActionSpec("back", tr("后退"), ("Alt+Left",), "arrow-left"),
        ActionSpec("forward", tr("前进"), ("Alt+Right",), "arrow-right"),
        ActionSpec("close", tr("关闭详情"), ("Esc",), "close"),
        ActionSpec("settings", tr("设置"), ("Ctrl+,",), "settings"),
        ActionSpec("help", tr("本页帮助"), ("F1",), "help"),
        ActionSpec("keys", tr("快捷键"), ("Ctrl+/",), "keyboard"),
        ActionSpec("backup", tr("立即备份"), (), "shield"),
        ActionSpec("check", tr("检查数据"), (), "database"),
        ActionSpec("folder", tr("打开数据文件夹"), (), "folder"),
        ActionSpec("about", tr("关于"), (), "info"),
        ActionSpec("quit", tr("退出"), ("Ctrl+Q",), ""),
    )
    return {spec.id: spec for spec in listed}


def make_actions(owner: QWidget, acts: Mapping[str, Callable[[], object]]) -> dict[str, QAction]:
    """A QAction for each entry of the table that `acts` has something for; keys work in the whole window."""
    made: dict[str, QAction] = {}
    for spec in action_specs().values():
        if spec.id not in acts:
            continue
        action = QAction(spec.text, owner)
        action.setObjectName(spec.id)
        if spec.icon:
            action.setIcon(icon(spec.icon, color="secondary"))
        if spec.id not in SHELL_KEYS:
            action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
        action.setShortcutVisibleInContextMenu(True)
        act = acts[spec.id]
        action.triggered.connect(lambda _checked=False, act=act: act())
        owner.addAction(action)
        made[spec.id] = action
    return made


def fill_menu(menu: QMenu, actions: Mapping[str, QAction]) -> None:
    """Put the actions of MENU into a menu."""
    for name in MENU:
        if not name:
            menu.addSeparator()
        elif name in actions:
            menu.addAction(actions[name])
