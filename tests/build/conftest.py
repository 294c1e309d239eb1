"""The build scripts are no package: they are loaded as dev.py loads them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

BUILD = Path(__file__).resolve().parents[2] / "build"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Loads a build script by its name."""
    monkeypatch.syspath_prepend(str(BUILD))
    return importlib.import_module
