"""Frames that the engine holds in memory, least recently used first."""

from collections.abc import Callable, Iterable
from typing import Any

from numpy.typing import NDArray

from sketchpose_engine.live.requests import CloseImage, CloseImages, Request
from sketchpose_engine.project.manifest import split_key

ENGINE_BYTES = 10  # that the engine keeps for a pixel, besides the image itself
MOST_BYTES = 3 * 2**29  # of all images in the engine


class HeldImages:
    """Keeps the engine's memory within bounds.

    Parameters
    ----------
    post
        Posts a request to the engine.
    """

    def __init__(self, post: Callable[[Request], None]) -> None:
        self._post = post
        self._bytes: dict[str, int] = {}  # of each frame, the one used longest ago first

    def __contains__(self, key: object) -> bool:
        return key in self._bytes

    def add(self, key: str, planes: NDArray[Any], open_frame: str) -> None:
        """Count one frame more; of too many the engine forgets those not used for long."""
        self._bytes.pop(key, None)
        self._bytes[key] = planes.nbytes + planes[0].size * (ENGINE_BYTES + 4 * len(planes))
        while sum(self._bytes.values()) > MOST_BYTES:
            oldest = next((name for name in self._bytes if name not in (key, open_frame)), None)
            if oldest is None:
                return
            self._let_go(oldest)

    def forget(self, image_ids: Iterable[str]) -> None:
        """Let the engine forget all frames of some images."""
        gone = set(image_ids)
        for key in [key for key in self._bytes if split_key(key)[0] in gone]:
            self._let_go(key)

    def close_all(self) -> None:
        """Let the engine forget all images: those of another project follow."""
        self._bytes.clear()
        self._post(CloseImages())

    def lose_all(self) -> None:
        """Discard all counts, because the session is new."""
        self._bytes.clear()

    def _let_go(self, key: str) -> None:
        del self._bytes[key]
        self._post(CloseImage(key))
