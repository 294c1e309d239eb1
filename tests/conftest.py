"""What every test shares: no screen, folders of its own, and the sample workbooks where they are at hand."""

from __future__ import annotations

import os

# Before anything imports Qt: tests need no screen and draw the same everywhere.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from anxi_desktop.app import paths
from anxi_desktop.store.store import Owner, Store

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from anxi_desktop.app.session import Session

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples"


@pytest.fixture(autouse=True)
def own_places(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test ever sees this machine's own data folder, profile or settings."""
    base = tmp_path_factory.getbasetemp() / "places"
    for name in ("ANXI_DATA", "ANXI_PROFILE", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(base / name.lower()))


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample workbooks; a checkout without it skips these tests."""
    if not (SAMPLES / "expected.json").is_file():
        pytest.skip("the sample workbooks are not beside this checkout")
    return SAMPLES


@pytest.fixture(scope="session")
def resources() -> Path:
    """The program's own resources."""
    return paths.resources()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty data folder, in a path with Chinese and a space as users have them."""
    made = tmp_path / "数据 文件夹"
    made.mkdir()
    return made


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """This user's own folder, empty."""
    made = tmp_path / "profile"
    made.mkdir()
    return made


@pytest.fixture
def owner() -> Owner:
    """An invented person's laptop."""
    return Owner(code="K7", person="王小明", unit="安溪县住建局")


@pytest.fixture
def store(folder: Path, profile: Path, owner: Owner) -> Iterator[Store]:
    """An open data folder that holds nothing but this laptop's card."""
    made = Store.create(folder, profile=profile, owner=owner)
    yield made
    made.close()


@pytest.fixture
def session(store: Store, owner: Owner, resources: Path, qapp: QApplication) -> Session:
    """A session over `store`, as the window has it."""
    from anxi_desktop.app.session import Session
    from anxi_desktop.store.settings import Settings

    return Session(
        store, Settings(unit=owner.unit, person=owner.person, code=owner.code), resources=resources
    )


@pytest.fixture(scope="session")
def qapp(qapp: QApplication, resources: Path) -> Iterator[QApplication]:
    """pytest-qt's application with the program's Chinese fonts, so that text has its real widths."""
    from PySide6.QtGui import QFont, QFontDatabase

    for path in sorted((resources / "fonts").glob("NotoSansSC-*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
    qapp.setFont(QFont("Noto Sans SC", 10))
    yield qapp
    # The offscreen clipboard outlives the interpreter: what Python put there would be destroyed without it.
    qapp.clipboard().clear()
