"""The start of the window: paths, log, crash hooks, application, translators, store, window."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator, Slot
from PySide6.QtWidgets import QApplication

from anxi_desktop.app import log, paths, start
from anxi_desktop.app.single import SingleWindow
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.views.main_window import GEOMETRY_FILE, MainWindow, app_icon
from anxi_desktop.views.skeleton import Skeleton
from anxi_desktop.views.tokens import tokens_of

if TYPE_CHECKING:
    from anxi_desktop.store.settings import Settings
    from anxi_desktop.views.program import Program
    from anxi_desktop.views.theme import Theme

_ALREADY_OPEN = 3
_DARK_BELOW = 128


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; the exit status of the process."""
    options = _options(list(sys.argv[1:] if arguments is None else arguments))
    log.start_log(paths.log_folder())
    app = make_application()
    resources, folder = paths.resources(), paths.data_folder(options.data)
    settings, _ = start.settings_of(folder)
    look = dataclasses.replace(settings, theme=options.theme or settings.theme)
    app.setWindowIcon(app_icon(resources))
    if options.gallery:
        from anxi_desktop.views.gallery import Gallery

        gallery = Gallery(_dress(app, look))
        gallery.show()
        return app.exec()
    single = SingleWindow(folder)
    try:
        if start.has_data(folder) and not single.acquire():
            return _turn_away(single, options.bundle)
    except AnxiError:
        pass  # a folder that cannot be written: the window says so
    opening = _Opening(app, look, folder=folder, single=single, bundle=options.bundle)
    opening.window.show_first()
    return app.exec()


def _dress(app: QApplication, look: Settings) -> Theme:
    """Put the look of the settings on the application."""
    from anxi_desktop.views.theme import Theme

    theme = Theme(app, resources=paths.resources())
    theme.start(mode=look.theme, compact=look.compact_rows, reduced_motion=look.reduced_motion)
    return theme


class _Opening(QObject):
    """Shows the bare frame first; the data and all that shows it are imported once that can be seen."""

    def __init__(
        self,
        app: QApplication,
        look: Settings,
        *,
        folder: Path,
        single: SingleWindow,
        bundle: str | None = None,
    ) -> None:
        super().__init__()
        self._bundle = bundle
        self._app, self._look, self._folder, self._single = app, look, folder, single
        self._program: Program | None = None
        self.window = MainWindow(geometry_file=paths.profile_folder() / GEOMETRY_FILE)
        # Before the program puts its own on, the palette is the system's.
        dark_system = app.palette().window().color().lightness() < _DARK_BELOW
        skeleton = Skeleton(tokens_of(look.theme, dark_system=dark_system))
        skeleton.painted.connect(self._on_painted)
        self.window.put(skeleton)

    @Slot()
    def _on_painted(self) -> None:
        QTimer.singleShot(0, self._open)  # the frame is on the screen by then

    @Slot()
    def _open(self) -> None:
        from anxi_desktop.views.program import Program

        theme = _dress(self._app, self._look)
        self._program = Program(
            self._app,
            theme,
            profile=paths.profile_folder(),
            resources=theme.resources,
            window=self.window,
            single=self._single,
        )
        self._program.crash = log.take_crash(paths.log_folder())
        log.catch_crashes(paths.log_folder(), self._program.crashed.emit)
        self._program.open(self._folder)
        if self._bundle is not None:
            self._program.open_bundle(Path(self._bundle).absolute())


def _turn_away(single: SingleWindow, bundle: str | None = None) -> int:
    """Another window has the folder open: that one comes to the front, opens the bundle, or says why it came."""
    from anxi_desktop.domain.words import sentence

    single.call_first(str(Path(bundle).absolute()) if bundle else "")
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
    bundle: str | None = None


def _options(arguments: list[str]) -> _Options:
    if not arguments:
        return _Options()
    import argparse  # with its own imports a tenth of the start, and nearly nobody gives arguments

    parser = argparse.ArgumentParser(prog="anxi-desktop", description="安溪安全生产标准化")
    parser.add_argument("--data", metavar="文件夹", help="打开这个数据文件夹")
    parser.add_argument("--theme", choices=("system", "light", "dark", "sunlight"), help="这一次用的外观")
    parser.add_argument("--gallery", action="store_true", help="展示所有界面部件")
    parser.add_argument("bundle", nargs="?", metavar="数据包", help="双击的 .anxi 文件")
    # What it does not know it passes over: a window has nowhere to complain.
    return parser.parse_known_args(arguments, namespace=_Options())[0]


if __name__ == "__main__":
    sys.exit(main())
