"""Earlier results of the open frame on disk: written beside the masks, restored with the frame.

Weights are stored of results that the user keeps: a megabyte each. Those of a result that is
released are removed when its frame is opened the next time, so that releasing it can be undone.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer

from app.core.bus import Bus
from app.core.error_reporting import log, report
from app.core.workers import Workers
from app.state.scene import Scene
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.live.messages import ResultsHeld
from sketchpose_engine.live.requests import RestoreResults, SaveResultWeights
from sketchpose_engine.live.result import Result
from sketchpose_engine.project.project import Project

SAVE_MS = 2_000  # from a new result until it is on disk: those that come meanwhile are, too


class Marks(NamedTuple):
    """What changes of a result after it was made."""

    kept: bool = False
    exported_at: float | None = None


class StoredResults(QObject):
    """Keeps the files of the open frame the same as its row of results.

    Files of other frames stay as they are, as the engine may drop the results of a frame that is
    not looked at.

    Parameters
    ----------
    bus
        The program's signals.
    post
        Posts a request to the engine.
    """

    def __init__(
        self, bus: Bus, post: Callable[[RestoreResults | SaveResultWeights], None]
    ) -> None:
        super().__init__()
        self._bus = bus
        self._post = post
        self._background = Workers()  # nothing of it may be dropped
        self._project: Project | None = None
        self._scene: Scene | None = None
        self._held: tuple[Result, ...] = ()
        # Of the frame: names, and what the file says of each; None: not read yet.
        self._stored: dict[str, Marks] | None = None
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(self._close)
        bus.engine.restarted.connect(self._start_again)
        bus.engine.results_held.connect(self._take)
        self._timer = QTimer(self, singleShot=True, interval=SAVE_MS)
        self._timer.timeout.connect(self.save)

    def turn_to(self, project: Project | None) -> None:
        """Store results in this project from now on."""
        self._project, self._held = project, ()
        self._scene = self._stored = None

    def save(self) -> None:
        """Write the results of the open frame that are not on disk; remove those that are gone."""
        self._timer.stop()
        project, scene, stored = self._project, self._scene, self._stored
        if project is None or scene is None or stored is None:
            return
        key = scene.image_id
        held = {result.name: result for result in self._held if result.image_id == key}
        if not held:
            return  # the engine has not answered yet
        self._stored = {name: _marks(result) for name, result in held.items()}
        for name in stored.keys() - held.keys():
            self._run(partial(project.results.remove, key, name))
        for name, result in held.items():
            before = stored.get(name)
            if before != _marks(result):
                self._write(project, result)
                if result.kept and not (before and before.kept) and not result.is_restored:
                    self._save_weights(project, result)

    def _write(self, project: Project, result: Result) -> None:
        key, name = result.image_id, result.name
        self._run(lambda: project.results.write(key, name, result.labels(), result.facts()))

    def _save_weights(self, project: Project, result: Result) -> None:
        try:
            path = project.results.new_weights_path(result.image_id, result.name)
        except InputError as error:
            report(self._bus, error)
        else:
            self._post(SaveResultWeights(result.number, path))

    def finish(self) -> None:
        """Wait until everything is on disk."""
        self._background.finish()

    def _open(self, scene: Scene) -> None:
        self.save()
        self._scene, self._stored = scene, None
        self._read()

    def _close(self) -> None:
        self.save()
        self._scene = self._stored = None

    def _start_again(self) -> None:
        """Restore the results in a new session, which has none."""
        self.save()
        self._held, self._stored = (), None
        self._read()

    def _read(self) -> None:
        """Restore the results of the open frame, unless the engine still has some."""
        project, scene = self._project, self._scene
        if project is None or scene is None:
            return
        key = scene.image_id
        held = {each.name: _marks(each) for each in self._held if each.image_id == key}
        if held:
            self._stored = {name: held.get(name, Marks()) for name in project.results.names(key)}
            return
        self._background.run(
            lambda: read_results(project, scene),
            lambda found: self._use(scene, found),
            lambda error: report(self._bus, error),
        )

    def _use(self, scene: Scene, found: list[Result]) -> None:
        if scene is not self._scene:
            return  # another one was opened meanwhile
        self._stored = {result.name: _marks(result) for result in found}
        if found:
            self._post(RestoreResults(scene.image_id, tuple(found)))

    def _take(self, held: ResultsHeld) -> None:
        before, self._held = _marked(self._held), held.results
        if before != _marked(held.results):
            self.save()
        elif not self._timer.isActive():
            self._timer.start()

    def _run(self, work: Callable[[], None]) -> None:
        self._background.run(work, lambda done: None, lambda error: report(self._bus, error))


def _marks(result: Result) -> Marks:
    return Marks(result.kept, result.exported_at)


def _marked(results: Iterable[Result]) -> dict[str, Marks]:
    """Return what is marked by name, of results that are kept or were exported."""
    return {each.name: _marks(each) for each in results if _marks(each) != Marks()}


def read_results(project: Project, scene: Scene) -> list[Result]:
    """Read the results of a frame, oldest first; one that is damaged is logged and left out."""
    found, key = [], scene.image_id
    for name in project.results.names(key):
        try:
            labels, facts = project.results.read(key, name, scene.shape)
            result = Result.of_facts(name, key, labels, facts)
            found.append(replace(result, weights=_weights_of(project, result)))
        except (InputError, ValueError, TypeError, KeyError) as error:
            log.warning("%s is left out: %s", project.results.path(key, name), error)
    return sorted(found, key=lambda result: result.made_at)


def _weights_of(project: Project, result: Result) -> Path | None:
    """Return the file with the weights of a result; remove it if the result is not kept."""
    key, name = result.image_id, result.name
    if not result.kept:
        project.results.remove_weights(key, name)
    path = project.results.weights_path(key, name)
    return path if path.exists() else None
