"""What lies in one image file besides a single picture: scenes, points in time, depths.

A frame is one picture of a file. Sketch and masks belong to a frame; they are named after its
code, in which only those numbers stand of which the file has several.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

CODE = re.compile(r"(?:s(?P<scene>\d+))?(?:t(?P<time>\d+))?(?:z(?P<depth>\d+)|(?P<most>max))?")


@dataclass(frozen=True)
class Frame:
    """Which picture of a file; numbers count from 0.

    Attributes
    ----------
    scene, time
        Of the file.
    depth
        None: the maximum over all depths.
    """

    scene: int = 0
    time: int = 0
    depth: int | None = 0


FIRST = Frame()


@dataclass(frozen=True)
class Extent:
    """How many scenes, points in time and depths a file has; scenes are taken to be alike."""

    scenes: int = 1
    times: int = 1
    depths: int = 1

    def __len__(self) -> int:
        return self.scenes * self.times * self.depths

    def frames(self, *, projected: bool = False) -> Iterator[Frame]:
        """All frames in the order of the file; `projected`: one for all depths, their maximum."""
        depths: list[int | None] = list(range(self.depths))
        if projected and self.depths > 1:
            depths = [None]
        for scene, time, depth in product(range(self.scenes), range(self.times), depths):
            yield Frame(scene, time, depth)

    def clipped(self, frame: Frame) -> Frame:
        """The frame, or the nearest one that there is."""
        depth = frame.depth
        if depth is None and self.depths == 1:
            depth = 0
        return Frame(
            min(frame.scene, self.scenes - 1),
            min(frame.time, self.times - 1),
            None if depth is None else min(depth, self.depths - 1),
        )

    def stepped(self, frame: Frame, by: int) -> Frame:
        """So many frames on in time, or in depth or scenes where there is only one; round."""
        if self.times > 1:
            return replace(frame, time=(frame.time + by) % self.times)
        if self.depths > 1:
            return replace(frame, depth=((frame.depth or 0) + by) % self.depths)
        return replace(frame, scene=(frame.scene + by) % self.scenes)

    def code(self, frame: Frame) -> str:
        """Name a frame for people and files: `s2t014z03`, `t014max`; "" if there is only one.

        Numbers count from 1 and have as many digits as the last one, so that files sort well.
        """
        parts = [
            f"{letter}{number + 1:0{len(str(count))}}"
            for letter, number, count in (
                ("s", frame.scene, self.scenes),
                ("t", frame.time, self.times),
            )
            if count > 1
        ]
        if self.depths > 1:
            last = len(str(self.depths))
            parts.append("max" if frame.depth is None else f"z{frame.depth + 1:0{last}}")
        return "".join(parts)


def parse_code(code: str) -> Frame:
    """Read a frame's code; raises ValueError if it is none."""
    found = CODE.fullmatch(code)
    if found is None:
        raise ValueError(f"{code!r} names no frame")
    scene, time, depth = (max(int(found[name] or 1) - 1, 0) for name in ("scene", "time", "depth"))
    return Frame(scene, time, None if found["most"] else depth)
