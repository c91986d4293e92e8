"""All that is done with the links of a movie or stack."""

from collections.abc import Callable

from app.core.action_keys import ActionKey as Key
from app.core.bus import Bus
from app.project.carried_cells import CarriedCells
from app.project.carried_strokes import CarriedStrokes
from app.project.link_editing import LinkEditing
from app.project.linking_controller import LinkingController
from app.project.project_controller import ProjectController
from app.project.series_measurer import SeriesMeasurer
from app.project.track_import import TrackImport
from app.state.document import Document
from app.state.doubt_steps import DoubtSteps
from app.state.learning import Learning
from app.state.link_corrections import LinkCorrections
from app.state.links import Links
from app.state.undo_choice import UndoChoice


class Linking:
    """Links, their corrections, and what follows from them.

    Parameters
    ----------
    bus, document, learning, project_controller
        The program's.

    Attributes
    ----------
    controller
        Owner of the links.
    doubts, corrections, carried_strokes, carried_cells, imports, undo
        What the actions of the menu call.
    """

    def __init__(
        self,
        bus: Bus,
        document: Document,
        learning: Learning,
        project_controller: ProjectController,
    ) -> None:
        self._editing: LinkEditing
        # First: it needs each frame before its links.
        self.doubts = DoubtSteps(bus, lambda change, done: self._editing.edit(change, done))
        self.controller = LinkingController(bus, project_controller)
        self._editing = LinkEditing(bus, self.controller)
        self.corrections = LinkCorrections(bus, self._editing.edit)
        self.carried_strokes = CarriedStrokes(bus, document, project_controller, self.get_links)
        self.carried_cells = CarriedCells(
            bus, document, learning, project_controller, self.get_links
        )
        self.imports = TrackImport(bus, document, project_controller, self.controller)
        self._measurer = SeriesMeasurer(bus, project_controller, self.get_links)
        self.undo = UndoChoice(bus, document, self._editing)

    def get_links(self) -> Links | None:
        """Get the links of the open movie or stack."""
        return self.controller.links

    def close(self) -> None:
        """Stop what is under way."""
        self._measurer.close()
        self.carried_strokes.close()
        self.carried_cells.close()
        self.controller.close()
        self.imports.close()


def link_handlers(linking: Callable[[], Linking]) -> dict[Key, Callable[[], object]]:
    """Return what the actions of the menu call; `linking` is called when one is chosen."""
    return {
        Key.UNDO: lambda: linking().undo.undo(),
        Key.REDO: lambda: linking().undo.redo(),
        Key.CARRY_STROKES: lambda: linking().carried_strokes.carry(),
        Key.CARRY_CELLS: lambda: linking().carried_cells.propose(),
        Key.LINK: lambda: linking().controller.link(),
        Key.JOIN_TRACKS: lambda: linking().corrections.begin("join"),
        Key.CUT_TRACK: lambda: linking().corrections.cut(),
        Key.MARK_DIVISION: lambda: linking().corrections.begin("divide"),
        Key.CONFIRM_LINK: lambda: linking().doubts.confirm(),
        Key.NEXT_DOUBT: lambda: linking().doubts.step(1),
        Key.PREVIOUS_DOUBT: lambda: linking().doubts.step(-1),
    }
