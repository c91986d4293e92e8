"""The program's picture in every form that systems want: `python installer/icons.py FOLDER`.

Writes `sketchpose.ico` (Windows), `sketchpose.icns` (macOS) and `16.png` to `512.png` (Linux).
"""

import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parents[1] / "resources/icons/sketchpose.svg"
PNG_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256)
ICNS_SIZES = (32, 64, 128, 256, 512, 1024)


def render(size: int) -> Image.Image:
    """Draw the picture at this size: each size from the vectors, so that all are sharp."""
    canvas = QImage(size, size, QImage.Format.Format_RGBA8888)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    return Image.frombytes("RGBA", (size, size), bytes(canvas.constBits()))


def write_all(folder: Path) -> None:
    """Write all files; the folder is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {size: render(size) for size in {*PNG_SIZES, *ICO_SIZES, *ICNS_SIZES}}
    for size in PNG_SIZES:
        drawn[size].save(folder / f"{size}.png")
    _together(drawn, ICO_SIZES, folder / "sketchpose.ico")
    _together(drawn, ICNS_SIZES, folder / "sketchpose.icns")


def _together(drawn: dict[int, Image.Image], sizes: tuple[int, ...], path: Path) -> None:
    largest = drawn[sizes[-1]]
    others = [drawn[size] for size in sizes[:-1]]
    largest.save(path, sizes=[(size, size) for size in sizes], append_images=others)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python installer/icons.py FOLDER")
    write_all(Path(sys.argv[1]))
