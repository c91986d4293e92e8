"""Frames of one image that follow each other in time or in depth."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.core.translation import counted
from app.state.scene import Scene
from sketchpose_engine.images.frames import Extent, Frame
from sketchpose_engine.project.manifest import page_key

Along = Literal["time", "depth"]


@dataclass(frozen=True)
class FrameSeries:
    """Frames of a movie, or slices of a stack.

    Attributes
    ----------
    along
        Axis on which they follow each other.
    image_id
        Of the project.
    frames, codes
        In order, and how they are named in the image.
    """

    along: Along
    image_id: str
    frames: tuple[Frame, ...]
    codes: tuple[str, ...]

    @property
    def keys(self) -> list[str]:
        """Keys of the frames in the project."""
        return [page_key(self.image_id, code) for code in self.codes]

    def index_of(self, frame: Frame) -> int:
        """Return the place of a frame; -1 if it is not one of them."""
        return self.frames.index(frame) if frame in self.frames else -1

    def counted(self, number: int) -> str:
        """Return a number with the word for it, such as "1 frame" or "3 slices"."""
        if self.along == "time":
            return counted(number, "%n frame", "%n frames")
        return counted(number, "%n slice", "%n slices")


def axes_of(scene: Scene) -> Sequence[Along]:
    """Return the axes along which the cells of a frame can be linked."""
    one = scene.extent.scene(scene.frame.scene)
    axes: list[Along] = ["time"] if one.times > 1 else []
    if one.depths > 1 and scene.frame.depth is not None:
        axes.append("depth")
    return axes


def series_of(scene: Scene, along: Along) -> FrameSeries:
    """Return the frames of the same image along an axis, the open one among them."""
    return series_at(scene.entry_id, scene.extent, scene.frame, along)


def series_at(image_id: str, extent: Extent, frame: Frame, along: Along) -> FrameSeries:
    """Return the frames of an image along an axis, one of which is given."""
    one = extent.scene(frame.scene)
    if along == "time":
        frames = tuple(replace(frame, time=number) for number in range(one.times))
    else:
        frames = tuple(replace(frame, depth=number) for number in range(one.depths))
    return FrameSeries(along, image_id, frames, tuple(extent.code(each) for each in frames))
