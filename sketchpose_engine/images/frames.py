"""Frames of an image file: scenes, time points and depths.

A frame is one 2-D image of a file. Sketch and masks belong to a frame; they are named after its
code, which contains only the numbers of those axes that have several values.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

CODE = re.compile(r"(?:s(?P<scene>\d+))?(?:t(?P<time>\d+))?(?:z(?P<depth>\d+)|(?P<most>max))?")


@dataclass(frozen=True)
class Frame:
    """Frame of a file; numbers count from 0.

    Attributes
    ----------
    scene, time
        Numbers in the file.
    depth
        Number, or None for the maximum over all depths.
    """

    scene: int = 0
    time: int = 0
    depth: int | None = 0


FIRST = Frame()


@dataclass(frozen=True)
class Extent:
    """Number of scenes, time points and depths of a file.

    Attributes
    ----------
    scenes
        Number of scenes.
    times, depths
        Maximum over the scenes.
    each
        Times and depths of each scene; empty if equal for all scenes.
    """

    scenes: int = 1
    times: int = 1
    depths: int = 1
    each: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, sizes: Sequence[tuple[int, int]]) -> "Extent":
        """Make the extent of a file from the times and depths of each scene."""
        times, depths = (max(numbers) for numbers in zip(*sizes, strict=True))
        alike = len(set(sizes)) == 1
        return cls(len(sizes), times, depths, () if alike else tuple(sizes))

    def __len__(self) -> int:
        if self.each:
            return sum(times * depths for times, depths in self.each)
        return self.scenes * self.times * self.depths

    def scene(self, number: int) -> "Extent":
        """Return the extent of a file whose scenes all have as many frames as this one."""
        times, depths = self.each[number] if self.each else (self.times, self.depths)
        return Extent(self.scenes, times, depths)

    def frames(self, *, projected: bool = False) -> Iterator[Frame]:
        """Yield all frames in file order; `projected`: maxima over the depths instead."""
        for scene in range(self.scenes):
            one = self.scene(scene)
            depths: list[int | None] = list(range(one.depths))
            if projected and one.depths > 1:
                depths = [None]
            for time, depth in product(range(one.times), depths):
                yield Frame(scene, time, depth)

    def clipped(self, frame: Frame) -> Frame:
        """Return the frame, or the nearest one that exists."""
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
        """Step in time, or else in depth, or else in scenes; cyclic."""
        one = self.scene(frame.scene)
        if one.times > 1:
            return replace(frame, time=(frame.time + by) % one.times)
        if one.depths > 1:
            return replace(frame, depth=((frame.depth or 0) + by) % one.depths)
        return self.clipped(replace(frame, scene=(frame.scene + by) % self.scenes))

    def code(self, frame: Frame) -> str:
        """Return a short name: `s2t014z03`, `t014max`; "" if there is only one frame.

        Numbers count from 1 and have leading zeros, so that files sort well.
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
    """Parse a frame's code; raises ValueError if it is invalid."""
    found = CODE.fullmatch(code)
    if found is None:
        raise ValueError(f"{code!r} names no frame")
    scene, time, depth = (max(int(found[name] or 1) - 1, 0) for name in ("scene", "time", "depth"))
    return Frame(scene, time, None if found["most"] else depth)
