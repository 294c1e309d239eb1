"""Choose some pictures of a phone's folder: the newest first, several at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QDialog, QListWidget, QListWidgetItem, QWidget

from anxi_desktop.app.photo_work import pictures_in
from anxi_desktop.app.thumbnails import read_image
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.dialog import Dialog
from anxi_desktop.views.components.text import label

_SIDE = 128
_SHOWN = 60


def pick_from_folder(owner: QWidget, folder: Path) -> list[Path]:
    """The pictures the person chose; empty where none."""
    dialog = Dialog(owner, "选择手机里的照片", f"{folder}　最近的在前面，可以多选。", width=760)
    try:
        found = pictures_in(folder)
    except AnxiError as error:
        found = []
        dialog.body.addWidget(label(sentence(error), "error", wrap=True))
    pictures = QListWidget()
    pictures.setViewMode(QListWidget.ViewMode.IconMode)
    pictures.setIconSize(QSize(_SIDE, _SIDE))
    pictures.setGridSize(QSize(_SIDE + 20, _SIDE + 36))
    pictures.setResizeMode(QListWidget.ResizeMode.Adjust)
    pictures.setMovement(QListWidget.Movement.Static)
    pictures.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
    pictures.setMinimumHeight(420)
    for path in found[:_SHOWN]:
        image = read_image(path, _SIDE)
        icon = QIcon() if image.isNull() else QIcon(QPixmap.fromImage(image))
        item = QListWidgetItem(icon, path.name)
        item.setData(Qt.ItemDataRole.UserRole, str(path))
        pictures.addItem(item)
    dialog.body.addWidget(pictures)
    if not found:
        dialog.body.addWidget(label("这个文件夹里没有照片。", "secondary"))
    elif len(found) > _SHOWN:
        dialog.body.addWidget(label(f"只列出最近的 {_SHOWN} 张，共 {len(found)} 张。", "caption"))
    dialog.add_button("取消")
    dialog.add_button("加入", kind="primary", accepts=True)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return []
    return [Path(str(item.data(Qt.ItemDataRole.UserRole))) for item in pictures.selectedItems()]
