"""A check list that is being changed: kept as it is typed, so that half-done edits survive closing."""

from __future__ import annotations

from anxi_desktop.app.session import Session
from anxi_desktop.domain.checklist import CheckList, freeze
from anxi_desktop.domain.checklist_reading import read_check_list
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import drafts

_KIND, _BODY = "check_list", "body"


class ListDraft:
    """At most one: `check_list` is None while nothing is being changed.

    A list in work may break the rules of a finished one (marks that do not sum yet): such a state is shown and
    goes on being edited here, and what was last whole is what comes back after a crash.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._id = ""
        self.check_list: CheckList | None = None
        for draft in drafts.drafts(session.store, _KIND):
            body = drafts.draft_parts(session.store, draft.id).get(_BODY, "")
            try:
                self.check_list = read_check_list(body.encode("utf-8"))
                self._id = draft.id
            except AnxiError:
                continue
            break

    def begin(self, check_list: CheckList) -> None:
        """Change a list from now on."""
        body = freeze(check_list).body.decode("utf-8")
        draft = drafts.begin_draft(self._session.store, _KIND, title=check_list.title, parts={_BODY: body})
        self._id, self.check_list = draft.id, check_list

    def keep(self, check_list: CheckList) -> None:
        """Take a change up; it is written where it is whole."""
        self.check_list = check_list
        body = freeze(check_list).body
        try:
            read_check_list(body)
        except AnxiError:
            return
        drafts.keep_parts(
            self._session.store, self._id, {_BODY: body.decode("utf-8")}, title=check_list.title
        )

    def end(self) -> None:
        """Saved, or given up."""
        if self._id:
            drafts.give_up_draft(self._session.store, self._id)
        self._id, self.check_list = "", None
