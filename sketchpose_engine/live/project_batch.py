"""Segmentation of many frames of a project by a live session."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from ..core.errors import InputError, Phrase
from ..core.files import digest, disk_errors
from ..images.load import Image, load_image
from ..inference.batch import BatchEvent, segment_all
from ..inference.jobs import FrameJob, FrameRefused, FrameSegmented, SegmentingEnded
from ..inference.ledger import LEDGER, WEIGHTS, Ledger
from ..inference.segment import Segmented
from ..masks.cell_classes import as_note, vote
from ..masks.instance_masks import InstanceMasks
from ..models.device import Device
from ..models.model_set import ModelSet, files_beside, load_models, save_models
from ..project.mask_files import read_mask_file
from ..results.filters import Filter, kept
from ..results.measurements import measure
from ..results.provenance import duration_of
from ..results.result import Result
from ..results.tiff import write_labels
from .image_state import ImageState
from .requests import SegmentAll

NO_WEIGHTS = Phrase("Nothing has been learned yet: draw a few strokes and let it learn first.")


class ProjectBatch:
    """Segmentation of the frames of a request.

    Parameters
    ----------
    request
        Frames to segment.
    models
        Present models, of which copies are saved; None: nothing was learned.
    device
        Compute device.
    images
        States of open images, by frame key: they adopt the new masks.

    Raises
    ------
    InputError
        If there are no weights, or the folder is not writable.
    """

    def __init__(
        self,
        request: SegmentAll,
        models: ModelSet | None,
        device: Device,
        images: Mapping[str, ImageState],
    ) -> None:
        self._request = request
        self._images = images
        self._done = 0
        self._kept: set[str] = set()  # frames segmented in this run, not taken from the ledger
        self._refused: list[FrameRefused] = []
        weights = request.folder / WEIGHTS
        if request.go_on and weights.is_file():
            models = load_models(weights)
        elif models is None:
            raise InputError(NO_WEIGHTS)
        else:
            save_models(weights, models)
        self._models = models
        files = [weights, *files_beside(weights)]
        tools = " ".join([*map(digest, files), str(request.filters)])
        self._ledger = Ledger(request.folder / LEDGER, tools)
        self._found = segment_all(request.jobs, models, device, self._keep, self._ledger)

    def next(self) -> BatchEvent:
        """Process one more tile; raises InputError if results cannot be written."""
        event = next(self._found)
        if isinstance(event, FrameRefused):
            self._refused.append(event)
        elif isinstance(event, FrameSegmented):
            self._done += 1
            if event.page not in self._kept:
                event = self._counted_again(event)
        elif isinstance(event, SegmentingEnded):
            self._forget()
        return event

    def stopped(self) -> SegmentingEnded:
        """Return the final event of a batch that was stopped."""
        return SegmentingEnded(self._done, tuple(self._refused), stopped=True)

    def _counted_again(self, known: FrameSegmented) -> FrameSegmented:
        """Recount a frame that was done before: its masks may have been corrected since."""
        job = next(job for job in self._request.jobs if job.page == known.page)
        try:
            masks = None if job.masks_path is None else read_mask_file(job.masks_path)
            image = load_image(job.path, job.frame, job.pages)
        except InputError:
            return known  # reported when the frame is opened
        if masks is None or masks[0].shape != image.planes.shape[1:]:
            return known
        size_um = job.pixel_size_um or image.pixel_size_um
        result = Result(job.path.name, "", image.planes, masks[0], size_um, masks[1])
        again = counted(job.page, result, self._request.filters)
        return replace(again, trained_steps=known.trained_steps)

    def _forget(self) -> None:
        weights = self._request.folder / WEIGHTS
        for path in (self._request.folder / LEDGER, *files_beside(weights), weights):
            with disk_errors(path):
                path.unlink(missing_ok=True)

    def _keep(self, job: FrameJob, image: Image, found: Segmented) -> FrameSegmented:
        """Apply earlier corrections by hand to the masks, write them, and count the cells.

        The state of an open image adopts the uncorrected masks and applies the corrections itself,
        so that they can be undone.
        """
        self._kept.add(job.page)
        state = self._images.get(job.page)
        if state is not None and state.image.shape != found.labels.shape:
            state = None  # the file was replaced meanwhile
        masks = InstanceMasks(found.labels)
        masks.correct(job.corrections if state is None else state.masks.corrections)
        seen, labels = found.fields.classes, masks.labels
        classes = None if seen is None else vote(labels, seen, job.sketch)
        size_um = job.pixel_size_um or image.pixel_size_um
        if job.masks_path is not None:
            write_labels(job.masks_path, labels, size_um, as_note(classes))
        channels = len(image.planes)
        made_by = self._models.for_channels(channels).provenance
        if state is not None:
            uncorrected = None if seen is None else vote(found.labels, seen, job.sketch)
            is_guess = not self._models.has_seen(channels)
            state.replace(found.labels, uncorrected, is_guess=is_guess, provenance=made_by)
        result = Result(job.path.name, "", image.planes, labels, size_um, classes)
        return replace(
            counted(job.page, result, self._request.filters), trained_steps=duration_of(made_by)[0]
        )


def counted(key: str, result: Result, filters: Iterable[Filter] = ()) -> FrameSegmented:
    """Count the cells of a frame that pass all filters."""
    areas_px = np.bincount(result.labels.ravel())
    areas_px[0] = 0
    if filters:
        table = measure(result)
        gone = table["label"][~kept(table, filters)]
        areas_px[gone] = 0
    there = areas_px > 0
    of_class: tuple[int, ...] = ()
    if result.classes is not None:
        of_class = tuple(np.bincount(result.classes[there])[1:].tolist())
    median = float(np.median(areas_px[there])) if there.any() else None
    return FrameSegmented(key, int(there.sum()), of_class, median)
