"""The county's key: made once with a sheet of paper to lock away, and brought back from that sheet."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextArea
from anxi_desktop.views.exchange_words import tr

_WIDTH = 560
_LINES = 7


class CreateCountyPanel(SidePanel):
    """`asked` when the sheet shall be saved and the key made."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("建立县级密钥"), width=_WIDTH)
        for text in (
            self.tr("只在监管部门的一台电脑上做一次。有了县级密钥，就由这台电脑登记和吊销本县的其他电脑。"),
            self.tr("先保存一张恢复单（PDF）。请马上打印，锁进保险柜，再把文件从电脑里删掉。"),
            self.tr("这台电脑坏了、丢了，凭恢复单在新电脑上继续；没有恢复单，就只能全县重新登记。"),
            self.tr(
                "以前直接核对数字信任的电脑，建立以后要登记才算数；它们的内容先进隔离区，登记后自动生效。"
            ),
        ):
            self.body.addWidget(label(text, wrap=True))
        cancel = button(self.tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.go = button(self.tr("保存恢复单并建立…"), kind="primary")
        self.go.clicked.connect(self.asked)
        self.add_button(cancel)
        self.add_button(self.go)


class RecoverCountyPanel(SidePanel):
    """`asked` with the lines of the sheet as they were typed."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(self.tr("恢复县级密钥"), width=_WIDTH)
        self.body.addWidget(
            label(
                self.tr("照着恢复单输入带编号的几行。大小写、空格不限；哪一行错了会指出来。"),
                wrap=True,
            )
        )
        self.typed = TextArea(placeholder="1: ABCD EFGH JKMN PQRS", lines=_LINES)
        self.typed.setAccessibleName(self.tr("恢复单上的各行"))
        self._wrong = label("", "error", wrap=True)
        self._wrong.hide()
        self.body.addWidget(self.typed)
        self.body.addWidget(self._wrong)
        self.body.addStretch(1)
        cancel = button(self.tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.go = button(self.tr("恢复"), kind="primary")
        self.go.clicked.connect(self._on_go)
        self.add_button(cancel)
        self.add_button(self.go)

    def show_refusal(self, error: AnxiError) -> None:
        """Say which line is wrong."""
        self._wrong.setText(sentence(error))
        self._wrong.show()

    @Slot()
    def _on_go(self) -> None:
        if self.typed.toPlainText().strip():
            self.asked.emit(self.typed.toPlainText())
        else:
            self._wrong.setText(tr("还没有输入。"))
            self._wrong.show()
