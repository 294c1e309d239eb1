"""A compiled form is what uic makes of its source today; anything else is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


def test_an_edited_form_and_one_without_source_are_stale(
    script: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    forms = script("forms")
    monkeypatch.setattr(forms, "ROOT", tmp_path)
    monkeypatch.setattr(forms, "FORMS", tmp_path)
    assert [path.name for path in forms.stale()] == ["welcome.py"]  # missing
    forms.make()
    assert forms.stale() == []
    made = tmp_path / "welcome.py"
    made.write_text(made.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    (tmp_path / "gone.py").touch()
    assert [path.name for path in forms.stale()] == ["welcome.py", "gone.py"]
