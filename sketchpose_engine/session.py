"""The live loop: newest sketch -> training steps -> fields -> masks.

A session is used from two threads: one draws and calls `submit` and `look_at`, the other runs
the loop around `run`. What crosses between them is one reference at a time.
"""

import time
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .augment import Lesson, points_of
from .device import Device
from .images import Planes, percentile_range
from .messages import (
    Box,
    MasksReady,
    Sketch,
    StepDone,
    StepSkipped,
    TileDone,
    TrainingEnded,
)
from .network import Network, NetworkShape
from .predictor import Fields, predict
from .reconstruct import reconstruct
from .scale import EIGHTHS, choose_eighths, estimate_diameter, network_view, on_grid
from .settings import PredictSettings, TrainSettings
from .trainer import Trainer
from .valid_set import ValidSet
from .weights import Model

Event = StepDone | StepSkipped | TrainingEnded | TileDone | MasksReady

SMALLEST_UNIT_PX = 2.0  # half a cell's width, at least: thinner strokes say little about cells
SMALLEST_AREA = 0.05  # of a disc of the cells' diameter: smaller masks are specks


@dataclass
class _Page:
    """What the loop keeps about one image."""

    planes: Planes
    labels: NDArray[np.uint8]
    valid_set: ValidSet
    revision: int
    points: list[NDArray[np.intp]]
    views: dict[int, Tensor] = field(default_factory=dict)  # by eighths

    @classmethod
    def of(cls, planes: Planes, sketch: Sketch) -> "_Page":
        labels = sketch.labels
        return cls(planes, labels, ValidSet.of(labels), sketch.revision, points_of(labels))

    def turn_to(self, sketch: Sketch) -> None:
        """Follow the sketch to its new state."""
        changed = _changed_box(self.labels, sketch.labels)
        self.labels, self.revision = sketch.labels, sketch.revision
        if changed is not None:
            self.valid_set.update(self.labels, changed)
            self.points = points_of(self.labels)

    def lesson(self, eighths: int, unit_px: float) -> Lesson:
        """What the trainer takes crops from."""
        if eighths not in self.views:
            window = Box.whole(on_grid(self.labels.shape))
            self.views = {
                eighths: network_view(self.planes, *percentile_range(self.planes), eighths, window)
            }
        return Lesson(
            self.views[eighths],
            self.labels,
            self.valid_set,
            eighths / EIGHTHS,
            unit_px,
            self.points,
            self.revision,
        )


