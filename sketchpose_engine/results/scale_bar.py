"""Scale bar: its length, a round number, and its drawing on an exported picture."""

from math import floor, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import ImageDraw
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

UNITS = (("m", 1e6), ("mm", 1e3), ("µm", 1.0))  # and their lengths in µm
SHARE = 0.2  # of the picture's width, at most
SMALLEST_PX = 24  # of the bar; in a smaller picture there is none
USUAL_PX = 900  # longer side of a picture on which the sizes below are right
FONT_PX, LINE_PX, MARGIN_PX, EDGE_PX = 14, 3, 8, 12
PLATE = (0, 0, 0, 130)  # so that it is read on any image


def scale_bar_length(pixel_size_um: float, scale: float, largest_px: float) -> float:
    """Return the longest 1, 2 or 5 x 10^n µm that is no longer than so many px.

    Parameters
    ----------
    pixel_size_um
        Of the image.
    scale
        Px of the picture per image px.
    largest_px
        Limit, in px of the picture.
    """
    largest_um = largest_px / scale * pixel_size_um
    power = 10.0 ** floor(log10(largest_um))
    # What is a hair too long counts: 10 µm must not become 5 for a rounding error.
    return max(digit * power for digit in (1, 2, 5) if digit * power <= largest_um * (1 + 1e-9))


def in_unit(length_um: float) -> tuple[float, str]:
    """Return a length as a handy number, and its unit."""
    for unit, um in UNITS:
        if length_um >= um * (1 - 1e-9):
            return length_um / um, unit
    return length_um * 1e3, "nm"


def draw_scale_bar(picture: "Image", pixel_size_um: float) -> None:
    """Draw a bar of a round length in the bottom right corner of a picture (RGB).

    Parameters
    ----------
    picture
        With one pixel for each of the image; changed. Where a bar would be too short, nothing is
        drawn.
    pixel_size_um
        Of the image.
    """
    from PIL import ImageDraw, ImageFont

    if picture.width * SHARE < SMALLEST_PX or pixel_size_um <= 0:
        return
    factor = max(max(picture.size) / USUAL_PX, 1)
    font_px, line_px, margin_px, edge_px = (
        round(factor * px) for px in (FONT_PX, LINE_PX, MARGIN_PX, EDGE_PX)
    )
    length_um = scale_bar_length(pixel_size_um, 1.0, picture.width * SHARE)
    bar_px = round(length_um / pixel_size_um)
    number, unit = in_unit(length_um)
    text = f"{number:.6g} {unit}"
    font = ImageFont.load_default(font_px)
    assert isinstance(font, ImageFont.FreeTypeFont)  # as Pillow's packages have it
    draw = ImageDraw.Draw(picture, "RGBA")
    width = max(bar_px, round(font.getlength(_written(text)))) + 2 * margin_px
    height = font_px + line_px + 3 * margin_px
    right, bottom = picture.width - edge_px, picture.height - edge_px
    left, top = right - width, bottom - height
    if left < 0 or top < 0:
        return
    draw.rounded_rectangle((left, top, right, bottom), margin_px, fill=PLATE)
    middle = (left + right) / 2
    _write(draw, (middle, top + margin_px + round(0.8 * font_px)), text, font)
    start = round(middle - bar_px / 2)
    y = bottom - margin_px - line_px
    draw.rectangle((start, y, start + bar_px - 1, y + line_px - 1), fill="white")


def _written(text: str) -> str:
    """Return a text in letters that the font has: there is no µ."""
    return text.replace("µ", "u")


def _write(
    draw: "ImageDraw.ImageDraw", place: tuple[float, float], text: str, font: "FreeTypeFont"
) -> None:
    """Write a text, white, around a place (x, y) on its base line; µ is u with a longer stem."""
    x, y = place
    draw.text(place, _written(text), "white", font, "ms")
    if "µ" in text:
        before = font.getlength(text[: text.index("µ")])
        stem_px = max(round(font.size / 12), 1)
        left = round(x - font.getlength(_written(text)) / 2 + before + font.getbbox("u")[0])
        draw.rectangle(
            (left, y - stem_px, left + stem_px - 1, y + round(font.size / 4) - 1), fill="white"
        )
