"""An image's file was replaced by another one: what becomes of its strokes and masks.

Nothing is deleted: what is not used any more is kept under a name that ends with `.replaced`.
"""

from typing import Literal

from ..core.files import disk_errors_as
from ..images.frame_key import FrameKey
from ..images.frames import Extent
from .fingerprint import fingerprint_of
from .manifest import split_key
from .project import Project

Keep = Literal["all", "strokes", "nothing"]
REPLACED = "replaced"  # ending of files that belong to the file of before


def adopt(
    project: Project, image_id: str, extent: Extent, shape: tuple[int, int], keep: Keep
) -> None:
    """Take the file that is there now for that of the image.

    Parameters
    ----------
    extent, shape
        Of the file as it is now, and of its pictures (H, W).
    keep
        "all": strokes and masks, the picture is the same. "strokes": masks are made anew. Strokes
        beyond the edge of a smaller picture are cut off; the corrections of masks are kept only
        with pictures of the same size.

    Raises
    ------
    InputError
        A file cannot be read, renamed or written.
    """
    image = project.image(image_id)
    before = None if image.fingerprint is None else image.fingerprint.shape
    for key in project.masks.keys_of(image_id):
        if keep != "all":
            project.masks.move_aside(key, REPLACED)
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
    """Rename the files of a frame if the file has another number of frames now.

    Returns
    -------
    The frame's code as it is spelled now; as it was if there is no such frame any more.
    """
    old = FrameKey.of(image_id, code)
    new = FrameKey.of(image_id, extent.code(old.frame))
    if new.code == code or extent.clipped(old.frame) != old.frame:
        return code
    project.sketches.rename(str(old), str(new))
    before, after = project.masks.path(str(old)), project.masks.path(str(new))
    if before.exists() and not after.exists():
        with disk_errors_as(before):
            before.rename(after)
    return new.code
