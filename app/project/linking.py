"""All that is done with the links of a movie or stack."""

from app.core.bus import Bus
from app.project.carried_strokes import CarriedStrokes
from app.project.linking_controller import LinkingController
from app.project.project_controller import ProjectController
from app.project.series_measurer import SeriesMeasurer
from app.state.document import Document
from app.state.doubt_steps import DoubtSteps
from app.state.link_corrections import LinkCorrections
from app.state.links import Links
from app.state.undo_choice import UndoChoice


class Linking:
    """Links, their corrections, and what follows from them.

    Parameters
    ----------
    bus, document, project_controller
        The program's.

    Attributes
    ----------
    controller
        Owner of the links.
    doubts, corrections, carried_strokes, undo
        What the actions of the menu call.
    """

    def __init__(self, bus: Bus, document: Document, project_controller: ProjectController) -> None:
        self.doubts = DoubtSteps(bus)  # first: it needs each frame before its links
        self.controller = LinkingController(bus, project_controller)
        self.corrections = LinkCorrections(bus, self.controller.edit)
        self.carried_strokes = CarriedStrokes(bus, document, project_controller, self.get_links)
        self._measurer = SeriesMeasurer(bus, project_controller, self.get_links)
        self.undo = UndoChoice(bus, document, self.controller)

    def get_links(self) -> Links | None:
        """Get the links of the open movie or stack."""
        return self.controller.links

    def close(self) -> None:
        """Stop what is under way."""
        self._measurer.close()
        self.carried_strokes.close()
        self.controller.close()
