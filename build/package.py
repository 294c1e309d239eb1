"""Make what is handed out, and try it: program folder, portable zip and installer, then the installed program.

On Windows the .venv's own Python builds; on Debian a Windows Python under Wine does. Everything lands in dist/.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import installer
import release
import sbom
import sign
import windows_python
from environment import ROOT, WORK, SetupError
from windows_tests import WindowsTests
from wine import windows_path

DIST = ROOT / "dist"
FOLDER = DIST / "anxi"
_BUILD_SECONDS = 900
_MOST_INSTALLED, _MOST_INSTALLER = 180, 60
"""MB; printed beside what there is."""
ON_WINDOWS = sys.platform == "win32"


def main(arguments: list[str]) -> int:
    """Build all, then try it, while the tests of the lower floors run under the Windows Python."""
    parser = argparse.ArgumentParser(prog="dev.py package", description=__doc__)
    parser.add_argument("--no-trial", action="store_true", help="make the files and stop")
    parser.add_argument("--no-build", action="store_true", help="try what is in dist/ already")
    chosen = parser.parse_args(arguments)
    tests: WindowsTests | None = None
    try:
        if not ON_WINDOWS and not chosen.no_trial:
            tests = WindowsTests.start(windows_python.windows_python())
        if not chosen.no_build:
            _make()
        if not chosen.no_trial:
            _try()
        if tests is not None:
            print(f"Windows 的 Python 下的测试：{tests.finish()}", flush=True)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 3
    finally:
        if tests is not None:
            tests.leave()
    return 0


def version() -> str:
    """The program's version."""
    from anxi_desktop import __version__

    return __version__


def installer_file() -> Path:
    """The installer this version is handed out as."""
    return DIST / f"anxi-desktop-{version()}-windows-x64.exe"


def zip_file() -> Path:
    """The portable program of this version."""
    return DIST / f"anxi-desktop-{version()}-windows-x64-portable.zip"


def _make() -> None:
    shutil.rmtree(DIST, ignore_errors=True)
    with _timed("程序文件夹"):
        parts = _build_on_windows() if ON_WINDOWS else _build_under_wine()
    print(f"组成 {parts} 个部分，清单和许可全文在文件夹里")
    if sign.has_certificate():
        for program in ("anxi.exe", "anxi-cli.exe"):
            if sign.sign(FOLDER / program) != 0:
                raise SetupError(f"{program} 没有签名成功，原因见上面的输出。")
    else:
        print("没有给出证书（ANXI_SIGN_CERT），不签名")
    with _timed("便携版"):
        release.portable_zip(FOLDER, zip_file(), version=version())
    with _timed("安装程序"):
        installer.make(FOLDER, installer_file(), version=version())
    release.write_sums((installer_file(), zip_file()), DIST)
    _print_sizes()


def _build_under_wine() -> int:
    runtime = windows_python.windows_python()
    places = ["--workpath", windows_path(WORK / "pyinstaller"), "--distpath", windows_path(DIST)]
    ended = runtime.wine.run(
        runtime.python,
        *("-m", "PyInstaller", "--noconfirm", *places, "anxi.spec"),
        timeout=_BUILD_SECONDS,
        folder=ROOT,
    )
    if ended.status != 0:
        raise SetupError(f"PyInstaller 没有成功。\n{ended.text[-4000:]}")
    library = runtime.python.parent / "Lib"
    return sbom.write(
        FOLDER,
        version=version(),
        python=windows_python.PYTHON_VERSION,
        site_packages=library / "site-packages",
        python_licence=library / "LICENSE.txt",
    )


def _build_on_windows() -> int:
    places = ["--workpath", str(WORK / "pyinstaller"), "--distpath", str(DIST)]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", *places, "anxi.spec"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise SetupError("PyInstaller 没有成功，原因见上面的输出。")
    return sbom.write(
        FOLDER,
        version=version(),
        python=".".join(str(part) for part in sys.version_info[:3]),
        site_packages=Path(sysconfig.get_path("purelib")),
        python_licence=Path(sys.base_prefix) / "LICENSE.txt",
    )


def _try() -> None:
    import trial

    with _timed("试用"):
        trial.run(installer_file(), FOLDER, version=version())


def _print_sizes() -> None:
    installed = release.megabytes(FOLDER)
    print(f"安装程序 {release.megabytes(installer_file()):6.1f} MB（不超过 {_MOST_INSTALLER}）")
    print(f"便携版   {release.megabytes(zip_file()):6.1f} MB")
    print(f"装好后   {installed:6.1f} MB（不超过 {_MOST_INSTALLED}），其中：")
    for name, size in release.largest(FOLDER):
        print(f"  {size:6.1f} MB  {name}")


@contextmanager
def _timed(what: str) -> Generator[None]:
    started = time.monotonic()
    yield
    print(f"{what}：{time.monotonic() - started:.0f} 秒", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
