"""The question whether an export may replace files, and what would be lost with them."""

from collections.abc import Mapping, Sequence, Set
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from app.core.translation import counted, tr
from app.project.export_sources import frames_of, names_of
from app.state.scene import Scene
from sketchpose_engine.project.project import Project
from sketchpose_engine.results.earlier_rows import frames_in

MOST_NAMES = 8  # of files that would be replaced
Frames = Set[tuple[str, str]]  # names of images, as in tables, and codes of their frames

Contents = Mapping[Path, Frames]  # of files


def contents_of(there: Sequence[Path]) -> Contents:
    """Read what the files are about that would be replaced: whole tables, which takes a while."""
    return {path: frames_in(path) for path in there}


def may_replace(window: QWidget, there: Contents, exported: Frames) -> bool:
    """Ask whether files may be replaced by those of an export.

    Parameters
    ----------
    window
        Of the question.
    there
        Files that would be replaced, and what they are about.
    exported
        What the new files are about.
    """
    listed = ", ".join(path.name for path in list(there)[:MOST_NAMES])
    if len(there) > MOST_NAMES:
        more = len(there) - MOST_NAMES
        listed = counted(more, "{files} and %n more", "{files} and %n more", files=listed)
    question = tr("These files are there already. Replace them?")
    answer = QMessageBox.question(
        window,
        tr("Export results"),
        "\n\n".join([listed, *lost(there, exported), question]),
        QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
        QMessageBox.StandardButton.No,
    )
    return answer == QMessageBox.StandardButton.Yes


def lost(there: Contents, exported: Frames) -> list[str]:
    """Describe, for each file that is replaced, what it has of other images."""
    sentences = []
    for path, frames in there.items():
        others = frames - exported
        images = {image for image, _ in others} - {image for image, _ in exported}
        if images:
            sentence = counted(
                len(images),
                "{file} has %n other image, which will be missing there afterwards. To keep it, "
                "choose another folder.",
                "{file} has %n other images, which will be missing there afterwards. To keep "
                "them, choose another folder.",
                file=path.name,
            )
        else:
            sentence = counted(
                len(others),
                "{file} has %n other frame, which will be missing there afterwards. To keep it, "
                "choose another folder.",
                "{file} has %n other frames, which will be missing there afterwards. To keep "
                "them, choose another folder.",
                file=path.name,
            )
        sentences += [sentence] if others else []
    return sentences


def frames_exported(project: Project, scene: Scene, *, all_images: bool) -> Frames:
    """Return what the files for all images will be about."""
    named = names_of(project)
    if all_images:
        return {(named[image.id], code) for image, code in frames_of(project)}
    return {(named[scene.entry_id], scene.code)}
