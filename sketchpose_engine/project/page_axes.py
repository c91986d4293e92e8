"""Axis of the pages of TIFF files that do not name it: times, depths or channels."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import InputError
from ..images.readers.base import PageAxis
from .manifest import ProjectManifest
from .project_image import ProjectImage

if TYPE_CHECKING:
    from .project import Project


def pages_of_folder(manifest: ProjectManifest, folder: Path) -> PageAxis | None:
    """Return the axis chosen for images in a folder; None: none was chosen."""
    chosen = (each.pages for each in manifest.images if each.path.parent == folder and each.pages)
    return next(chosen, None)


def set_pages(project: "Project", image_id: str, pages: PageAxis) -> list[str]:
    """Save the axis of the pages of an image, and of the others in its folder.

    If this changes the frames, counts are deleted, and masks are renamed to end with `.replaced`.
    Images of the folder with strokes are not changed.

    Returns
    -------
    Ids of the images whose frames have changed.

    Raises
    ------
    InputError
        If there are strokes on this image, or the project cannot be saved.
    """
    image, sketches = project.image(image_id), project.sketches
    if sketches.drawn_keys(image_id):
        raise InputError(
            "Strokes are drawn on {file}, and they belong to its frames as they are: "
            "erase them first, then choose what its pages are.",
            file=image.path.name,
        )
    changed = [
        each.id
        for each in project.images
        if each.path.parent == image.path.parent
        and each.pages != pages
        and not sketches.drawn_keys(each.id)
    ]
    new = {name: replace(project.image(name), pages=pages) for name in changed}
    others = [name for name in changed if _has_other_frames(project.image(name), new[name])]
    new |= {name: replace(new[name], cells={}, shown="") for name in others}
    for key in (key for name in others for key in project.masks.keys_of(name)):
        project.masks.move_aside(key, "replaced")
    project.update(
        lambda old: replace(old, images=tuple(new.get(each.id, each) for each in old.images))
    )
    return others


def _has_other_frames(before: ProjectImage, now: ProjectImage) -> bool:
    """Return whether two interpretations of a file have different frames; True if unreadable."""
    from ..images.load import contents_of

    try:
        one, other = (contents_of(each.path, each.pages) for each in (before, now))
    except InputError:
        return True
    return (one.extent, one.channels) != (other.extent, other.channels)
