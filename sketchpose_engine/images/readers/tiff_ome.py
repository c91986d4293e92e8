"""OME description of a TIFF: its images in this file, and their metadata."""

from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import tifffile

from ...core.errors import InputError
from .base import SceneMetadata, length_um, square_um, time_s

MOST_PLANES = 10**7  # more are considered an error of the description

Element = ElementTree.Element


@dataclass(frozen=True)
class OmeDescription:
    """Images of an OME description that have pixels in one file.

    Attributes
    ----------
    images
        In the order of the description. For a series with one file per position these are the
        positions in this file, so that each file is independent and none is read twice.
    text
        Description, reduced to these images; each has its number as name.
    parts
        Names of other files that contain planes of these images.
    """

    images: tuple[Element, ...] = ()
    text: str = ""
    parts: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=())

    def metadata(self, number: int) -> SceneMetadata:
        """Read the metadata of an image; empty for a number out of range."""
        pixels = self.images[number].find("{*}Pixels") if number < len(self.images) else None
        if pixels is None:
            return SceneMetadata()
        return SceneMetadata(
            _pixel_size_um(pixels),
            length_um(pixels.get("PhysicalSizeZ", ""), pixels.get("PhysicalSizeZUnit", "µm")),
            time_s(pixels.get("TimeIncrement", ""), pixels.get("TimeIncrementUnit", "s")),
            _channel_names(pixels),
        )


def read_description(path: Path, text: str, page: tifffile.TiffPage) -> OmeDescription:
    """Read an OME description; a broken one is ignored.

    Raises
    ------
    InputError
        If the file is part of a series described by another file, or was renamed.
    ValueError
        If sizes are implausible.
    """
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return OmeDescription(text=text)
    _refuse_many_planes(root, page)
    _refuse_part(path, root)
    images = root.findall("{*}Image")
    files = _files(root)
    if len(files) == 1 and None not in files:
        (uuid, name), *_ = files.items()
        if not (path.parent / name).is_file() or name == path.name:
            root.set("UUID", uuid or "")  # renamed, or new description: there is no other file
    own = [image for image in images if _is_own(image, root, path.name)]
    if images and not own:
        raise InputError(
            "{file} is one of several files of a series, and its description does not "
            "say which: give it the name back that the microscope gave it.",
            file=path.name,
        )
    names = []
    for image in images:
        if image not in own:
            root.remove(image)
    for number, image in enumerate(own):
        names.append(image.get("Name", ""))
        image.set("Name", str(number))
    text = ElementTree.tostring(root, encoding="unicode")
    others = {
        name
        for uuid, name in _files(root).items()
        if uuid and uuid != root.get("UUID") and name and name.lower() != path.name.lower()
    }
    return OmeDescription(tuple(own), text, tuple(sorted(others)), tuple(names))


def _files(root: Element) -> dict[str | None, str]:
    """Return the names of files that contain planes, by UUID."""
    return {uuid.text: uuid.get("FileName", "") for uuid in root.iterfind(".//{*}TiffData/{*}UUID")}


def _is_own(image: Element, root: Element, name: str) -> bool:
    """Return whether some plane of an image is in the file of this name."""
    planes = image.findall(".//{*}TiffData")
    uuids = [plane.find("{*}UUID") for plane in planes]
    return not planes or any(
        uuid is None
        or uuid.text == root.get("UUID")
        or (not root.get("UUID") and uuid.get("FileName", "").lower() == name.lower())
        for uuid in uuids
    )


def _refuse_part(path: Path, root: Element) -> None:
    """Reject a file described by another image file, if that exists."""
    described = root.find("{*}BinaryOnly")
    master = "" if described is None else described.get("MetadataFile", "")
    if master.lower().endswith((".tif", ".tiff")) and path.with_name(master).is_file():
        raise InputError(
            "{file} is a part of the series that {master} describes: open {master}.",
            file=path.name,
            master=master,
        )


def _refuse_many_planes(root: Element, page: tifffile.TiffPage) -> None:
    """Reject sizes for which a list of pages would exhaust the memory."""
    for pixels in root.iterfind(".//{*}Pixels"):
        sizes = [int(pixels.get(f"Size{axis}", 1)) for axis in "CZTYX"]
        most = MOST_PLANES * page.imagelength * page.imagewidth
        count = 1
        for size in sizes:
            count *= size
        if min(sizes) < 1 or count > most:
            raise ValueError(f"{sizes} pixels")


def _pixel_size_um(pixels: Element) -> float | None:
    """Return the side of a pixel; a missing height, or unit of it, is that of the width."""
    unit = pixels.get("PhysicalSizeXUnit", "µm")
    x = length_um(pixels.get("PhysicalSizeX", ""), unit)
    y = length_um(pixels.get("PhysicalSizeY", ""), pixels.get("PhysicalSizeYUnit", unit))
    if x is None or (y is None and "PhysicalSizeY" in pixels.attrib):
        return None
    return square_um(x, y or x, "µm")


def _channel_names(pixels: Element) -> tuple[str, ...]:
    """Return the names of the channels, if all have one."""
    names = tuple(channel.get("Name", "") for channel in pixels.findall("{*}Channel"))
    return names if all(names) else ()
