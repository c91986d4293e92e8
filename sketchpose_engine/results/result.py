"""Result: one frame and its masks, to be measured, counted and exported."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .file_kinds import frame_stem


@dataclass(frozen=True)
class Result:
    """One frame of an image file, with its masks.

    Attributes
    ----------
    image
        Name of the image file, with folders if it is not unique, as in `file_kinds.distinct_names`.
    frame
        Code of `frames.Extent.code`; "" if the file contains only one frame.
    planes
        (C, H, W) image.
    labels
        (H, W) int32 masks, 0 background.
    pixel_size_um
        Side of a pixel in micrometres; None: unknown.
    classes
        (N + 1,) uint8, class of each label, from 1, 0: unknown; None: only one class.
    class_names
        Empty if there is only one class.
    key
        Key of the frame in its project, if any: `images.frame_key.FrameKey`.
    file_stem
        Stem of its files; "": `file_kinds.frame_stem`.
    """

    image: str
    frame: str
    planes: NDArray[Any] = field(repr=False)
    labels: NDArray[np.int32] = field(repr=False)
    pixel_size_um: float | None = None
    classes: NDArray[np.uint8] | None = field(default=None, repr=False)
    class_names: tuple[str, ...] = ()
    key: str = ""
    file_stem: str = ""

    @property
    def stem(self) -> str:
        """Stem of its files."""
        return self.file_stem or frame_stem(self.image, self.frame)

    def class_of(self, label: int) -> str:
        """Return the name of an object's class; "" if there is only one class."""
        if self.classes is None or not self.class_names:
            return ""
        number = int(self.classes[label])
        return self.class_names[number - 1] if number else ""
