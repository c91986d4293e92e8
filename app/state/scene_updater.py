"""Writes the engine's messages on the open frame, and which cells count, into the scene."""

import numpy as np

from app.core.bus import Bus
from app.core.payloads import CellCount, LayerChange
from app.state.measurer import Measured
from app.state.scene import Scene, ShownMasks
from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import FieldsReady, MasksReady, ValidSetReady
from sketchpose_engine.live.result import Result
from sketchpose_engine.project.project_image import CellClass


class SceneUpdater:
    """Owns the masks and fields of the scene.

    Parameters
    ----------
    bus
        Source of masks and fields, receiver of changed boxes.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._scene: Scene | None = None
        self._proposed: ShownMasks | None = None
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: self._open(None))
        bus.engine.masks_ready.connect(self._show_masks)
        bus.engine.fields_ready.connect(self._show_fields)
        bus.engine.valid_set_ready.connect(self._show_valid_set)
        bus.frame.measured.connect(self._hide)
        bus.project.classes_changed.connect(self._show_classes)
        bus.view.result_previewed.connect(self._preview)
        bus.frame.masks_proposed.connect(self._propose)

    def _open(self, scene: Scene | None) -> None:
        self._scene, self._proposed = scene, None

    def _show_masks(self, ready: MasksReady) -> None:
        scene = self._scene
        if scene is None or ready.image_id != scene.image_id:
            return
        if scene.take(ready):
            self._repaint(ready.box)
        self._report_count()
        self._bus.frame.masks_changed.emit(ready)

    def _hide(self, measured: Measured) -> None:
        """Hide the cells that do not count, and show the others."""
        scene = self._scene
        if scene is None or measured.image_id != scene.image_id:
            return
        hidden = measured.hidden(len(scene.areas_px))
        if not np.array_equal(hidden, scene.hidden):
            scene.hidden = hidden
            scene.choose_looks()
            self._repaint(scene.box)
            self._report_count()

    def _show_classes(self, classes: tuple[CellClass, ...]) -> None:
        if self._scene is not None:
            self._scene.cell_classes = classes
            self._scene.choose_looks()
            self._repaint(self._scene.box)
            self._bus.frame.layer_changed.emit(LayerChange("strokes", self._scene.box))

    def _preview(self, result: Result | None) -> None:
        """Show an earlier result for a while; None: the present masks, or a proposal, again."""
        scene = self._scene
        if scene is None or (result is None and scene.preview is self._proposed):
            return
        scene.preview = self._proposed
        if result is not None and result.image_id == scene.image_id:
            masks = result.masks()
            scene.preview = ShownMasks(masks.labels, masks.colours, result.is_guess)
        self._repaint(scene.box)

    def _propose(self, proposed: ShownMasks | None) -> None:
        """Show masks that are proposed; None: the present masks again."""
        self._proposed = proposed
        if self._scene is not None:
            self._scene.preview = proposed
            self._repaint(self._scene.box)

    def _repaint(self, box: Box) -> None:
        self._bus.frame.layer_changed.emit(LayerChange("masks", box))
        self._bus.frame.layer_changed.emit(LayerChange("outlines", box))

    def _report_count(self) -> None:
        assert self._scene is not None
        counted = self._scene.areas_px[self._scene.counts()]
        self._bus.frame.counted.emit(CellCount(len(counted), counted, self._scene.is_guess))

    def _show_fields(self, ready: FieldsReady) -> None:
        scene = self._scene
        if scene is None or ready.image_id != scene.image_id:
            return
        before, scene.fields = scene.fields, ready
        for layer in ("distance", "flow", "uncertainty"):
            if before is not None:
                self._bus.frame.layer_changed.emit(LayerChange(layer, before.box))
            self._bus.frame.layer_changed.emit(LayerChange(layer, ready.box))

    def _show_valid_set(self, ready: ValidSetReady) -> None:
        scene = self._scene
        if scene is not None and ready.image_id == scene.image_id:
            scene.valid[ready.box.slices] = ready.valid
            self._bus.frame.layer_changed.emit(LayerChange("trusted", ready.box))
