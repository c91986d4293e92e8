"""Cells of the previous frame, proposed on the open one where they are found again."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.core.bus import Bus
from app.core.payloads import Message, MessageButton
from app.core.translation import counted, tr, tr_noop
from app.project.previous_frame import PreviousFrame
from app.project.project_controller import ProjectController
from app.state.document import Document
from app.state.learning import Learning
from app.state.links import Links
from app.state.scene import Scene, ShownMasks
from sketchpose_engine.project.project import Project

PROPOSED = "proposed cells"  # key of the message
NO_CELLS = tr_noop("The previous frame has no cells: find or draw them there first.")
ACCEPT_TIP = tr_noop("They replace the masks of this frame; correct them with Edit cells (C)")
DRAW_TIP = tr_noop("They and their edges become strokes: the program learns from them")
UNDO_TIP = tr_noop("Bring back the masks that were there before")


class CarriedCells(PreviousFrame):
    """Proposes the cells of the previous frame, which are accepted, drawn as strokes, or dropped.

    Parameters
    ----------
    learning
        Receiver of the masks.
    bus, document, project_controller, links
        See `PreviousFrame`.
    """

    def __init__(
        self,
        bus: Bus,
        document: Document,
        learning: Learning,
        project_controller: ProjectController,
        links: Callable[[], Links | None],
    ) -> None:
        super().__init__(bus, document, project_controller, links)
        self._learning = learning

    def propose(self) -> None:
        """Read the masks of the previous frame, move them, and show them as a proposal."""
        self.read(_moved, self._show)

    def _show(self, scene: Scene, labels: NDArray[np.int32]) -> None:
        count = int(np.count_nonzero(np.bincount(labels.ravel())[1:]))
        if not count:
            self._bus.notices.noted.emit(tr(NO_CELLS))
            return
        looks = (np.arange(int(labels.max()) + 1) > 0).astype(np.uint8)
        self._bus.frame.masks_proposed.emit(ShownMasks(labels, looks, is_guess=True))
        sentence = counted(
            count,
            "%n cell of the previous frame is proposed here.",
            "%n cells of the previous frame are proposed here.",
        )
        buttons = (
            MessageButton(tr("Accept"), lambda: self._accept(scene, labels), tr(ACCEPT_TIP)),
            MessageButton(tr("Draw as strokes"), lambda: self._draw(scene, labels), tr(DRAW_TIP)),
            MessageButton(tr("Drop"), self._end),
        )
        self._bus.notices.message_shown.emit(Message(PROPOSED, sentence, buttons, self._end))

    def _end(self) -> None:
        """Show the masks of the frame again."""
        self._bus.frame.masks_proposed.emit(None)

    def _accept(self, scene: Scene, labels: NDArray[np.int32]) -> None:
        """Replace the masks of the frame by the proposal."""
        self._end()
        if scene is not self._document.scene:
            return
        before = scene.labels.copy()
        self._learning.use_masks(labels)
        undo = MessageButton(tr("Undo"), lambda: self._restore(scene, before), tr(UNDO_TIP))
        sentence = tr("The proposed cells are accepted: correct them with Edit cells (C).")
        self._bus.notices.message_shown.emit(Message(PROPOSED, sentence, (undo,)))

    def _draw(self, scene: Scene, labels: NDArray[np.int32]) -> None:
        """Draw the proposal as strokes, as one edit."""
        self._end()
        if scene is self._document.scene:
            self._document.draw_cells(labels)
            self._bus.notices.noted.emit(
                tr("The proposed cells and their edges are drawn: check them, or undo (Ctrl+Z).")
            )

    def _restore(self, scene: Scene, labels: NDArray[np.int32]) -> None:
        if scene is not self._document.scene:
            return
        if not labels.any():
            self._project_controller.frames.store.drop_masks()
        self._learning.use_masks(labels)


def _moved(project: Project, links: Links, scene: Scene) -> NDArray[np.int32]:
    """In the other thread: masks (H, W) of the frame before, moved; all 0 if it has none."""
    from sketchpose_engine.images.load import load_image
    from sketchpose_engine.linking.carried_masks import carry_masks

    planes, number = scene.levels[0], links.shown - 1
    found = project.masks.read(links.series.keys[number])
    if found is None:
        return np.zeros(planes.shape[1:], np.int32)
    image = project.image(links.series.image_id)
    before = load_image(image.path, links.series.frames[number], image.pages).planes
    return carry_masks(found[0], before, planes)
