"""Corrections of links by clicks: join two cells, cut a link, mark a division."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol

from app.core.bus import Bus
from app.core.payloads import Message, MessageButton
from app.core.translation import tr, tr_noop
from app.state.links import Links
from app.state.scene import Scene

if TYPE_CHECKING:
    from sketchpose_engine.linking.tracks import Tracks

CLICKS = "links"  # key of the message between the clicks
JOIN = tr_noop("Now go to another frame and click the same cell there.")
DIVIDE = tr_noop("Now go to a later frame and click a daughter cell.")
SECOND = tr_noop("Now click the other daughter cell.")
SELECT_FIRST = tr_noop("Click a cell first, with Move or Edit cells.")
NOT_LINKED = tr_noop("Link the cells first: menu Cells, Link cells.")
SAME_FRAME = tr_noop(
    "That cell is in the same frame: go to another one first (Ctrl+PgDown or Ctrl+PgUp)."
)
Kind = Literal["join", "divide"]
Edit = Callable[["Tracks"], "Tracks"]


class EditLinks(Protocol):
    """Applies a correction of links as one step of undo; calls `done` when it is shown."""

    def __call__(self, change: Edit, done: Callable[[], object]) -> None:
        """Correct links."""


class LinkCorrections:
    """Gathers the clicks of a correction, and asks for it.

    Parameters
    ----------
    bus
        Source of clicks.
    edit
        See `EditLinks`.
    """

    def __init__(self, bus: Bus, edit: EditLinks) -> None:
        self._bus = bus
        self._edit = edit
        self._links: Links | None = None
        self._scene: Scene | None = None
        self._chosen: tuple[int, ...] = ()
        self._kind: Kind | None = None  # whose clicks are awaited
        self._first: tuple[int, int] = (0, 0)  # frame and label
        self._daughters: list[tuple[int, int]] = []
        bus.frame.opened.connect(lambda scene: setattr(self, "_scene", scene))
        bus.frame.closed.connect(self.drop)
        bus.links.changed.connect(self._follow)
        bus.view.cells_chosen.connect(self._choose)

    def begin(self, kind: Kind) -> None:
        """Begin with the cell that is selected: the next click completes it."""
        if (node := self._selected()) is None:
            return
        self._kind, self._first, self._daughters = kind, node, []
        self._bus.view.tool_changed.emit("hand")  # a click of which selects, and draws nothing
        self._ask(JOIN if kind == "join" else DIVIDE)

    def cut(self) -> None:
        """Cut the link before the cell that is selected."""
        if (node := self._selected()) is None:
            return
        frame, label = node

        def change(tracks: "Tracks") -> "Tracks":
            from sketchpose_engine.linking.corrections import cut
            from sketchpose_engine.linking.tracks import Node

            return cut(tracks, tracks.id_of(Node(frame, label)), frame)

        self._edit(change, lambda: self._tell(tr("Cut: from here on it is cell {number}."), label))

    def drop(self) -> None:
        """Wait for no click any more."""
        if self._kind is not None:
            self._kind = None
            self._bus.notices.message_ended.emit(CLICKS)

    def _selected(self) -> tuple[int, int] | None:
        """Frame and label of the cell that is selected; None, and a note, if there is none."""
        links = self._links
        if links is None or links.tracks is None:
            self._bus.notices.noted.emit(tr(NOT_LINKED))
            return None
        if not self._chosen:
            self._bus.notices.noted.emit(tr(SELECT_FIRST))
            return None
        return links.shown, self._chosen[-1]

    def _follow(self, links: Links | None) -> None:
        before, self._links = self._links, links
        if links is None or (before is not None and before.series != links.series):
            self.drop()

    def _choose(self, labels: tuple[int, ...]) -> None:
        self._chosen = labels
        if self._kind is None or self._links is None or not labels:
            return
        clicked = self._links.shown, labels[-1]
        if self._is_first(clicked):
            return  # the cell stays selected through all frames
        if clicked[0] == self._first[0]:
            self._ask(SAME_FRAME)
        elif self._kind == "join":
            self._join(clicked)
        else:
            self._add_daughter(clicked)

    def _is_first(self, clicked: tuple[int, int]) -> bool:
        """Whether a cell is the one that the correction began with."""
        from sketchpose_engine.linking.tracks import Node

        tracks = self._links.tracks if self._links is not None else None
        return tracks is not None and tracks.id_of(Node(*clicked)) == tracks.id_of(
            Node(*self._first)
        )

    def _join(self, clicked: tuple[int, int]) -> None:
        before, after = sorted([self._first, clicked])
        self.drop()
        tracks = self._links.tracks if self._links is not None else None
        if tracks is None:
            return
        from sketchpose_engine.linking.corrections import daughters_in_the_way
        from sketchpose_engine.linking.tracks import Node

        daughters = daughters_in_the_way(tracks, Node(*before), Node(*after))
        if daughters:
            self._offer_to_cut_off(before, after, daughters)
        else:
            self._join_masks(before, after)

    def _offer_to_cut_off(
        self, before: tuple[int, int], after: tuple[int, int], daughters: list[int]
    ) -> None:
        """Name the daughters that keep two cells from being one, and offer to cut them off."""
        from sketchpose_engine.linking.tracks import Node

        tracks = self._links.tracks if self._links is not None else None
        assert tracks is not None
        sentence = tr(
            "Cell {first} divides at frame {frame} (daughters: {daughters}), so it cannot go on as "
            "cell {second}.",
            first=tracks.id_of(Node(*before)),
            second=tracks.id_of(Node(*after)),
            daughters=", ".join(map(str, daughters)),
            frame=tracks.tracks[daughters[0]].start + 1,
        )
        accept = MessageButton(
            tr("Cut them off and join"),
            lambda: self._join_masks(before, after, cut_off=True),
            tr("The daughters have no mother any more; one Undo brings all back"),
        )
        cancel = MessageButton(tr("Cancel"), self.drop)
        message = Message(CLICKS, sentence, (accept, cancel), of_frame=False, is_urgent=True)
        self._bus.notices.message_shown.emit(message)

    def _join_masks(
        self, before: tuple[int, int], after: tuple[int, int], *, cut_off: bool = False
    ) -> None:
        """Join two masks; `cut_off`: without the daughters of the first, as the same step."""

        def change(tracks: "Tracks") -> "Tracks":
            from sketchpose_engine.linking.corrections import cut_off_daughters, join_masks
            from sketchpose_engine.linking.tracks import Node

            first, second = Node(*before), Node(*after)
            if cut_off:
                tracks = cut_off_daughters(tracks, tracks.id_of(first))
            return join_masks(tracks, first, second)

        label = after[1] if self._links is not None and after[0] == self._links.shown else before[1]
        self._edit(change, lambda: self._tell(tr("Joined: both are cell {number} now."), label))

    def _add_daughter(self, clicked: tuple[int, int]) -> None:
        if clicked in self._daughters:
            return
        self._daughters.append(clicked)
        if len(self._daughters) == 1 and not self._goes_on():
            self._ask(SECOND)
            return
        mother, daughters = self._first, tuple(self._daughters)
        self.drop()

        def change(tracks: "Tracks") -> "Tracks":
            from sketchpose_engine.linking.corrections import divide_mask
            from sketchpose_engine.linking.tracks import Node

            nodes: list[Node] = [Node(*each) for each in daughters]
            return divide_mask(tracks, Node(*mother), nodes)

        self._edit(change, lambda: self._bus.notices.noted.emit(tr("The division is marked.")))

    def _goes_on(self) -> bool:
        """Whether the mother's track goes on beside the first daughter, as the other one."""
        from sketchpose_engine.linking.tracks import Node

        tracks = self._links.tracks if self._links is not None else None
        if tracks is None or not (mother := tracks.id_of(Node(*self._first))):
            return False
        return tracks.tracks[mother].end >= self._daughters[0][0]

    def _ask(self, sentence: str) -> None:
        self._bus.notices.message_ended.emit(CLICKS)
        cancel = MessageButton(tr("Cancel"), self.drop)
        message = Message(
            CLICKS, tr(sentence), (cancel,), self.drop, of_frame=False, is_urgent=True
        )
        self._bus.notices.message_shown.emit(message)

    def _tell(self, sentence: str, label: int) -> None:
        number = self._scene.number_of(label) if self._scene is not None else label
        self._bus.notices.noted.emit(sentence.format(number=number))
