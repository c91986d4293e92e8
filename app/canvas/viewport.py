"""The part of the image on screen and its scale: arithmetic only."""

from dataclasses import dataclass, replace
from math import ceil, floor

from sketchpose_engine.core.box import Box
from sketchpose_engine.sketch.raster import Point

LARGEST_SCALE = 64.0  # screen px per image px
SMALLEST_PART = 0.25  # of the scale at which the whole image fits
FIT_MARGIN = 0.98  # a little air around an image that is shown as a whole
# Longest side of a part that is shown, in shorter sides of the view: at least, as wanted, at most.
LEAST_SHARE, WANTED_SHARE, MOST_SHARE = 0.2, 0.2**0.5, 0.8
CLOSEST_SCALE = 16.0  # at which a small part is shown: closer, one sees pixels only
STAYS_PX = 48  # part of the image that always stays on screen


@dataclass(frozen=True)
class Viewport:
    """A window onto an image.

    All points are (y, x). Pixel centres are at whole numbers, so the image's first pixel
    covers -0.5..0.5; screen points are counted in logical px from the widget's corner.

    Attributes
    ----------
    shape
        (H, W) of the image.
    size
        Height and width of the widget in logical px.
    scale
        Screen px per image px.
    centre
        The image point in the middle of the widget.
    top_px
        Logical px at the top that stay free where the whole image is shown.
    """

    shape: tuple[int, int]
    size: tuple[float, float]
    scale: float = 1.0
    centre: Point = (0.0, 0.0)
    top_px: float = 0.0

    @property
    def fit_scale(self) -> float:
        """The largest scale at which the whole image is visible."""
        height_px = max(self.size[0] - self.top_px, 1.0)
        ratio = min(height_px / self.shape[0], self.size[1] / self.shape[1])
        return min(max(ratio * FIT_MARGIN, 1e-6), LARGEST_SCALE)

    def to_image(self, screen: Point) -> Point:
        """Image point under a screen point."""
        return (
            self.centre[0] + (screen[0] - self.size[0] / 2) / self.scale,
            self.centre[1] + (screen[1] - self.size[1] / 2) / self.scale,
        )

    def to_screen(self, point: Point) -> Point:
        """Screen point of an image point."""
        return (
            self.size[0] / 2 + (point[0] - self.centre[0]) * self.scale,
            self.size[1] / 2 + (point[1] - self.centre[1]) * self.scale,
        )

    def holds(self, point: Point) -> bool:
        """Whether an image point lies on a pixel of the image."""
        return -0.5 <= point[0] < self.shape[0] - 0.5 and -0.5 <= point[1] < self.shape[1] - 0.5

    def zoomed_at(self, screen: Point, factor: float) -> "Viewport":
        """Larger or smaller; the image point under the screen point stays there."""
        scale = min(max(self.scale * factor, self.fit_scale * SMALLEST_PART), LARGEST_SCALE)
        point = self.to_image(screen)
        centre = (
            point[0] - (screen[0] - self.size[0] / 2) / scale,
            point[1] - (screen[1] - self.size[1] / 2) / scale,
        )
        return replace(self, scale=scale, centre=centre)._in_sight()

    def scaled(self, scale: float) -> "Viewport":
        """At this scale, around the middle of the widget."""
        return self.zoomed_at((self.size[0] / 2, self.size[1] / 2), scale / self.scale)

    def panned(self, dx: float, dy: float) -> "Viewport":
        """The picture moved by so many screen px."""
        centre = self.centre[0] - dy / self.scale, self.centre[1] - dx / self.scale
        return replace(self, centre=centre)._in_sight()

    def fitted(self) -> "Viewport":
        """The whole image visible."""
        scale = self.fit_scale
        centre = (self.shape[0] - 1) / 2 - self.top_px / 2 / scale, (self.shape[1] - 1) / 2
        return replace(self, scale=scale, centre=centre)

    def showing(self, box: Box) -> "Viewport":
        """A part of the image brought into view, about a fifth of the view in area.

        Nothing moves if the part is visible as a whole and large enough already. Beyond the
        edges of the image nothing is shown, unless the whole image is smaller than the view.
        """
        longest_px, side_px = max(box.shape), min(self.size)
        share = longest_px * self.scale / side_px
        seen = self.visible_box()
        visible = box == box.intersection(seen)
        if visible and share >= LEAST_SHARE:
            return self
        scale = self.scale
        if not LEAST_SHARE <= share <= MOST_SHARE:
            closest = max(CLOSEST_SCALE, self.scale)
            scale = min(max(WANTED_SHARE * side_px / longest_px, self.fit_scale), closest)
        middle = (box.top + box.bottom - 1) / 2, (box.left + box.right - 1) / 2
        centre = []
        for wanted, image_px, screen_px in zip(middle, self.shape, self.size, strict=True):
            half = screen_px / scale / 2
            if 2 * half >= image_px:
                centre.append((image_px - 1) / 2)
            else:
                centre.append(min(max(wanted, half - 0.5), image_px - 0.5 - half))
        return replace(self, scale=scale, centre=(centre[0], centre[1]))

    def resized(self, size: tuple[float, float]) -> "Viewport":
        """The widget has another size; what is in the middle stays there."""
        return replace(self, size=size).scaled(self.scale)

    def cut_off(self, height: float) -> "Viewport":
        """The widget has another height; what is at its top stays there."""
        centre = self.centre[0] + (height - self.size[0]) / 2 / self.scale, self.centre[1]
        return replace(self, size=(height, self.size[1]), centre=centre)

    def visible_box(self, margin_px: int = 0) -> Box:
        """Image pixels that are at least partly visible; empty if there are none."""
        top, left = self.to_image((0.0, 0.0))
        bottom, right = self.to_image(self.size)
        height, width = self.shape
        top_px = min(max(floor(top + 0.5) - margin_px, 0), height)
        left_px = min(max(floor(left + 0.5) - margin_px, 0), width)
        bottom_px = min(max(ceil(bottom + 0.5) + margin_px, top_px), height)
        right_px = min(max(ceil(right + 0.5) + margin_px, left_px), width)
        return Box(top_px, left_px, bottom_px, right_px)

    def shift_from(self, before: "Viewport") -> tuple[int, int] | None:
        """How far (dx, dy) in screen px the picture has moved; None if it is not only that."""
        if replace(before, centre=self.centre) != self:
            return None
        dy = (before.centre[0] - self.centre[0]) * self.scale
        dx = (before.centre[1] - self.centre[1]) * self.scale
        whole = round(dx), round(dy)
        return whole if abs(dx - whole[0]) + abs(dy - whole[1]) < 1e-6 else None

    def _in_sight(self) -> "Viewport":
        """Limit the position so that a part of the image stays visible."""
        centre = []
        for middle, image_px, screen_px in zip(self.centre, self.shape, self.size, strict=True):
            stays = min(STAYS_PX, image_px * self.scale, screen_px)
            slack = (screen_px / 2 - stays) / self.scale
            centre.append(min(max(middle, -0.5 - slack), image_px - 0.5 + slack))
        return replace(self, centre=(centre[0], centre[1]))
