"""Checks that all shipped files are there, and that every format of image can be read."""

import io
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.core import paths
from app.core.bus import Bus
from app.core.error_reporting import report
from app.core.translation import LANGUAGES, translation_files
from app.selftest.report import Check, require
from app.ui.action_table import TABLE
from sketchpose_engine.core.resources import GENERAL_WEIGHTS, resource

# Compression of a TIFF, and by how much the grey values may differ afterwards, on average.
COMPRESSIONS = {"lzw": 0, "deflate": 0, "zstd": 0, "jpeg": 5, "jpeg2000": 0}
READERS = ("czi", "lif", "nd2")
CODECS = ("lzw", "zstd", "jpegxr", "jpeg")  # that CZI files use


def checks(folder: Path) -> Iterator[Check]:
    """All of them; files are written to a folder."""
    yield "Icons", icons
    for name, place in paths.SAMPLES:
        yield f"Sample: {name}", partial(sample, place)
    for language in LANGUAGES[1:]:
        yield f"Translation: {language}", partial(translation, language)
    yield "General network", general_network
    yield "Licences of all parts", licences
    for kind, most in COMPRESSIONS.items():
        yield f"TIFF, {kind}", partial(tiff, folder, kind, most)
    for name in ("grey.png", "deep.png", "grey.bmp", "grey.jpg"):
        yield f"Picture, {name}", partial(picture, folder, name)
    for name in READERS:
        yield f"Reader of {name.upper()} files", partial(reader, name)
    for name in CODECS:
        yield f"Codec of CZI files, {name}", partial(codec, name)
    yield "Errors are reported in full", errors


def icons() -> None:
    """Those of the actions are there, and all can be drawn."""
    wanted = {f"{row.icon}.svg" for row in TABLE if row.icon} | {"sketchpose.svg"}
    files = {path.name: path for path in resource("icons").glob("*.svg")}
    missing = sorted(wanted - set(files))
    require(not missing, f"missing: {', '.join(missing)}")
    for path in files.values():
        require(QSvgRenderer(str(path)).isValid(), f"{path.name} cannot be drawn")


def translation(language: str) -> None:
    """The words of the window, and those of Qt."""
    for file in translation_files(language):
        require(QTranslator().load(str(file)), f"{file.name} cannot be read")


def sample(place: str) -> None:
    """Image, strokes and small picture of a sample."""
    from sketchpose_engine.images.label_images import load_sketch
    from sketchpose_engine.images.load import load_image

    planes = load_image(paths.sample_image(place)).planes
    sketches = paths.sample_sketches(place)
    require(bool(sketches), "nothing is drawn")
    for sketch in sketches.values():
        require(load_sketch(sketch, planes.shape[1:]).any(), "nothing is drawn")
    require(not QPixmap(str(paths.sample_picture(place))).isNull(), "its picture is missing")


def general_network() -> None:
    """The weights that learning starts from."""
    from sketchpose_engine.results.provenance import read_provenance

    known = read_provenance(resource(GENERAL_WEIGHTS))
    require(known is not None and known.diameter_px > 0, "it does not say what it is")


def licences() -> None:
    """Those of what the program is made of."""
    from sketchpose_engine.core.licences import third_party

    nameless = [part.name for part in third_party() if not part.licence]
    require(not nameless, f"not known: {', '.join(nameless)}")


def tiff(folder: Path, compression: str, most: float) -> None:
    """Write a TIFF, and read it back."""
    import tifffile

    path, pixels = folder / f"{compression}.tif", _smooth()
    tifffile.imwrite(path, pixels, compression=compression, photometric="minisblack")
    _require_alike(path, pixels, most)


def picture(folder: Path, name: str) -> None:
    """Write a picture, and read it back."""
    import PIL.Image

    path = folder / name
    pixels: NDArray[np.integer] = _smooth()
    if name == "deep.png":
        pixels = pixels.astype(np.uint16) * 257
    PIL.Image.fromarray(pixels).save(path)
    _require_alike(path, pixels, 5 if path.suffix == ".jpg" else 0)


def reader(name: str) -> None:
    """What reads one kind of microscope files can be loaded."""
    import_module(f"sketchpose_engine.images.readers.{name}")
    if name != "czi":  # the others lean on a package
        import_module({"lif": "liffile", "nd2": "nd2"}[name])


def codec(name: str) -> None:
    """Code some numbers, and decode them."""
    import imagecodecs

    pixels = _smooth()
    data: Any = pixels.tobytes() if name in ("lzw", "zstd") else pixels
    back = getattr(imagecodecs, f"{name}_decode")(getattr(imagecodecs, f"{name}_encode")(data))
    if name in ("lzw", "zstd"):
        back = np.frombuffer(back, np.uint8).reshape(pixels.shape)
    _require_close(np.squeeze(back), pixels, 5)


def errors() -> None:
    """Errors are reported with their traceback."""
    details: list[str] = []
    bus = Bus()
    bus.notices.problem_met.connect(lambda problem: details.append(problem.details))
    try:
        int(io.StringIO("no number").read())
    except ValueError as error:
        report(bus, error)
    require(
        details and "formats" in details[0] and "no number" in details[0],
        f"reported was only: {details}",
    )


def _smooth() -> NDArray[np.uint8]:
    """A picture that every codec takes: a slope, 64 x 96."""
    return np.add.outer(np.arange(64), np.arange(96)).astype(np.uint8)


def _require_alike(path: Path, pixels: NDArray[Any], most: float) -> None:
    from sketchpose_engine.images.load import load_image

    _require_close(load_image(path).planes[0], pixels, most)


def _require_close(found: NDArray[Any], pixels: NDArray[Any], most: float) -> None:
    same = (found.shape, found.dtype) == (pixels.shape, pixels.dtype)
    require(same, f"{found.dtype} {found.shape} came back for {pixels.dtype} {pixels.shape}")
    off = float(np.abs(found.astype(float) - pixels).mean())
    require(off <= most, f"the grey values are off by {off:.1f} on average")
