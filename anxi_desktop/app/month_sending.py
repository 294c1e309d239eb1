"""Whom the month's forms go to: what may be entered in the settings, and how it is read."""

from __future__ import annotations

import re

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store.settings import MOST_MAIL_MB

__all__ = ["MOST_FORM_DAY", "MOST_MAIL_MB", "addresses_of", "wrong_address"]

MOST_FORM_DAY = 28
"""The last day that every month has."""

_BETWEEN = re.compile(r"[;；,，、\s]*[;；,，、\n][;；,，、\s]*")


def addresses_of(text: str) -> list[str]:
    """The addresses of a text with ；or , between them, each once."""
    return list(dict.fromkeys(part for part in _BETWEEN.split(text.strip()) if part))


def wrong_address(text: str) -> str:
    """The first of the text's addresses that no mail would take, "" where all are right."""
    from anxi_desktop.files.mail_draft import mail_drafts

    for address in addresses_of(text):
        try:
            mail_drafts("", "", sender="", to=[address], attachments=[], limit_bytes=0)
        except AnxiError:
            return address
    return ""
