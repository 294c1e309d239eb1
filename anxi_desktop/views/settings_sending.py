"""设置: 报送 — whom the month's forms go to, from whom, how large a mail may be, and when they are due."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from anxi_desktop.app import month_sending
from anxi_desktop.views.setting_rows import SettingRows
from anxi_desktop.views.shell import Shell

_SEVERAL = 1000
"""Characters of a list of addresses."""


class SendingCard(QWidget):
    """One row for each setting; `rows` are they by name."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._made = SettingRows(shell.session, column, self)
        self.rows = self._made.by_name
        several = self.tr("{office}的收件邮箱，几个之间用；隔开；不填就不能生成邮件")
        for name, words, office in (
            ("mail_works", self.tr("工程月报发给"), self.tr("质安中心")),
            ("mail_property", self.tr("物业月报发给"), self.tr("物业股")),
        ):
            self._made.add_text(
                name, words, several.format(office=office), "export",
                limit=_SEVERAL, placeholder="name@example.com", check=self._check_several,
            )  # fmt: skip
        self._made.add_text(
            "mail_sender", self.tr("发件邮箱"), self.tr("写在邮件草稿的发件人处；留空就由邮件程序决定"), "user",
            placeholder="name@example.com", check=self._check_one,
        )  # fmt: skip
        limit = self.tr("单位 MB，1 到 {most}；附件更多时分成几封").format(most=month_sending.MOST_MAIL_MB)
        self._made.add_number(
            "mail_limit_mb", self.tr("一封邮件的大小上限"), limit, "file",
            most=month_sending.MOST_MAIL_MB, unit=self.tr("MB"),
        )  # fmt: skip
        works = self.tr("次月几日前，1 到 {most}；附件4、附件5的表下印的是每月1日前")
        estates = self.tr(
            "次月几日前，1 到 {most}；附件6、附件7的表下印的是每月3日前。口径 A-01 选了1日的年度按1日"
        )
        for name, words, printed in (
            ("works_day", self.tr("工程月报的报送日"), works),
            ("property_day", self.tr("物业月报的报送日"), estates),
        ):
            text = printed.format(most=month_sending.MOST_FORM_DAY)
            self._made.add_number(
                name, words, text, "month", most=month_sending.MOST_FORM_DAY, unit=self.tr("日")
            )

    def _check_several(self, text: str) -> str:
        wrong = month_sending.wrong_address(text)
        if not wrong:
            return ""
        return self.tr("“{wrong}”不是邮箱地址，没有保存。请写成 name@example.com，几个之间用；隔开").format(
            wrong=wrong
        )

    def _check_one(self, text: str) -> str:
        if len(month_sending.addresses_of(text)) > 1:
            return self.tr("发件邮箱只能填一个，没有保存")
        return self._check_several(text)
