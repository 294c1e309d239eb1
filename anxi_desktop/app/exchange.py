"""The exchange for its page: what is read, and what is done (`work`, `office`).

`overview_work` reads beside the window with a store of its own: in a large county it takes a while to count what
every laptop lacks.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from anxi_desktop.app import paths
from anxi_desktop.app.drives import Drive
from anxi_desktop.app.exchange_office import ExchangeOffice
from anxi_desktop.app.exchange_overview import Me
from anxi_desktop.app.exchange_reading import quarantined_in, read_overview, read_sticks, who_am_i
from anxi_desktop.app.exchange_work import ExchangeWork
from anxi_desktop.app.jobs import Work
from anxi_desktop.app.session import Session
from anxi_desktop.files.exchange_import import waiting_in_inbox
from anxi_desktop.store.conflicts import rows_in_conflict


class Exchange:
    """What the page reads and does. `work` carries things out and in, `office` decides whom to trust."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.work = ExchangeWork(session)
        self.office = ExchangeOffice(session)

    def me(self) -> Me:
        """Who this laptop is."""
        return who_am_i(self.session.store)

    def overview_work(self, drives: Iterable[Drive] | None = None) -> Work:
        """Work that reads an Overview. `drives` are those that are plugged in, where they are known already."""
        return partial(
            read_overview,
            self.session.store.folder,
            paths.profile_folder(),
            None if drives is None else list(drives),
        )

    def sticks_work(self, drives: Iterable[Drive]) -> Work:
        """Work that lists the bundles on these sticks that were not imported yet; its result is a list of Found."""
        return partial(read_sticks, self.session.store.folder, paths.profile_folder(), list(drives))

    def waiting(self) -> tuple[int, int, int]:
        """(records in conflict, laptops in quarantine, bundles in the inbox): for the badge, read at once."""
        store = self.session.store
        return (
            len(rows_in_conflict(store.connection)),
            len(quarantined_in(store.connection)),
            len(waiting_in_inbox(store)),
        )

    def projects(self) -> list[tuple[str, str]]:
        """(id, name) of every project, for the rights of a laptop."""
        query = "SELECT id, name FROM project ORDER BY name"
        return [(str(row), str(name or "")) for row, name in self.session.store.connection.execute(query)]
