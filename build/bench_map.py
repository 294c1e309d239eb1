"""The risk map: pan, zoom, hit test and load of many zones, beside a bare QGraphicsScene and labelme's canvas.

Zones with labels over a background of 6000×4000 at 1600×900, half of the sheet in sight. Aim for 5,000 zones:
pan within 16 ms, a repaint within 20 ms, at most half of the bare scene and a twentieth of labelme's canvas.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import os
import random
import statistics
import subprocess
import tempfile
import time
import venv
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QGraphicsView

WIDTH, HEIGHT = 6000, 4000
VIEW = (1600, 900)
SCALE = 0.5
_LABELME = "labelme==5.8.1"
_PEER_NEEDS = (
    *("PyQt5", "qtpy", "numpy", "imgviz", "loguru", "natsort", "pyyaml", "termcolor", "pillow"),
    *("scikit-image", "onnxruntime", "click", "pydantic", "gdown"),
)


def run(arguments: list[str]) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="dev.py bench map", description=__doc__)
    parser.add_argument("--zones", type=int, nargs="*", default=[1_000, 5_000, 20_000])
    parser.add_argument("--without-labelme", action="store_true")
    parser.add_argument("--without-pdf", action="store_true")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from anxi_desktop.__main__ import make_application
    from anxi_desktop.app import paths
    from anxi_desktop.views.theme import Theme

    app = make_application()
    theme = Theme(app, resources=paths.resources())
    theme.start(mode="light", compact=False, reduced_motion=True)
    print(f"{'':34}{'平移':>9}{'重画':>9}{'静止重画':>9}{'缩放':>9}{'点选':>9}{'打开':>9}  毫秒（中位数）")
    for count in chosen.zones:
        zones = polygons(count)
        image = background()
        own = _own(count, zones, image, with_pdf=not chosen.without_pdf)
        _row(f"{count:>6} 个区域  本程序", own)
        bare = _bare(zones, image, smooth=False)
        _row("             裸 QGraphicsScene", bare)
        smooth = _bare(zones, image, smooth=True)
        _row("             裸的，开抗锯齿", smooth)
        print(
            f"{'':13}对裸的：平移 {own['pan'] / bare['pan']:.2f}，重画 {own['repaint'] / bare['repaint']:.2f}；"
            f"对开抗锯齿的：平移 {own['pan'] / smooth['pan']:.2f}，重画 {own['repaint'] / smooth['repaint']:.2f}"
        )
        if not chosen.without_labelme:
            peer = _labelme(count)
            if peer:
                _row("             labelme 画布", peer)
                print(f"{'':13}对 labelme：重画 {own['repaint'] / peer['repaint']:.3f}")
    return 0


def polygons(count: int) -> list[list[tuple[float, float]]]:
    """The same outlines for everybody: 5 to 9 corners, on a grid that fills the sheet."""
    chance = random.Random(1)
    columns = math.ceil(math.sqrt(count * WIDTH / HEIGHT))
    cell = WIDTH / columns
    made: list[list[tuple[float, float]]] = []
    for number in range(count):
        x, y = (number % columns + 0.5) * cell, (number // columns + 0.5) * cell
        corners = chance.randint(5, 9)
        outline: list[tuple[float, float]] = []
        for at in range(corners):
            far = cell * chance.uniform(0.3, 0.48)
            angle = 2 * math.pi * at / corners
            outline.append((x + far * math.cos(angle), y + far * math.sin(angle)))
        made.append(outline)
    return made


def background() -> QImage:
    """A plan-like picture of 6000×4000."""
    from PySide6.QtGui import QColor, QImage, QPainter

    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setPen(QColor("gray"))
    for at in range(0, WIDTH, 40):
        painter.drawLine(at, 0, (at * 7) % WIDTH, HEIGHT)
    painter.end()
    return image


def _own(  # noqa: PLR0915 - one measurement from top to bottom
    count: int, zones: list[list[tuple[float, float]]], image: QImage, *, with_pdf: bool
) -> dict[str, float]:
    from PySide6.QtCore import QPointF

    from anxi_desktop.app import paths
    from anxi_desktop.app.map_background import halved
    from anxi_desktop.app.map_work import Draft, MapWork
    from anxi_desktop.app.risk_maps import RiskMaps
    from anxi_desktop.app.session import Session
    from anxi_desktop.domain.geometry import TICKS
    from anxi_desktop.domain.records.project import RiskLevel
    from anxi_desktop.domain.records.risk_map import Layer, Shape
    from anxi_desktop.domain.save import Save
    from anxi_desktop.store.settings import Settings
    from anxi_desktop.store.store import Owner, Store, new_id
    from anxi_desktop.views.riskmap.scene import MapScene
    from anxi_desktop.views.riskmap.symbol import SymbolArt
    from anxi_desktop.views.riskmap.view import MapView

    with tempfile.TemporaryDirectory(prefix="anxi-bench-", ignore_cleanup_errors=True) as scratch:
        os.environ["ANXI_PROFILE"] = str(Path(scratch) / "profile")
        for name in ("data", "profile"):
            (Path(scratch) / name).mkdir()
        owner = Owner("K7", "王小明", "县住建局")
        made = Store.create(Path(scratch) / "data", profile=Path(scratch) / "profile", owner=owner)
        with closing(made) as store:
            session = Session(store, Settings(person="王小明"), resources=paths.resources())
            project = new_id()
            session.edit("新建", [Save("project", project, {"name": "演示", "category": "works"})])
            record, _done = RiskMaps(session, project).make("总平面")
            levels = list(RiskLevel)
            MapWork(session, record).draw_all(
                [
                    Draft(
                        Layer.ZONE,
                        Shape.POLYGON,
                        tuple((round(x * TICKS), round(y * TICKS)) for x, y in outline),
                        label=f"区域{number}",
                        level=levels[number % 4],
                        level_reason="测量",
                    )
                    for number, outline in enumerate(zones)
                ],
                "测量",
            )
            start = time.perf_counter()
            work = MapWork(session, record)
            scene = MapScene(WIDTH, HEIGHT, SymbolArt.load(paths.resources()))
            scene.background.show_pictures(halved(image), faded=0)
            scene.show_items(work.in_order(), (), work.levels({}), {})
            view = MapView(scene)
            view.resize(*VIEW)
            view.show()
            view.fit()
            view.zoom(SCALE / view.scale_now)
            _paint(view)
            load = 1000 * (time.perf_counter() - start)
            view._rest.stop()
            view._hurry()
            view._rest.stop()
            figures = _frames(view, view.pan, view.zoom)
            figures["load"] = load
            view._on_rest()
            figures["still"] = _median(lambda: _paint(view), 15)
            spots = [view.spot_at(QPointF(x, y)) for x, y in _places()]
            figures["hit"] = _median(lambda: [work.hit(spot, reach=50) for spot in spots], 5) / len(spots)
            if with_pdf:
                _pdf(count, work, image, Path(scratch))
            view.close()
            return figures


def _pdf(count: int, work: Any, image: QImage, scratch: Path) -> None:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice

    from anxi_desktop.app.risk_export import MapPrint, map_job
    from anxi_desktop.app.risks import Risks
    from anxi_desktop.files.map_output import write_map_pdf

    body = QByteArray()
    buffer = QBuffer(body)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", 85)  # pyright: ignore[reportArgumentType, reportCallIssue]
    plain = map_job(Risks(work.session), work, MapPrint(page="A1"))
    job = dataclasses.replace(plain, background=bytes(body.data()))
    start = time.perf_counter()
    for _step in write_map_pdf(scratch / "map.pdf", job):
        pass
    size = (scratch / "map.pdf").stat().st_size / 1e6
    print(f"{count:>6} 个区域  A1 PDF {time.perf_counter() - start:.2f} 秒，{size:.1f} MB")


def _bare(zones: list[list[tuple[float, float]]], image: QImage, *, smooth: bool) -> dict[str, float]:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap, QPolygonF
    from PySide6.QtWidgets import QGraphicsScene, QGraphicsView

    start = time.perf_counter()
    scene = QGraphicsScene()
    scene.addPixmap(QPixmap.fromImage(image))
    colors = [QColor("#6bD92D20"), QColor("#6bEF6C00"), QColor("#6bF2C200"), QColor("#6b1565C0")]
    for number, outline in enumerate(zones):
        polygon = QPolygonF([QPointF(x, y) for x, y in outline])
        scene.addPolygon(polygon, QPen(colors[number % 4], 8), QBrush(colors[number % 4]))
        words = scene.addSimpleText(f"区域{number}")
        words.setPos(polygon.boundingRect().center())
    view = QGraphicsView(scene)
    view.resize(*VIEW)
    if smooth:
        view.setRenderHint(QPainter.RenderHint.Antialiasing)
    view.show()
    view.scale(SCALE, SCALE)
    _paint(view)
    load = 1000 * (time.perf_counter() - start)

    def pan(dx: float, dy: float) -> None:
        view.horizontalScrollBar().setValue(view.horizontalScrollBar().value() - round(dx))
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() - round(dy))

    figures = _frames(view, pan, lambda factor: view.scale(factor, factor))
    figures["still"] = figures["repaint"]
    figures["load"] = load
    places = [view.mapToScene(round(x), round(y)) for x, y in _places()]
    figures["hit"] = _median(lambda: [scene.items(place) for place in places], 5) / len(places)
    view.close()
    return figures


def _frames(
    view: QGraphicsView, pan: Callable[[float, float], object], zoom: Callable[[float], object]
) -> dict[str, float]:
    """Milliseconds of a panned, a whole and a zoomed frame; panning goes 13 and 9 pixels a frame, as a hand does."""
    from PySide6.QtWidgets import QApplication

    panned: list[float] = []
    for number in range(40):
        side = 1 if number % 20 < 10 else -1
        start = time.perf_counter()
        pan(13 * side, 9 * side)
        QApplication.processEvents()
        panned.append(1000 * (time.perf_counter() - start))
    repaint = _median(lambda: _paint(view), 15)
    zoomed: list[float] = []
    for number in range(16):
        factor = 1.1 if number % 2 == 0 else 1 / 1.1
        start = time.perf_counter()
        zoom(factor)
        _paint(view)
        zoomed.append(1000 * (time.perf_counter() - start))
    return {"pan": statistics.median(panned), "repaint": repaint, "zoom": statistics.median(zoomed)}


def _paint(view: QGraphicsView) -> None:
    from PySide6.QtWidgets import QApplication

    QApplication.processEvents()
    view.viewport().repaint()


def _places() -> list[tuple[float, float]]:
    chance = random.Random(2)
    return [(chance.uniform(0, VIEW[0]), chance.uniform(0, VIEW[1])) for _ in range(200)]


def _median(work: Callable[[], object], times: int) -> float:
    found: list[float] = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - start))
    return statistics.median(found)


def _row(name: str, figures: dict[str, float]) -> None:
    cells = "".join(
        f"{figures[key]:>10.2f}" if key in figures else f"{'—':>10}"
        for key in ("pan", "repaint", "still", "zoom", "hit", "load")
    )
    print(f"{name:<24}{cells}")


# ---- labelme's canvas, in an environment of its own: it brings numpy and more ---------------------------------

_PEER = """
import json, os, statistics, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_API"] = "pyqt5"
from PyQt5 import QtCore, QtGui, QtWidgets
app = QtWidgets.QApplication([])
from labelme.shape import Shape
from labelme.widgets.canvas import Canvas
# Its window sets these from a settings file; without them it cannot paint.
for part in ("line", "fill", "select_line", "select_fill", "vertex_fill", "hvertex_fill"):
    setattr(Shape, part + "_color", QtGui.QColor(0, 160, 0, 128))
