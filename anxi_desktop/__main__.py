"""The start of the window: paths, log, crash hooks, application, translators, store, window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from anxi_desktop.app import log, paths, start
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.main_window import app_icon
from anxi_desktop.views.program import Program
from anxi_desktop.views.theme import Theme

_ALREADY_OPEN = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; the exit status of the process."""
    options = _options(list(sys.argv[1:] if arguments is None else arguments))
    log_folder = paths.log_folder()
    log.start_log(log_folder)
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
    program = Program(app, theme, profile=paths.profile_folder(), resources=resources)
    program.crash = log.take_crash(log_folder)
    log.catch_crashes(log_folder, program.crashed.emit)
    if not program.open(folder):
        print(sentence(AnxiError("window_open")), file=sys.stderr)  # noqa: T201 - for whoever started it by hand
        return _ALREADY_OPEN
    program.window.show_first()
    return app.exec()


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
