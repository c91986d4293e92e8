"""Corrections of the links of the open movie or stack, each one step of undo."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.core.bus import Bus
from app.project import link_work
from app.project.link_history import LinkHistory
from app.project.linking_controller import LinkingController
from app.state.links import Links

if TYPE_CHECKING:
    from sketchpose_engine.linking.tracks import Tracks


class LinkEditing:
    """Applies corrections of links, undoes and redoes them.

    Parameters
    ----------
    bus
        Source of the links, receiver of what can be undone.
    controller
        Owner of the links.
    """

    def __init__(self, bus: Bus, controller: LinkingController) -> None:
        self._controller = controller
        self._history = LinkHistory(bus)
        self._links: Links | None = None
        bus.links.changed.connect(self._follow)

    def edit(self, change: Callable[["Tracks"], "Tracks"], done: Callable[[], object]) -> None:
        """Correct links, as one step of undo.

        Parameters
        ----------
        change
            Returns corrected tracks, in another thread.
        done
            Called when the corrected tracks are shown.
        """
        links = self._controller.links
        if links is None or links.tracks is None:
            return
        before, series = links.tracks, links.series

        def finished() -> None:
            self._history.add(before)
            done()

        self._controller.make(
            lambda project: link_work.made(project, series, change(before)), finished
        )

    def undo(self) -> None:
        """Take back the last correction of links."""
        self._step(undo=True)

    def redo(self) -> None:
        """Bring back the correction that was undone last."""
        self._step(undo=False)

    def _step(self, *, undo: bool) -> None:
        links, wanted = self._controller.links, self._history.next(undo=undo)
        if links is None or links.tracks is None or wanted is None:
            return
        now, series = links.tracks, links.series
        pairs = zip(wanted.objects, now.objects, strict=True)
        renewed = [number for number, (one, other) in enumerate(pairs) if one is not other]
        self._controller.make(
            lambda project: link_work.renew_links(project, series, wanted, renewed),
            lambda: self._history.step(now, undo=undo),
        )

    def _follow(self, links: Links | None) -> None:
        """Forget all corrections when another movie or stack is open."""
        before, self._links = self._links, links
        if links is None or before is None or before.series != links.series:
            self._history.clear()