zones = json.load(open(sys.argv[1]))
start = time.perf_counter()
canvas = Canvas()
pixmap = QtGui.QPixmap(6000, 4000)
pixmap.fill(QtCore.Qt.white)
canvas.loadPixmap(pixmap)
shapes = []
for number, outline in enumerate(zones):
    shape = Shape(label="zone", shape_type="polygon")
    for x, y in outline:
        shape.addPoint(QtCore.QPointF(x, y))
    shape.close()
    shapes.append(shape)
canvas.loadShapes(shapes)
area = QtWidgets.QScrollArea()
area.setWidget(canvas)
area.setWidgetResizable(True)
canvas.scale = 0.5
area.resize(1600, 900)
area.show()
canvas.adjustSize()
app.processEvents()
load = 1000 * (time.perf_counter() - start)
def median(work, times):
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - start))
    return statistics.median(found)
repaint = median(canvas.repaint, 5)
bar = area.horizontalScrollBar()
def pan():
    bar.setValue(bar.value() + 13)
    app.processEvents()
panned = median(pan, 10)
print(json.dumps({"repaint": repaint, "pan": panned, "load": load}))
"""


def _labelme(count: int) -> dict[str, float]:
    """Labelme's figures, {} where it cannot be installed here."""
    base = Path(os.environ.get("ANXI_CACHE") or Path.home() / ".cache" / "anxi-desktop")
    folder = base / "bench-labelme"
    python = folder / "bin" / "python"
    # What is installed is written down, so that a changed list is never taken for an environment that is ready.
    listed, note = " ".join((*_PEER_NEEDS, _LABELME, "osam")), folder / "installed"
    if not note.exists() or note.read_text(encoding="utf-8") != listed:
        venv.create(folder, with_pip=True)
        for packages in (_PEER_NEEDS, ("--no-deps", _LABELME, "osam")):
            done = subprocess.run([str(python), "-m", "pip", "install", "-q", *packages], check=False)
            if done.returncode:
                print("             labelme 装不上，没有比")
                return {}
        note.write_text(listed, encoding="utf-8")
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(polygons(count), file)
        file.flush()
        done = subprocess.run(
            [str(python), "-c", _PEER, file.name], capture_output=True, text=True, check=False
        )
    if done.returncode:
        print("             labelme 没有跑起来：" + done.stderr.strip().rpartition("\n")[2])
        return {}
    return json.loads(done.stdout.strip().rpartition("\n")[2])
