"""What the pages of files are: chosen and remembered where a TIFF does not say so."""

from app.core.bus import Bus
from app.core.error_reporting import report
from app.project.dropped_files import FEW
from app.project.project_controller import ProjectController
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.core.files import is_only_in_cloud
from sketchpose_engine.images.readers.base import PageAxis
from sketchpose_engine.project.page_axes import set_pages
from sketchpose_engine.project.project import Project


class PageAxes:
    """Follows the choice below the picture: for all images of the same folder.

    Parameters
    ----------
    bus, project_controller
        The program's.
    """

    def __init__(self, bus: Bus, project_controller: ProjectController) -> None:
        self._bus, self._project_controller = bus, project_controller
        bus.project.page_axis_chosen.connect(self._choose)

    def _choose(self, pages: PageAxis) -> None:
        """Take the pages of the open image, and of the others of its folder, for this."""
        project, image_id = self._project_controller.project, self._project_controller.frames.wanted
        if project is None or not image_id:
            return
        self._project_controller.frames.shut()  # no masks come late
        self._project_controller.frames.finish()
        try:
            changed = set_pages(project, image_id, pages)
        except InputError as error:
            report(self._bus, error)
            changed = []
        for each in changed:
            self._project_controller.frames.forget(each)
            self._project_controller.entries.change(each, cells={})
        self._project_controller.frames.open_image(image_id)


def may_have_stacks(project: Project) -> bool:
    """Whether any image of a project has several depths, or it would take long to look."""
    from sketchpose_engine.images.load import contents_of

    paths = [image.path for image in project.images]
    if len(paths) > FEW or any(map(is_only_in_cloud, paths)):
        return True
    for image in project.images:
        try:
            if contents_of(image.path, image.pages).extent.depths > 1:
                return True
        except InputError:
            continue  # it is reported when it is segmented
    return False