class Session:
    """Learns from the sketches of one or more images.

    Parameters
    ----------
    images
        Planes (C, H, W) by image id; all with the same number of channels.
    device
        Where to compute.
    train, predict
        Settings.
    start
        Weights to start from; None: random ones.
    diameter_px
        Width of the cells; None: estimated from the sketches.
    """

    def __init__(
        self,
        images: Mapping[str, Planes],
        device: Device,
        train: TrainSettings,
        predict: PredictSettings,
        start: Model | None = None,
        diameter_px: float | None = None,
    ) -> None:
        self._images = images
        self._device = device
        self._train_settings = train
        self._predict_settings = predict
        self._start = start
        self._diameter_px = diameter_px
        self._newest: dict[str, Sketch] = {}
        self._pages: dict[str, _Page] = {}
        self.model: Model | None = None

    def submit(self, sketch: Sketch) -> None:
        """Hand over the newest state of one sketch; the next step learns from it.

        Parameters
        ----------
        sketch
            Of one of the session's images; its labels must not be written to any more.
        """
        self._newest = {**self._newest, sketch.image_id: sketch}  # one reference, swapped

    def run(self) -> Iterator[Event]:
        """Train on the sketches submitted so far and from now on, then segment their images.

        Yields
        ------
        StepDone, StepSkipped, TrainingEnded
            From the trainer.
        TileDone, MasksReady
            From the segmentation, image by image.

        Raises
        ------
        ValueError
            No sketch with an annotated pixel was submitted.
        """
        trainer = self._begin()
        for event in trainer.run():
            if isinstance(event, TrainingEnded):
                self._describe(event)  # before the caller, who may want no masks, stops listening
            yield event
            # After everything was erased, the last strokes there were stay the lessons.
            if self._take_newest() and (lessons := self._lessons()):
                trainer.submit(lessons)
        for image_id in self._pages:
            yield from self.segment(image_id)

    def segment(self, image_id: str) -> Iterator[TileDone | MasksReady]:
        """Masks of one of the session's images with the model as it is."""
        assert self.model is not None, "run the session first"
        planes = self._images[image_id]
        page = self._pages.get(image_id)
        fields = Fields.empty(planes.shape[-2:])
        yield from predict(self.model, planes, self._device, self._predict_settings, fields)
        labels = masks_of(fields, self.model, self._predict_settings)
        yield MasksReady(image_id, page.revision if page else 0, Box.whole(labels.shape), labels)

    def _begin(self) -> Trainer:
        """Network and trainer for the sketches there are."""
        self._take_newest()
        if not any(page.points for page in self._pages.values()):
            raise ValueError("no sketch with an annotated pixel was submitted")
        torch.manual_seed(self._train_settings.seed)
        channels = len(next(iter(self._images.values())))
        diameter_px = self._diameter_px or self._estimate_px()
        if self._start is None:
            network = Network(NetworkShape(channels))
            self.model = Model(network, choose_eighths(diameter_px), diameter_px)
        else:
            start = self._start.for_channels(channels).for_diameter(self._diameter_px)
            self.model = replace(start, network=deepcopy(start.network))  # trained in place
        trainer = Trainer(self.model.network, self._device, self._train_settings)
        trainer.submit(self._lessons())
        return trainer

    def _take_newest(self) -> bool:
        """Follow what was submitted; whether anything is new."""
        newest = self._newest
        news = False
        for image_id, sketch in newest.items():
            page = self._pages.get(image_id)
            if page is None and sketch.labels.any():
                self._pages[image_id] = _Page.of(self._images[image_id], sketch)
                news = True
            elif page is not None and page.revision != sketch.revision:
                page.turn_to(sketch)
                news = True
        return news

    def _lessons(self) -> list[Lesson]:
        assert self.model is not None
        network_px = self.model.eighths / EIGHTHS
        unit_px = max(self.model.diameter_px * network_px / 2, SMALLEST_UNIT_PX)
        return [
            page.lesson(self.model.eighths, unit_px)
            for page in self._pages.values()
            if page.points  # everything erased again: nothing to learn here
        ]

    def _estimate_px(self) -> float:
        """Median of the images' estimates, each with at least one annotated pixel."""
        return float(
            np.median([estimate_diameter(p.labels, p.valid_set) for p in self._pages.values()])
        )

    def _describe(self, end: TrainingEnded) -> None:
        """Note in the model where it comes from."""
        assert self.model is not None
        self.model.provenance = {
            "trained_on": sorted(self._pages),
            "started_from": dict(self._start.provenance) if self._start else "random weights",
            "steps": end.steps,
            "seconds": round(end.seconds, 1),
            "ended_by": end.reason,
            "seed": self._train_settings.seed,
            "annotated_px": int(sum(np.count_nonzero(p.labels) for p in self._pages.values())),
            "date": time.strftime("%Y-%m-%d"),
        }


def masks_of(fields: Fields, model: Model, settings: PredictSettings) -> NDArray[np.int32]:
    """Masks of an image's fields, for the sizes of cells that the model knows.

    Parameters
    ----------
    fields
        Of the whole image.
    model
        That predicted them.
    settings
        `min_area_px`, if the user chose one.

    Returns
    -------
    NDArray
        (H, W) int32, 0 background, 1..N.
    """
    min_area_px = settings.min_area_px
    if min_area_px is None:
        min_area_px = max(8, round(SMALLEST_AREA * np.pi / 4 * model.diameter_px**2))
    smooth_px = max(EIGHTHS / model.eighths, 0.5)  # one network pixel
    return reconstruct(fields.distance, fields.flow, min_area_px, smooth_px)


def _changed_box(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> Box | None:
    """Smallest box that holds every pixel that differs."""
    differs = before != after
    rows, columns = np.flatnonzero(differs.any(1)), np.flatnonzero(differs.any(0))
    if not len(rows):
        return None
    return Box(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)
