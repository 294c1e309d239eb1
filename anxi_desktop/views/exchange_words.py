"""How the exchange speaks: sizes, moments, laptops and what they are."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QLabel

from anxi_desktop.app.exchange_overview import Found, Laptop, Me, Overview, Standing
from anxi_desktop.domain import words
from anxi_desktop.domain.trust import Role
from anxi_desktop.views.components.text import label
from anxi_desktop.views.moments import short_moment


def size_words(size: int) -> str:
    """2.1 MB."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def day_words(moment: datetime) -> str:
    """5月3日, with the year where it is not this one."""
    year = "" if moment.year == datetime.now().year else f"{moment.year}年"
    return f"{year}{moment.month}月{moment.day}日"


def moment_words(moment: datetime | None) -> str:
    """今天 14:32, or that they have not met yet."""
    return short_moment(moment, now=datetime.now()) if moment is not None else tr("还没有交换过")


def role_word(role: Role) -> str:
    """监管部门, 检查人员 or 企业."""
    return words.choice_word(Role, role.value)


def standing_words(laptop: Laptop) -> tuple[str, str]:
    """What a laptop is here, and the tone of its tag."""
    if laptop.standing is Standing.REVOKED:
        return tr("已吊销"), "danger"
    if laptop.standing is Standing.UNKNOWN:
        return tr("未信任"), "warning"
    if laptop.standing is Standing.PAIRED or laptop.role is None:
        return tr("已核对"), "ok"
    return role_word(laptop.role), "accent"


def confirmed_words(seen: Overview) -> tuple[str, str]:
    """The line users want most, and its tone: who holds how much of what was written here."""
    left = tr("尚有 {n} 条未被任何人确认").format(n=f"{seen.unconfirmed:,}")
    best = seen.best
    if best is None or best.confirmed_to is None:
        if not seen.laptops:
            return tr("还没有和别的电脑交换过，{left}。").format(left=left), "warning"
        return tr("还没有收到别的电脑的确认，{left}。").format(left=left), "warning"
    words_ = tr("{who} 已确认到 {day}").format(who=best.code, day=day_words(best.confirmed_to))
    if seen.unconfirmed:
        return f"{words_}，{left}。", "warning"
    return tr("{words}，本机写的都已有别的电脑确认收到。").format(words=words_), "ok"


def found_words(found: Found) -> str:
    """What a waiting bundle says of itself: 来自 K2 · 今天 14:32 · 2.1 MB."""
    parts = [tr("来自 {code}").format(code=found.code) if found.code else tr("加密，或者读不懂")]
    if found.made_at is not None:
        parts.append(moment_words(found.made_at))
    return " · ".join([*parts, size_words(found.size)])


def own_words(me: Me) -> str:
    """What this laptop is, in a few words."""
    if not me.has_county:
        return tr("本机 {code}：没有加入县里的名单，和别的电脑核对数字后交换").format(code=me.code)
    if me.is_office:
        return tr("本机 {code}：监管部门，可以登记和吊销电脑").format(code=me.code)
    if me.role is None:
        return tr("本机 {code}：本县的名单里还没有它，请申请登记").format(code=me.code)
    return tr("本机 {code}：{role}").format(code=me.code, role=role_word(me.role))


def digits_label(digits: str) -> QLabel:
    """Thirty digits in six groups, large enough to read aloud."""
    made = label(digits, "card", selectable=True)
    made.setAccessibleName(tr("核对码 {digits}").format(digits=digits))
    return made


def tr(text: str) -> str:
    """A sentence of the exchange in the window's language."""
    return QCoreApplication.translate("exchange", text)
