"""The identity of a frame: an image of the project, and which picture of its file."""

from dataclasses import dataclass, field

from .frames import FIRST, Frame, parse_code


@dataclass(frozen=True)
class FrameKey:
    """One frame of one image; a string only in names of files and in messages.

    Two keys are equal if image, scene, time and depth are: `t1` of nine points in time is `t01` of
    ten.

    Attributes
    ----------
    image_id
        Of the image in the project.
    scene, time
        Numbers from 0.
    depth
        Number from 0; None: the maximum over all depths.
    code
        How the frame is spelled in file names, see `frames.Extent.code`.
    """

    image_id: str
    scene: int = 0
    time: int = 0
    depth: int | None = 0
    code: str = field(default="", compare=False)

    @classmethod
    def of(cls, image_id: str, code: str) -> "FrameKey":
        """Key of an image and a frame's code; a code of another program is the first frame."""
        try:
            frame = parse_code(code)
        except ValueError:
            frame = FIRST
        return cls(image_id, frame.scene, frame.time, frame.depth, code)

    @classmethod
    def parse(cls, text: str) -> "FrameKey":
        """Key of its string; an image's id never has a point in it."""
        image_id, _, code = text.partition(".")
        return cls.of(image_id, code)

    @property
    def frame(self) -> Frame:
        """Which picture of the file."""
        return Frame(self.scene, self.time, self.depth)

    def __str__(self) -> str:
        return f"{self.image_id}.{self.code}" if self.code else self.image_id
