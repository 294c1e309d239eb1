"""The two commands: what they say without a screen, what they install, and what they leave alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
Script = Callable[[str], ModuleType]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
def test_without_a_display_run_says_so_in_one_sentence_and_names_screens() -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "build/dev.py", "run"],
        cwd=ROOT,
        env={**environment, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.count("。") == 1
    assert "dev.py screens" in done.stderr


@pytest.fixture
def environment(script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """environment.py over an empty folder, with every library at hand."""
    module = script("environment")
    monkeypatch.setattr(module, "VENV", tmp_path / "venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / "venv" / "python")
    monkeypatch.setattr(module, "_STAMP", tmp_path / "venv" / "installed.json")
    monkeypatch.setattr(module, "_install_packages", lambda _level: None)
    return module


@pytest.fixture
def pip(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What pip was asked for; the .venv appears as if it were made."""
    asked: list[tuple[str, ...]] = []

    def make_venv() -> None:
        environment.VENV.mkdir(exist_ok=True)
        environment.PYTHON.touch()

    monkeypatch.setattr(environment, "_make_venv", make_venv)
    monkeypatch.setattr(environment, "_pip", lambda *arguments: asked.append(arguments))
    return asked


def test_a_second_start_installs_nothing(environment: ModuleType, pip: list[tuple[str, ...]]) -> None:
    environment.make_ready("run")
    assert any("--require-hashes" in arguments for arguments in pip)
    pip.clear()
    environment.make_ready("run")
    assert pip == []


def test_what_is_installed_for_tests_is_enough_to_run(
    environment: ModuleType, pip: list[tuple[str, ...]]
) -> None:
    environment.make_ready("test")
    pip.clear()
    environment.make_ready("run")
    assert pip == []


def test_a_changed_lock_is_installed(
    environment: ModuleType, pip: list[tuple[str, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "changed.lock"
    lock.write_bytes(environment.LOCKS["run"].read_bytes())
    monkeypatch.setitem(environment.LOCKS, "run", lock)
    environment.make_ready("run")
    pip.clear()
    lock.write_bytes(lock.read_bytes() + b"# newer\n")
    environment.make_ready("run")
    assert ("install", "--require-hashes", "-r", str(lock)) in pip


def test_a_failed_installation_is_tried_again(
    environment: ModuleType, pip: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: str) -> None:
        raise environment.SetupError("offline")

    with monkeypatch.context() as broken:
        broken.setattr(environment, "_pip", fail)
        with pytest.raises(environment.SetupError):
            environment.make_ready("run")
    environment.make_ready("run")
    assert pip


@pytest.mark.skipif(os.name != "posix", reason="Debian")
def test_missing_libraries_are_named_in_the_exact_command(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = script("environment")
    monkeypatch.setattr(environment, "_known_libraries", lambda: frozenset({"libEGL.so.1"}))
    monkeypatch.setattr(environment.shutil, "which", lambda _name: "/usr/bin/apt-get")
    monkeypatch.setattr(environment.os, "geteuid", lambda: 1000)
    with pytest.raises(environment.SetupError) as caught:
        environment._install_packages("run")
    assert "apt-get install -y --no-install-recommends libgl1 " in str(caught.value)
    assert "libxkbcommon0" in str(caught.value)
    assert "libegl1" not in str(caught.value)


def pinned(lock: Path) -> dict[str, str]:
    """Package → version; every one must carry hashes."""
    found: dict[str, str] = {}
    for block in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8")):
        head = re.match(r"([a-z0-9-]+)==(\S+)", block)
        if head is None:
            assert block.startswith("#"), block
            continue
        assert "--hash=sha256:" in block, head[1]
        found[head[1]] = head[2]
    return found


def test_locks_pin_everything_with_hashes_and_name_no_registry(script: Script) -> None:
    locks = script("environment").LOCKS
    run, test = pinned(locks["run"]), pinned(locks["test"])
    assert "://" not in locks["run"].read_text(encoding="utf-8") + locks["test"].read_text(encoding="utf-8")
    assert run.items() <= test.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = [re.split(r"[=<>]", line)[0].strip() for line in project["project"]["dependencies"]]
    assert set(names) <= set(run)
    assert run["pyside6-essentials"] == "6.11.3"
    groups = project["dependency-groups"]
    assert {re.split(r"[=<>]", line)[0].strip() for line in groups["dev"]} <= set(test)
