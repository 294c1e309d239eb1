"""The photos of an inspection in work: taken in beside the window, shown wherever they belong."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from anxi_desktop.app.inspection_work import InspectionWork
from anxi_desktop.app.photo_work import PhotoPlace, take_in_work
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.inspection_draft import ItemPlace, PhotoDraft
from anxi_desktop.domain.photo_marks import Mark, read_marks, write_marks
from anxi_desktop.domain.records.inspection import PhotoRole
from anxi_desktop.views.components.photo_strip import PhotoStrip, ShownPhoto
from anxi_desktop.views.components.photo_view import LargePhoto, PhotoView
from anxi_desktop.views.photo_picking import pick_from_folder

if TYPE_CHECKING:
    from anxi_desktop.app.photo_work import Taken
    from anxi_desktop.views.shell import Shell


class WorkPhotos(QObject):
    """Makes strips for a draft and answers them. `changed` after photos came or went.

    It may outlive the assistant: photos that are still coming go to the same work when the person has left it.
    """

    changed = Signal()

    def __init__(self, shell: Shell, work: InspectionWork) -> None:
        super().__init__()
        self.shell = shell
        self.work = work
        self.view: PhotoView | None = None
        self.taking = 0

    def strip(self) -> PhotoStrip:
        """A strip whose photos belong to whatever `show_place` or `show_hazard` was told last."""
        made = PhotoStrip(self.shell.thumbnails)
        made.files_added.connect(partial(self._on_files, made))
        made.image_pasted.connect(partial(self._on_pasted, made))
        made.folder_chosen.connect(partial(self._on_folder, made))
        made.opened.connect(partial(self._on_opened, made))
        made.removed.connect(self._on_removed)
        return made

    def show_place(self, strip: PhotoStrip, place: ItemPlace) -> None:
        """Let a strip show the photos of an item."""
        strip.setProperty("place", place)
        strip.setProperty("hazard", "")
        self._show(strip)

    def show_hazard(self, strip: PhotoStrip, hazard: str) -> None:
        """Let a strip show the photos of a hazard, and those of its item."""
        strip.setProperty("hazard", hazard)
        strip.setProperty("place", None)
        self._show(strip)

    def _photos(self, strip: PhotoStrip) -> dict[str, PhotoDraft]:
        hazard = str(strip.property("hazard") or "")
        if hazard:
            found = self.work.draft.photos_of(hazard=hazard)
            known = self.work.draft.hazards.get(hazard)
            if known is not None and known.place is not None:
                found = {**self.work.draft.photos_of(place=known.place), **found}
            return found
        place = strip.property("place")
        return self.work.draft.photos_of(place=place) if isinstance(place, ItemPlace) else {}

    def _show(self, strip: PhotoStrip) -> None:
        strip.show_photos(
            [
                ShownPhoto(row, photo.digest, photo.caption or photo.file_name, self._badge(photo))
                for row, photo in self._photos(strip).items()
            ]
        )

    def _badge(self, photo: PhotoDraft) -> str:
        if photo.role is PhotoRole.AFTER:
            return self.tr("整改后")
        missing = [
            word
            for text, word in ((photo.taken_at, self.tr("无时间")), (photo.position, self.tr("无位置")))
            if not text
        ]
        return " ".join(missing)

    def _on_files(self, strip: PhotoStrip, paths: list[Path]) -> None:
        self._take(strip, paths, None, "")

    def _on_pasted(self, strip: PhotoStrip, body: bytes) -> None:
        self._take(strip, [], body, self.tr("粘贴的图片.png"))

    def _on_folder(self, strip: PhotoStrip, folder: Path) -> None:
        paths = pick_from_folder(strip, folder)
        if paths:
            self._take(strip, paths, None, "")

    def _take(self, strip: PhotoStrip, paths: list[Path], body: bytes | None, name: str) -> None:
        """Take in beside the window; where they belong is decided now, wherever the person is by then."""
        hazard = str(strip.property("hazard") or "")
        place = strip.property("place")
        where = place if isinstance(place, ItemPlace) else None
        if hazard and (known := self.work.draft.hazards.get(hazard)) is not None:
            where = known.place
        folder = PhotoPlace.of(self.work.session)
        self.taking += 1

        def stopped() -> None:
            self.taking -= 1

        def done(taken: Taken) -> None:
            self.taking -= 1
            try:
                keep(taken)
            except AnxiError as error:
                if error.code != "draft_gone":  # given up meanwhile: nothing to show them in
                    self.shell.show_error(error)
                return
            for error in taken.refused:
                self.shell.show_error(error)
            self.changed.emit()

        def keep(taken: Taken) -> None:
            kept = hazard if hazard in self.work.draft.hazards else ""  # it may be gone by now
            for photo in taken.photos:
                self.work.add_photo(
                    PhotoDraft(
                        digest=photo.digest,
                        role=PhotoRole.BEFORE if kept else PhotoRole.SCENE,
                        size=photo.size,
                        file_name=photo.file_name,
                        taken_at=photo.taken_at,
                        position=photo.position,
                        author=self.work.session.settings.person,
                        place=where,
                        hazard=kept,
                    )
                )

        work = take_in_work(folder, paths, body=body, name=name)
        self.shell.run(self.tr("加入照片"), work, done, on_stopped=stopped)

    def _on_opened(self, strip: PhotoStrip, row: str) -> None:
        photos = [
            LargePhoto(
                known,
                photo.digest,
                "　".join(text for text in (photo.taken_at, photo.position, photo.author) if text),
                photo.caption,
                tuple(read_marks(photo.marks)),
            )
            for known, photo in self._photos(strip).items()
        ]
        self.view = PhotoView(strip, self.shell.thumbnails, photos, first=row)
        self.view.marks_changed.connect(self._on_marks)
        self.view.caption_changed.connect(self._on_caption)
        self.view.closed.connect(self.changed)
        self.view.open()

    def _on_removed(self, row: str) -> None:
        photo = self.work.draft.photos.get(row)
        if photo is None:
            return
        self.work.drop_photo(row)
        self.changed.emit()

    def _on_marks(self, row: str, marks: list[Mark]) -> None:
        if row in self.work.draft.photos:
            self.work.set_photo(row, marks=write_marks(marks))

    def _on_caption(self, row: str, text: str) -> None:
        if row in self.work.draft.photos:
            self.work.set_photo(row, caption=text)
