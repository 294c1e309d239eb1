"""The explicit question at the start, where an inspection was left unfinished: never taken up silently."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from anxi_desktop.app.inspection_work import give_up
from anxi_desktop.app.inspections import Draft, Inspections, ago
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.dialog import ask

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell


def ask_give_up(shell: Shell, draft: Draft) -> bool:
    """Take a draft away if the person means it: undo cannot bring it back, so this is asked."""
    text = shell.tr("{title}，最后填写 {when}。放弃后，已填的内容不能恢复；照片原件仍在电脑里。")
    meant = ask(
        shell,
        shell.tr("放弃这次未完成的检查？"),
        text.format(title=draft.title, when=ago(draft.changed, now=datetime.now())),
        yes=shell.tr("放弃检查"),
        no=shell.tr("先留着"),
        dangerous=True,
    )
    if meant:
        give_up(shell.session, draft.id)
    return meant


def question(shell: Shell) -> Banner | None:
    """A banner that asks whether to go on with the inspection worked on last; None where there is none."""
    found = Inspections(shell.session).unfinished()
    if not found:
        return None
    draft = found[0]
    text = shell.tr("发现未完成的检查：{title}（最后填写 {when}）。填过的内容都在，要继续吗？")
    if len(found) > 1:
        text += shell.tr("另外还有 {n} 次未完成的，在“检查”页里。")
    banner = Banner(
        text.format(title=draft.title, when=ago(draft.changed, now=datetime.now()), n=len(found) - 1),
        tone="warning",
    )

    def resume() -> None:
        banner.hide()
        shell.go("inspection", draft=draft.id)

    def later() -> None:
        banner.hide()

    def drop() -> None:
        if ask_give_up(shell, draft):
            banner.hide()

    def seen(page: str) -> None:
        if page == "inspection":  # its list shows all of them
            banner.hide()

    shell.page_shown.connect(seen)
    banner.add_action(shell.tr("继续检查"), resume)
    banner.add_action(shell.tr("以后再说"), later)
    banner.add_action(shell.tr("放弃"), drop)
    return banner
