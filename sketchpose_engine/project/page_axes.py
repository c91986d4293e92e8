"""What the pages of a TIFF are where the file does not say so: times, depths or channels."""

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
    """What was chosen for the pages of the images in a folder; None: nothing was."""
    chosen = (each.pages for each in manifest.images if each.path.parent == folder and each.pages)
    return next(chosen, None)


def set_pages(project: "Project", image_id: str, pages: PageAxis) -> list[str]:
    """Save what the pages of an image are, and those of the others in its folder.

    Where frames are other ones then, what was counted is forgotten, and masks are kept under
    names that end with `.replaced`. Images of the folder on which anything is drawn stay as
    they are.

    Returns
    -------
    Ids of the images that have other frames now.

    Raises
    ------
    InputError
        Something is drawn on this image, or the project cannot be saved.
    """
    image, sketches = project.image(image_id), project.sketches
    if sketches.drawn_keys(image_id):
        raise InputError(
            f"Strokes are drawn on {image.path.name}, and they belong to its frames as "
            "they are: erase them first, then choose what its pages are."
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
    """Whether frames of an image that is known in two ways differ, as far as can be told."""
    from ..images.load import contents_of

    try:
        one, other = (contents_of(each.path, each.pages) for each in (before, now))
    except InputError:
        return True
    return (one.extent, one.channels) != (other.extent, other.channels)
