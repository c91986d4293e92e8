"""What the engine says of the open frame, and which cells count, is put on its scene."""

import numpy as np

from app.core.bus import Bus
from app.state.measurer import Measured
from app.state.scene import Scene
from sketchpose_engine.core.box import Box
from sketchpose_engine.live.messages import FieldsReady, MasksReady, ValidSetReady
from sketchpose_engine.project.project_image import CellClass


class SceneUpdater:
    """Owns the masks and fields of the scene.

    Parameters
    ----------
    bus
        Tells what is new, and is told which pixels are.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._scene: Scene | None = None
        bus.image_opened.connect(self._open)
        bus.image_closed.connect(lambda: self._open(None))
        bus.masks_ready.connect(self._show_masks)
        bus.fields_ready.connect(self._show_fields)
        bus.valid_set_ready.connect(self._show_valid_set)
        bus.measured.connect(self._hide)
        bus.classes_changed.connect(self._show_classes)

    def _open(self, scene: Scene | None) -> None:
        self._scene = scene

    def _show_masks(self, ready: MasksReady) -> None:
        scene = self._scene
        if scene is None or ready.image_id != scene.image_id:
            return
        scene.take(ready)
        self._repaint(ready.box)
        self._tell_count()

    def _hide(self, measured: Measured) -> None:
        """Cells that do not count are not shown any more, others are again."""
        scene = self._scene
        if scene is None or measured.image_id != scene.image_id:
            return
        hidden = measured.hidden(len(scene.areas_px))
        if not np.array_equal(hidden, scene.hidden):
            scene.hidden = hidden
            scene.dress()
            self._repaint(scene.box)
            self._tell_count()

    def _show_classes(self, classes: tuple[CellClass, ...]) -> None:
        if self._scene is not None:
            self._scene.cell_classes = classes
            self._scene.dress()
            self._repaint(self._scene.box)
            self._bus.layer_painted.emit("strokes", self._scene.box)

    def _repaint(self, box: Box) -> None:
        self._bus.layer_painted.emit("masks", box)
        self._bus.layer_painted.emit("outlines", box)

    def _tell_count(self) -> None:
        assert self._scene is not None
        counted = self._scene.areas_px[self._scene.counts()]
        self._bus.counted.emit(len(counted), counted)

    def _show_fields(self, ready: FieldsReady) -> None:
        scene = self._scene
        if scene is None or ready.image_id != scene.image_id:
            return
        before, scene.fields = scene.fields, ready
        for layer in ("distance", "flow", "uncertainty"):
            if before is not None:
                self._bus.layer_painted.emit(layer, before.box)
            self._bus.layer_painted.emit(layer, ready.box)

    def _show_valid_set(self, ready: ValidSetReady) -> None:
        scene = self._scene
        if scene is not None and ready.image_id == scene.image_id:
            scene.valid[ready.box.slices] = ready.valid
            self._bus.layer_painted.emit("trusted", ready.box)
