"""The list of the project's images: name, thumbnail, and how far each is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.bus import Bus
from app.core.error_reporting import report
from app.core.translation import tr
from app.core.workers import Workers
from app.project import image_loading
from app.state.scene import Scene
from sketchpose_engine.core.files import is_only_in_cloud
from sketchpose_engine.live.requests import OpenImage
from sketchpose_engine.project.manifest import split_key
from sketchpose_engine.project.project import Project
from sketchpose_engine.project.project_image import ProjectImage

MOST_TRAINING_FRAMES = 24  # images held in memory to learn from, besides those that were looked at


@dataclass(frozen=True)
class ImageEntry:
    """One image in the list."""

    id: str
    name: str
    annotated: bool = False
    cells: Mapping[str, int] = field(default_factory=dict)  # by frame's code; none: not segmented
    missing: bool = False
    is_guess: bool = False  # nothing was learned before the cells were found
    picture: NDArray[np.uint8] | None = None  # (h, w, 3)


class ImageList:
    """Owns the list, and reads beside the window what it shows."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._project: Project | None = None
        self._entries: dict[str, ImageEntry] = {}
        self._readers = Workers()  # what they read may be dropped
        self._unread = False  # there are images without a picture
        self._pictures: dict[Path, NDArray[np.uint8] | None] = {}  # of the project before this one
        self._shown_id = ""  # of the open image
        bus.frame.opened.connect(self._open)
        bus.frame.counted.connect(
            lambda count: self.change(self._shown_id, is_guess=count.is_guess)
        )

    def _open(self, scene: Scene) -> None:
        self._shown_id = scene.entry_id
        self._read_thumbnails()

    def __iter__(self) -> Iterator[str]:
        """The ids, in order."""
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, image_id: object) -> bool:
        return image_id in self._entries

    def __getitem__(self, image_id: str) -> ImageEntry:
        return self._entries[image_id]

    def fill(self, project: Project | None) -> None:
        """List another project's images."""
        self._readers.drop()
        if self._entries and self._project is not None:
            paths = {image.id: image.path for image in self._project.images}
            self._pictures = {
                paths[name]: entry.picture for name, entry in self._entries.items() if name in paths
            }
        self._project = project
        self._entries = {}
        self.add(project.images if project is not None else [])

    def add(self, images: Iterable[ProjectImage]) -> None:
        """List more images of the project."""
        project = self._project
        pages = {} if project is None else project.sketches.keys()
        for image in images:
            assert project is not None
            annotated = any(project.sketches.annotated(key) for key in pages.get(image.id, ()))
            missing = not image.path.exists()
            self._entries[image.id] = ImageEntry(
                image.id,
                image.path.name,
                annotated,
                image.cells,
                missing,
                picture=None if missing else self._pictures.get(image.path),
            )
        self._unread = True  # read when the first image is on screen: that comes first
        self._list()

    def remove(self, image_id: str) -> None:
        """Remove an image from the list."""
        del self._entries[image_id]
        self._list()

    def change(self, image_id: str, **facts: object) -> None:
        """Change facts about an image."""
        entry = self._entries.get(image_id)
        if entry is None or all(getattr(entry, name) is value for name, value in facts.items()):
            return
        self._entries[image_id] = replace(entry, **facts)  # type: ignore[arg-type]
        self._bus.project.entry_changed.emit(self._entries[image_id])
        if facts.get("missing"):
            self._read_thumbnails()  # the first image is never on screen

    def _read_thumbnails(self) -> None:
        """Draw the pictures that are not there yet, one after the other."""
        if not self._unread:
            return
        self._unread = False
        self._note_files()
        for entry in self._entries.values():
            if entry.picture is None and not entry.missing and self._project is not None:
                image = self._project.image(entry.id)
                self._readers.run(
                    partial(self._thumbnail, image),
                    partial(self._take_thumbnail, entry.id),
                    lambda error: None,  # reported when the image is opened
                )

    def _take_thumbnail(self, name: str, picture: NDArray[np.uint8] | None) -> None:
        if picture is not None:  # another may have come meanwhile
            self.change(name, picture=picture)

    def _note_files(self) -> None:
        """Take the fingerprints of files that were too many when they were added."""
        if (project := self._project) is not None:
            self._readers.run(
                project.note_files,
                lambda nothing: None,
                lambda error: report(self._bus, error),
            )

    def read_training_frames(
        self, on_screen: str, teach: Callable[[OpenImage], None], image_id: str = ""
    ) -> None:
        """Read frames with strokes and pass each on, up to a maximum.

        Parameters
        ----------
        on_screen
            Key of the frame that is not read.
        teach
            Called with each frame.
        image_id
            Image whose frames are read; "": all images.
        """
        project = self._project
        if project is None:
            return
        drawn = [
            entry
            for entry in self._entries.values()
            if entry.annotated and not entry.missing and image_id in ("", entry.id)
        ]
        pages = [
            (project.image(entry.id), key)
            for entry in drawn[:MOST_TRAINING_FRAMES]
            for key in project.sketches.drawn_keys(entry.id)
            if key != on_screen
        ]
        for image, key in pages[:MOST_TRAINING_FRAMES]:
            self._readers.run(
                partial(image_loading.read_training_frame, project, image, key),
                partial(self._hand_out, project, teach),
                lambda error: None,  # reported when the image is opened
            )

    def _hand_out(
        self, project: Project, teach: Callable[[OpenImage], None], request: OpenImage
    ) -> None:
        if self._project is not project:
            return  # another one was opened meanwhile
        name = split_key(request.image_id)[0]
        self.change(name, picture=image_loading.small_picture(request.planes))
        teach(request)

    def _thumbnail(self, image: ProjectImage) -> NDArray[np.uint8] | None:
        """Small picture of a file, read only if it is not there yet, and not from the cloud."""
        entry = self._entries.get(image.id)
        if entry is None or entry.picture is not None:
            return entry.picture if entry is not None else None
        return None if is_only_in_cloud(image.path) else image_loading.thumbnail(image)

    def _list(self) -> None:
        self._bus.project.images_listed.emit(list(self._entries.values()))


def removed_text(name: str, *, rests: bool) -> str:
    """Sentence on an image that was removed; `rests`: learning does until the next stroke."""
    done = tr(
        "{file} is removed from the project; its file and its strokes stay on the disk.", file=name
    )
    return f"{done} {tr('Learning rests until the next stroke or Start.')}" if rests else done
