"""The bar above the canvas: back to all maps, undo and redo, zoom, snapping, patterns, the next version, printing."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from anxi_desktop.views.components.buttons import Button, button, icon_button
from anxi_desktop.views.components.text import ElidedLabel


class Bar(QFrame):
    """The editor connects its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "head")
        self.back = button(self.tr("全部图纸"), kind="quiet", icon="arrow-left")
        self.title = ElidedLabel("", "strong")
        self.undo = icon_button("undo", tip=self.tr("撤销（Ctrl+Z）"))
        self.redo = icon_button("redo", tip=self.tr("重做（Ctrl+Y）"))
        self.zoom_out = icon_button("zoom-out", tip=self.tr("缩小（-）"))
        self.zoom_words = Button(text="100%", kind="quiet")
        self.zoom_words.setFixedWidth(64)
        self.zoom_words.setToolTip(self.tr("回到 100%"))
        self.zoom_in = icon_button("zoom-in", tip=self.tr("放大（+）"))
        self.fit = icon_button("fit", tip=self.tr("看全图（Ctrl+0）；选中时看选中的"))
        self.snap_button = icon_button(
            "magnet", tip=self.tr("吸附到顶点、边线、直角和格点；按住 Ctrl 暂时不吸附")
        )
        self.pattern_button = icon_button("pattern", tip=self.tr("加花纹：色觉不便或黑白打印时也分得清等级"))
        for made in (self.snap_button, self.pattern_button):
            made.setCheckable(True)
        self.snap_button.setChecked(True)
        self.version = button(self.tr("复制为新版"), kind="quiet", icon="copy")
        self.export = button(self.tr("打印和导出"), icon="print")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        row.addWidget(self.back)
        row.addWidget(self.title, 1)
        parts: tuple[tuple[QWidget, ...], ...] = (
            (self.undo, self.redo),
            (self.zoom_out, self.zoom_words, self.zoom_in, self.fit),
            (self.snap_button, self.pattern_button),
            (self.version, self.export),
        )
        for part in parts:
            row.addSpacing(8)
            for made in part:
                row.addWidget(made)
