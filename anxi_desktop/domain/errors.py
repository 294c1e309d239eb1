"""The one exception for what can go wrong in use, so that callers can tell a known error from a bug."""

from __future__ import annotations


class AnxiError(Exception):
    """Something known went wrong and nothing was changed.

    `code` names the sentence in `domain/words.py`; `facts` fill its places (a path, a field, a number).
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        inner = ", ".join(f"{key}={value!r}" for key, value in self.facts.items())
        return f"{self.code}({inner})"
