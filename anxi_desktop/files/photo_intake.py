"""Takes a picture in: checks that it is one, keeps the original untouched, makes the copy for screens and reports.

Time and place come from the camera's own notes (EXIF) and are never invented. Sources: sync design, section 3;
reference data 1.2 (what people complain about when they handle site photos).
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.steps import finish
from anxi_desktop.store.atomic import disk_error, write_beside
from anxi_desktop.store.attachments import (
    Attachment,
    attachment_path,
    digest_of_file,
    keep_bytes,
    keep_file,
    small_place_of,
)
from anxi_desktop.store.store import Store

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 40 * 1024 * 1024
MOST_PIXELS = 120_000_000
SMALL_PIXELS = 1600
PICTURES_LIMIT = 2000
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".heic", ".heif")
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "HEIF")
_QUALITY = 82

# What decoders raise for a file that is broken inside.
_DECODER_ERRORS = (
    *(OSError, ValueError, SyntaxError, EOFError, ArithmeticError, MemoryError, TypeError),
    *(RuntimeError, LookupError, struct.error),
)
_ORIENTATION, _SIDEWAYS = 0x0112, frozenset({5, 6, 7, 8})
_EXIF_PART, _GPS_PART = 0x8769, 0x8825
_TAKEN, _OFFSET, _CHANGED = 0x9003, 0x9011, 0x0132


@dataclass(frozen=True, slots=True)
class TakenPhoto:
    """A picture that is kept; `width` and `height` are those of the upright picture.

    `taken_at` is "YYYY-MM-DD HH:MM:SS" by the camera's clock, with its offset where it says one; `position`
    "latitude,longitude" in degrees; both "" where the camera does not say.
    """

    digest: str
    size: int
    file_name: str
    taken_at: str
    position: str
    width: int
    height: int


def take_in(store: Store, path: Path) -> Generator[tuple[int, str], None, TakenPhoto]:
    """Take a file in; the original is kept byte for byte.

    Errors: not_a_picture, picture_too_large, attachment_too_large, file_missing, those of a write.
    """
    yield 0, f"读取 {path.name}"
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise AnxiError("file_missing", path=path) from error
    except OSError as error:
        raise disk_error(error, path) from error
    if size > MOST_BYTES:
        raise AnxiError("attachment_too_large", path=path, limit=MOST_BYTES // (1024 * 1024))
    small, about = _looked_at(path, path.name)
    yield 60, f"保存 {path.name}"
    kept = keep_file(store, path, limit=MOST_BYTES)
    _keep_small(store, kept, small)
    return TakenPhoto(kept.digest, kept.size, path.name[-100:], *about)


def take_in_bytes(store: Store, body: bytes, *, name: str) -> TakenPhoto:
    """Take in a picture that is no file: from the clipboard, drawn on the screen, out of a workbook."""
    if len(body) > MOST_BYTES:
        raise AnxiError("attachment_too_large", path=name, limit=MOST_BYTES // (1024 * 1024))
    small, about = _looked_at(io.BytesIO(body), name)
    kept = keep_bytes(store, body)
    _keep_small(store, kept, small)
    return TakenPhoto(kept.digest, kept.size, name[-100:], *about)


def take_in_many(
    store: Store, paths: list[Path], *, tell: Callable[[TakenPhoto], None] | None = None
) -> Generator[tuple[int, str], None, tuple[list[TakenPhoto], list[AnxiError]]]:
    """Take in several; one that is refused stops none of the others. Returns what was taken and what was refused."""
    taken: list[TakenPhoto] = []
    refused: list[AnxiError] = []
    for number, path in enumerate(paths):
        yield 100 * number // max(1, len(paths)), f"照片 {number + 1} / {len(paths)}：{path.name}"
        try:
            taken.append(finish(take_in(store, path)))
            if tell is not None:
                tell(taken[-1])
        except AnxiError as error:
            if error.code in ("disk_full", "read_only", "store_busy"):
                raise
            refused.append(error)
    return taken, refused


def pictures_in(folder: Path) -> list[Path]:
    """The pictures of a phone's folder and the folders in it, the newest first; at most PICTURES_LIMIT."""
    found: list[tuple[float, Path]] = []
    for path in _files(folder):
        if path.suffix.lower() in SUFFIXES and not path.name.startswith("."):
            try:
                found.append((path.stat().st_mtime, path))
            except OSError:
                continue
    return [path for _, path in sorted(found, reverse=True)[:PICTURES_LIMIT]]


def small_copy(store: Store, digest: str) -> Path | None:
    """The copy for screens, made again where it is missing; None where the original is not here either."""
    place = small_place_of(store.folder, digest)
    if place.is_file():
        return place
    original = attachment_path(store, digest)
    if original is None:
        return None
    small, _ = _looked_at(original, original.name)
    _keep_small(store, Attachment(digest, 0), small)
    return place


