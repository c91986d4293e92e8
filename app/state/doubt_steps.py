"""The list of doubtful links, step by step."""

from typing import TYPE_CHECKING

from app.core.bus import Bus
from app.core.translation import tr
from app.state.link_corrections import EditLinks
from app.state.links import Links, place_of
from app.state.scene import Scene

if TYPE_CHECKING:
    from sketchpose_engine.linking.tracks import Tracks


class DoubtSteps:
    """Goes to the next doubtful link, or to any of the list.

    Parameters
    ----------
    bus
        Source of the list, receiver of the place.
    edit
        See `EditLinks`.
    """

    def __init__(self, bus: Bus, edit: EditLinks) -> None:
        self._bus = bus
        self._edit = edit
        self._links: Links | None = None
        self._scene: Scene | None = None
        self._number = -1  # in the list
        self._goal: tuple[int, int] | None = None  # frame and label that are on their way
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(lambda: setattr(self, "_scene", None))
        bus.links.changed.connect(self._follow)
        bus.links.doubt_chosen.connect(self._choose)

    def step(self, by: int) -> None:
        """Go to the next doubtful link, or to the one before; after the last comes the first."""
        doubts = self._doubts()
        if not doubts:
            self._bus.notices.noted.emit(tr("There are no doubtful links."))
            return
        first = 0 if by > 0 else len(doubts) - 1
        number = first if self._number < 0 else (self._number + by) % len(doubts)
        self._bus.links.doubt_chosen.emit(number)

    def confirm(self) -> None:
        """Take the doubtful link that was visited last off the list: it is right."""
        doubts, number = self._doubts(), self._number
        if not 0 <= number < len(doubts):
            self._bus.notices.noted.emit(tr("Choose a doubtful link first (F3)."))
            return
        frame, label = doubts[number]

        def change(tracks: "Tracks") -> "Tracks":
            from sketchpose_engine.linking.corrections import confirm
            from sketchpose_engine.linking.tracks import Node

            return confirm(tracks, Node(frame, label))

        self._edit(change, lambda: self._go_on(number))

    def _go_on(self, number: int) -> None:
        """Go to the doubtful link that has taken the place of one that was confirmed."""
        if count := len(self._doubts()):
            self._bus.links.doubt_chosen.emit(min(number, count - 1))
        else:
            self._bus.notices.noted.emit(tr("No doubtful link is left."))

    def _doubts(self) -> list[tuple[int, int]]:
        """Frame and label of each."""
        linked = self._links.linked if self._links is not None else None
        return [] if linked is None else [(each.frame, each.label) for each in linked.doubts]

    def _choose(self, number: int) -> None:
        doubts, links = self._doubts(), self._links
        if links is None or not 0 <= number < len(doubts):
            return
        self._number, self._goal = number, doubts[number]
        if links.shown == self._goal[0]:
            self._arrive()
        else:
            self._bus.project.frame_chosen.emit(links.series.frames[self._goal[0]])

    def _open(self, scene: Scene) -> None:
        self._scene = scene

    def _follow(self, links: Links | None) -> None:
        before, self._links = self._links, links
        after = None if links is None else links.linked
        if before is None or before.linked is not after:
            self._number = min(self._number, len(self._doubts()) - 1)
        if self._goal is not None and links is not None and links.shown == self._goal[0]:
            self._arrive()

    def _arrive(self) -> None:
        """Select the cell, and bring it into view."""
        links, scene, goal = self._links, self._scene, self._goal
        self._goal = None
        if links is None or scene is None or goal is None:
            return
        if (box := place_of(links, *goal, scene.shape)) is not None:
            self._bus.view.place_chosen.emit(box)
            self._bus.view.cells_chosen.emit((goal[1],))
