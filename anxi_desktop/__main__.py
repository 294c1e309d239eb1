"""The start of the window: paths, log, crash hooks, application, translators, store, window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator, Slot
from PySide6.QtWidgets import QApplication

from anxi_desktop.app import log, paths, start
from anxi_desktop.app.single import SingleWindow
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.views.main_window import GEOMETRY_FILE, MainWindow, app_icon
from anxi_desktop.views.skeleton import Skeleton
from anxi_desktop.views.theme import Theme

if TYPE_CHECKING:
    from anxi_desktop.views.program import Program

_ALREADY_OPEN = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; the exit status of the process."""
    options = _options(list(sys.argv[1:] if arguments is None else arguments))
    log.start_log(paths.log_folder())
    app = make_application()
    resources, folder = paths.resources(), paths.data_folder(options.data)
    settings, _ = start.settings_of(folder)
    theme = Theme(app, resources=resources)
    theme.start(
        mode=options.theme or settings.theme,
        compact=settings.compact_rows,
        reduced_motion=settings.reduced_motion,
    )
    app.setWindowIcon(app_icon(resources))
    if options.gallery:
        from anxi_desktop.views.gallery import Gallery

        gallery = Gallery(theme)
        gallery.show()
        return app.exec()
    single = SingleWindow(folder)
    try:
        if start.has_data(folder) and not single.acquire():
            return _turn_away(single)
    except AnxiError:
        pass  # a folder that cannot be written: the window says so
    opening = _Opening(app, theme, folder=folder, single=single)
    opening.window.show_first()
    return app.exec()


class _Opening(QObject):
    """Shows the bare frame first; the data and all that shows it are imported once that can be seen."""

    def __init__(self, app: QApplication, theme: Theme, *, folder: Path, single: SingleWindow) -> None:
        super().__init__()
        self._app, self._theme, self._folder, self._single = app, theme, folder, single
        self._program: Program | None = None
        self.window = MainWindow(geometry_file=paths.profile_folder() / GEOMETRY_FILE)
        skeleton = Skeleton(theme)
        skeleton.painted.connect(self._on_painted, Qt.ConnectionType.QueuedConnection)
        self.window.put(skeleton)

    @Slot()
    def _on_painted(self) -> None:
        from anxi_desktop.views.program import Program

        self._program = Program(
            self._app,
            self._theme,
            profile=paths.profile_folder(),
            resources=self._theme.resources,
            window=self.window,
            single=self._single,
        )
        self._program.crash = log.take_crash(paths.log_folder())
        log.catch_crashes(paths.log_folder(), self._program.crashed.emit)
        self._program.open(self._folder)


def _turn_away(single: SingleWindow) -> int:
    """Another window has the folder open: that one comes to the front and says why."""
    from anxi_desktop.domain.words import sentence

    single.call_first()
    print(sentence(AnxiError("window_open")), file=sys.stderr)  # noqa: T201 - for whoever started it by hand
    return _ALREADY_OPEN


def make_application() -> QApplication:
    """The application, speaking Chinese also where Qt itself speaks."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName(paths.APP_NAME)
    app.setApplicationDisplayName("安溪安全生产标准化")
    app.setDesktopFileName("anxi-desktop")
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    return app


@dataclass(slots=True)
class _Options:
    data: str | None = None
    theme: str | None = None
    gallery: bool = False


def _options(arguments: list[str]) -> _Options:
    if not arguments:
        return _Options()
    import argparse  # with its own imports a tenth of the start, and nearly nobody gives arguments

    parser = argparse.ArgumentParser(prog="anxi-desktop", description="安溪安全生产标准化")
    parser.add_argument("--data", metavar="文件夹", help="打开这个数据文件夹")
    parser.add_argument("--theme", choices=("system", "light", "dark", "sunlight"), help="这一次用的外观")
    parser.add_argument("--gallery", action="store_true", help="展示所有界面部件")
    return parser.parse_args(arguments, namespace=_Options())


if __name__ == "__main__":
    sys.exit(main())