def looks_like_picture(body: bytes) -> bool:
    """True for bytes that `take_in_bytes` would take."""
    try:
        _looked_at(io.BytesIO(body), "")
    except AnxiError:
        return False
    return True


def is_kept(store: Store, path: Path) -> bool:
    """True for a file that stands in the attachments already."""
    return attachment_path(store, digest_of_file(path)) is not None


def _files(folder: Path) -> Iterator[Path]:
    try:
        for path in folder.rglob("*"):
            if path.is_file():
                yield path
    except OSError as error:
        raise disk_error(error, folder) from error


def _keep_small(store: Store, kept: Attachment, small: bytes) -> None:
    place = small_place_of(store.folder, kept.digest)
    if place.is_file():
        return
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, place.parent) from error
    with write_beside(place) as temporary:
        temporary.write_bytes(small)


def _looked_at(source: Path | io.BytesIO, name: str) -> tuple[bytes, tuple[str, str, int, int]]:
    """The small copy as JPEG, and (taken at, position, width, height) of the upright picture."""
    from pi_heif import (  # pyright: ignore[reportMissingTypeStubs]
        register_heif_opener,  # pyright: ignore[reportUnknownVariableType]
    )
    from PIL import Image, ImageOps
    from PIL.JpegImagePlugin import JpegImageFile

    register_heif_opener()
    known = (*_DECODER_ERRORS, Image.DecompressionBombError)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # half-broken notes of cameras are no reason to refuse a picture
        try:
            with Image.open(source, formats=_FORMATS) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise AnxiError("picture_too_large", name=name, width=width, height=height)
                taken_at, position = _notes(image)
                if image.getexif().get(_ORIENTATION) in _SIDEWAYS:
                    width, height = height, width
                if isinstance(image, JpegImageFile):  # decoded at a fraction of its size
                    image.draft("RGB", (2 * SMALL_PIXELS, 2 * SMALL_PIXELS))
                even = _eight_bits(image)
                even.thumbnail((SMALL_PIXELS, SMALL_PIXELS), reducing_gap=2)
                body = io.BytesIO()
                _on_white(ImageOps.exif_transpose(even)).save(body, "JPEG", quality=_QUALITY)
        except known as error:
            if isinstance(error, OSError) and error.errno is not None and isinstance(source, Path):
                raise disk_error(error, source) from error
            raise AnxiError("not_a_picture", name=name) from error
    return body.getvalue(), (taken_at, position, width, height)


def _eight_bits(image: Image) -> Image:
    """Grey of 16 bits scaled to 8; everything else as it is."""
    if not image.mode.startswith("I"):
        return image
    wide = image.convert("I")
    scaled = wide.point(lambda value: value * (1 / 256))  # pyright: ignore[reportUnknownMemberType]
    return scaled.convert("L")


def _on_white(image: Image) -> Image:
    """Three channels; what lies under a transparent part is white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        import PIL.Image

        clear = image.convert("RGBA")
        ground = PIL.Image.new("RGB", clear.size, "white")
        ground.paste(clear, mask=clear.getchannel("A"))
        return ground
    return image.convert("RGB")


def _notes(image: Image) -> tuple[str, str]:
    """(taken at, position) as the camera noted them."""
    try:
        exif = image.getexif()
        shot = exif.get_ifd(_EXIF_PART)
        return _moment(shot.get(_TAKEN) or exif.get(_CHANGED), shot.get(_OFFSET)), _position(
            exif.get_ifd(_GPS_PART)
        )
    except _DECODER_ERRORS:  # the notes of some cameras are broken; the picture is good
        return "", ""


def _moment(value: object, offset: object) -> str:
    text = value.decode("ascii", "ignore") if isinstance(value, bytes) else str(value or "")
    try:
        moment = datetime.strptime(text.strip("\x00 "), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return ""
    if moment.year < 1990:  # a camera whose clock was never set
        return ""
    zone = str(offset or "").strip("\x00 ")
    known = len(zone) == 6 and zone[0] in "+-" and zone[3] == ":"
    return f"{moment:%Y-%m-%d %H:%M:%S}" + (f" {zone}" if known else "")


def _position(notes: Any) -> str:
    latitude = _degrees(notes.get(2), notes.get(1), most=90)
    longitude = _degrees(notes.get(4), notes.get(3), most=180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return ""
    return f"{latitude:.6f},{longitude:.6f}"


def _degrees(parts: Any, side: Any, *, most: int) -> float | None:
    if parts is None or len(parts) != 3:
        return None
    degrees, minutes, seconds = (Fraction(float(part)).limit_denominator(10**7) for part in parts)
    value = float(degrees + minutes / 60 + seconds / 3600)
    if not 0 <= value <= most:
        return None
    mark = side.decode("ascii", "ignore") if isinstance(side, bytes) else str(side or "")
    return -value if mark.strip("\x00 ").upper() in ("S", "W") else value
