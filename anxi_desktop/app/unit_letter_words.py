"""The words of 告知书 and 承诺书 as an office has changed them, kept among this laptop's settings."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.month import LetterKind
from anxi_desktop.files.unit_letters import DEFAULTS, LetterTemplate, check_template

_SETTING = "unit_letters"


class LetterWords:
    """The text and the number's pattern of each kind of letter."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def template(self, kind: LetterKind) -> LetterTemplate:
        """The text and the number's pattern as this laptop has them; the county's own where nothing was changed."""
        own = self._own_texts().get(kind.value)
        default = DEFAULTS[kind]
        if not isinstance(own, dict):
            return default
        names = {item.name for item in dataclasses.fields(LetterTemplate)}
        texts = {name: text for name, text in own.items() if name in names and isinstance(text, str)}
        template = dataclasses.replace(default, **texts)
        try:
            check_template(template)
        except AnxiError:  # a settings file that was changed by hand
            return default
        return template

    def printed(self, kind: LetterKind) -> LetterTemplate:
        """The text as the notice prints it."""
        return DEFAULTS[kind]

    def save(self, templates: Mapping[LetterKind, LetterTemplate]) -> None:
        """Use other words from now on; letters that are made keep their numbers.

        Raises AnxiError: letter_number_pattern, letter_text_missing, those of writing the settings.
        """
        texts = self._own_texts()
        for kind, template in templates.items():
            check_template(template)
            texts[kind.value] = dataclasses.asdict(template)
            if template == DEFAULTS[kind]:
                del texts[kind.value]
        self._session.set_settings(
            self._session.settings.with_view(_SETTING, json.dumps(texts, ensure_ascii=False, sort_keys=True))
        )

    def _own_texts(self) -> dict[str, Any]:
        try:
            found: Any = json.loads(self._session.settings.views.get(_SETTING) or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}
