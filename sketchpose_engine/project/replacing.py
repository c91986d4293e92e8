"""Replaced image files: adoption of the new file, and of strokes and masks if they still fit.

Nothing is deleted: files that are no longer used are renamed to end with `.replaced`.
"""

from typing import Literal

from ..core.files import disk_errors
from ..images.frame_key import FrameKey
from ..images.frames import Extent
from .fingerprint import fingerprint_of
from .manifest import split_key
from .project import Project

Keep = Literal["all", "strokes", "nothing"]
REPLACED = "replaced"  # ending of files that belong to the previous image file


def adopt(
    project: Project, image_id: str, extent: Extent, shape: tuple[int, int], keep: Keep
) -> None:
    """Adopt the current file as that of the image.

    Parameters
    ----------
    extent, shape
        Extent of the current file, and (H, W) of its frames.
    keep
        "all": strokes and masks, as the image is the same. "strokes": masks are computed again.
        Strokes outside a smaller image are cut off; corrections of masks are kept only if the size
        is unchanged.

    Raises
    ------
    InputError
        If a file cannot be read, renamed or written.
    """
    image = project.image(image_id)
    before = None if image.fingerprint is None else image.fingerprint.shape
    for key in project.masks.keys_of(image_id):
        if keep != "all":
            project.masks.move_aside(key, REPLACED)
    if keep != "all":
        project.results.move_aside(image_id, REPLACED)
    for key in project.sketches.keys().get(image_id, ()):
        if keep == "nothing":
            project.sketches.move_aside(key, REPLACED)
        else:
            project.sketches.fit(key, shape, REPLACED, before)
    cells = dict(image.cells) if keep == "all" else {}
    if keep != "nothing":
        cells = {_respelled(project, image_id, code, extent): n for code, n in cells.items()}
        for key in project.sketches.keys().get(image_id, ()):
            _respelled(project, image_id, split_key(key)[1], extent)
    project.describe(image_id, fingerprint=fingerprint_of(image.path, shape), all_cells=cells)


def _respelled(project: Project, image_id: str, code: str, extent: Extent) -> str:
    """Rename the files of a frame if the number of frames of the image has changed.

    Returns
    -------
    The current code of the frame; the old one if the frame does not exist any more.
    """
    old = FrameKey.of(image_id, code)
    new = FrameKey.of(image_id, extent.code(old.frame))
    if new.code == code or extent.clipped(old.frame) != old.frame:
        return code
    project.sketches.rename(str(old), str(new))
    before, after = project.masks.path(str(old)), project.masks.path(str(new))
    if before.exists() and not after.exists():
        with disk_errors(before):
            before.rename(after)
    project.results.rename(str(old), str(new))
    return new.code
