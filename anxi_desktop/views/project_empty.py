"""What stands on the page 项目 before there is any project: what it is for, and the first steps."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.icons import icon
from anxi_desktop.views.components.text import label

_PICTURE = 48
_TEXT_WIDTH = 520


class NoProjects(QWidget):
    """Import, the first project by hand, or a look at a county that is filled."""

    import_asked = Signal()
    new_asked = Signal()
    template_asked = Signal()
    demo_asked = Signal()

    def __init__(self, *, has_demo: bool) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch(2)
        picture = QLabel()
        picture.setPixmap(
            icon("project", color="disabled").pixmap(QSize(_PICTURE, _PICTURE), self.devicePixelRatioF())
        )
        self._centre(layout, picture)
        self._centre(layout, label(self.tr("这里还没有项目"), "card"))
        words = label(
            self.tr(
                "房屋市政工程和物业服务项目都登记在这里：检查、隐患、风险和月报表都从它们算起。"
                "手头有 Excel 台账就直接导入，列名对不上可以在导入时指定。"
            ),
            "secondary",
            wrap=True,
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setFixedWidth(_TEXT_WIDTH)
        # Not centred by alignment: that would give wrapped text the height of fewer lines than it has.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(words)
        middle.addStretch(1)
        layout.addLayout(middle)
        layout.addSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for text, kind, picture_name, signal in (
            (self.tr("导入 Excel"), "primary", "import", self.import_asked),
            (self.tr("新建项目"), "secondary", "add", self.new_asked),
            (self.tr("下载空白模板"), "quiet", "template", self.template_asked),
            *([(self.tr("看演示数据"), "quiet", "eye", self.demo_asked)] if has_demo else []),
        ):
            press = button(text, kind=kind, icon=picture_name)
            press.clicked.connect(signal)
            row.addWidget(press)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addStretch(3)

    def _centre(self, layout: QVBoxLayout, widget: QWidget) -> None:
        layout.addWidget(widget, alignment=Qt.AlignmentFlag.AlignHCenter)
