"""The explicit question at the start, where an inspection was left unfinished: never taken up silently."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from anxi_desktop.app.inspections import Inspections, ago
from anxi_desktop.views.components.banner import Banner

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell


def question(shell: Shell) -> Banner | None:
    """A banner that asks whether to go on with the inspection worked on last; None where there is none."""
    found = Inspections(shell.session).unfinished()
    if not found:
        return None
    draft = found[0]
    text = shell.tr("发现未完成的检查：{title}（最后填写 {when}）。填过的内容都在，要继续吗？")
    banner = Banner(
        text.format(title=draft.title, when=ago(draft.changed, now=datetime.now())), tone="warning"
    )

    def resume() -> None:
        banner.hide()
        shell.go("inspection", draft=draft.id)

    def later() -> None:
        banner.hide()

    def seen(page: str) -> None:
        if page == "inspection":  # its list shows all of them
            banner.hide()

    shell.page_shown.connect(seen)
    banner.add_action(shell.tr("继续检查"), resume)
    banner.add_action(shell.tr("以后再说"), later)
    return banner
