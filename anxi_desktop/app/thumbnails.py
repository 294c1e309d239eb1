"""Small pictures for screens, decoded beside the window so that typing goes on while photos load."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QImageReader

from anxi_desktop.app.jobs import Jobs
from anxi_desktop.store.attachments import place_of, small_place_of

_MOST = 240
_LARGE = 2400


class Thumbnails(QObject):
    """Pictures by digest. `image` answers at once: what is known, else None and later `ready`."""

    ready = Signal(str)
    """A picture can now be had: its digest."""
    _asked = Signal(str, str, str, int)

    def __init__(self, folder: Path, jobs: Jobs) -> None:
        super().__init__()
        self._folder = folder
        self._known: OrderedDict[tuple[str, int], QImage] = OrderedDict()
        self._waiting: set[tuple[str, int]] = set()
        self._loader = _Loader()
        jobs.read_beside(self._loader)
        self._asked.connect(self._loader.load)
        self._loader.loaded.connect(self._on_loaded)

    def image(self, digest: str, size: int) -> QImage | None:
        """A picture at most `size` pixels wide and high; null where there is none to be had."""
        key = (digest, size)
        found = self._known.get(key)
        if found is not None:
            self._known.move_to_end(key)
            return found
        if key not in self._waiting:
            self._waiting.add(key)
            small, original = small_place_of(self._folder, digest), place_of(self._folder, digest)
            self._asked.emit(digest, str(small), str(original), size)
        return None

    def forget(self, digest: str) -> None:
        """A picture has arrived or was made again."""
        for key in [key for key in self._known if key[0] == digest]:
            del self._known[key]

    def large(self, digest: str) -> QImage:
        """A picture to look at closely, read now; null where there is none."""
        image = QImage()
        for path in (place_of(self._folder, digest), small_place_of(self._folder, digest)):
            image = read_image(path, _LARGE)
            if not image.isNull():
                break
        return image

    @Slot(str, int, QImage)
    def _on_loaded(self, digest: str, size: int, image: QImage) -> None:
        self._waiting.discard((digest, size))
        self._known[digest, size] = image
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        self.ready.emit(digest)


class _Loader(QObject):
    loaded = Signal(str, int, QImage)

    @Slot(str, str, str, int)
    def load(self, digest: str, small: str, original: str, size: int) -> None:
        """Decode one, from the small copy where there is one."""
        image = QImage()
        for path in (small, original):
            image = read_image(Path(path), size)
            if not image.isNull():
                break
        self.loaded.emit(digest, size, image)


def read_image(path: Path, size: int) -> QImage:
    """A picture upright and at most `size` pixels, null where it cannot be read. Never larger than the file's own."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    full = reader.size()
    if full.isValid() and max(full.width(), full.height()) > size:
        reader.setScaledSize(full.scaled(QSize(size, size), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
