"""Identity of a frame: an image of the project, and the frame in its file."""

from dataclasses import dataclass, field

from .frames import FIRST, Frame, parse_code


@dataclass(frozen=True)
class FrameKey:
    """Key of a frame; a string only in file names and messages.

    Two keys are equal if image, scene, time and depth are: `t1` of nine time points is `t01` of
    ten.

    Attributes
    ----------
    image_id
        Id of the image in the project.
    scene, time
        Numbers from 0.
    depth
        Number from 0; None: the maximum over all depths.
    code
        Spelling of the frame in file names, see `frames.Extent.code`.
    """

    image_id: str
    scene: int = 0
    time: int = 0
    depth: int | None = 0
    code: str = field(default="", compare=False)

    @classmethod
    def of(cls, image_id: str, code: str) -> "FrameKey":
        """Make a key from an image id and a frame code; unknown codes are the first frame."""
        try:
            frame = parse_code(code)
        except ValueError:
            frame = FIRST
        return cls(image_id, frame.scene, frame.time, frame.depth, code)

    @classmethod
    def parse(cls, text: str) -> "FrameKey":
        """Parse the string of a key; image ids contain no dots."""
        image_id, _, code = text.partition(".")
        return cls.of(image_id, code)

    @property
    def frame(self) -> Frame:
        """Frame in the file."""
        return Frame(self.scene, self.time, self.depth)

    def __str__(self) -> str:
        return f"{self.image_id}.{self.code}" if self.code else self.image_id
