"""What lies in one image file besides a single picture: scenes, points in time, depths.

A frame is one picture of a file. Sketch and masks belong to a frame; they are named after its
code, in which only those numbers stand of which the file has several.
"""

import re
from collections.abc import Iterator, Sequence
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
    """Number of scenes, points in time and depths of a file.

    Attributes
    ----------
    scenes
        Of the file.
    times, depths
        Of the scene with most of them.
    each
        Times and depths of each scene; empty if all scenes have as many.
    """

    scenes: int = 1
    times: int = 1
    depths: int = 1
    each: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, sizes: Sequence[tuple[int, int]]) -> "Extent":
        """Extent of a file whose scenes have so many times and depths each."""
        times, depths = (max(numbers) for numbers in zip(*sizes, strict=True))
        alike = len(set(sizes)) == 1
        return cls(len(sizes), times, depths, () if alike else tuple(sizes))

    def __len__(self) -> int:
        if self.each:
            return sum(times * depths for times, depths in self.each)
        return self.scenes * self.times * self.depths

    def scene(self, number: int) -> "Extent":
        """Extent of a file of the same scenes if all had as many frames as this one."""
        times, depths = self.each[number] if self.each else (self.times, self.depths)
        return Extent(self.scenes, times, depths)

    def frames(self, *, projected: bool = False) -> Iterator[Frame]:
        """All frames in the order of the file; `projected`: one for all depths, their maximum."""
        for scene in range(self.scenes):
            one = self.scene(scene)
            depths: list[int | None] = list(range(one.depths))
            if projected and one.depths > 1:
                depths = [None]
            for time, depth in product(range(one.times), depths):
                yield Frame(scene, time, depth)

    def clipped(self, frame: Frame) -> Frame:
        """The frame, or the nearest one that there is."""
        scene = min(frame.scene, self.scenes - 1)
        one = self.scene(scene)
        depth = frame.depth
        if depth is None and one.depths == 1:
            depth = 0
        return Frame(
            scene,
            min(frame.time, one.times - 1),
            None if depth is None else min(depth, one.depths - 1),
        )

    def stepped(self, frame: Frame, by: int) -> Frame:
        """So many frames on in time, or in depth or scenes where there is only one; round."""
        one = self.scene(frame.scene)
        if one.times > 1:
            return replace(frame, time=(frame.time + by) % one.times)
        if one.depths > 1:
            return replace(frame, depth=((frame.depth or 0) + by) % one.depths)
        return self.clipped(replace(frame, scene=(frame.scene + by) % self.scenes))

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
