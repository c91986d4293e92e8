"""What learning starts from."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.core.translation import sentence_of, tr, tr_noop
from app.ui.form_dialog import Form
from app.ui.icons import Icons
from app.ui.labels import faint_label

SENTENCE = tr_noop(
    "What was learned so far is replaced by what you choose here. Your strokes stay, and learning "
    "goes on from there with them."
)
OWN, NOTHING, FILE = WAYS = ("own", "nothing", "file")
TEXTS = {
    OWN: (
        tr_noop("Sketchpose's own"),
        tr_noop("Knows many kinds of cells: the best start for most images."),
    ),
    NOTHING: (
        tr_noop("Nothing"),
        tr_noop("Learns only from your strokes. It takes longer until masks are good."),
    ),
    FILE: (
        tr_noop("A file"),
        tr_noop("Learned elsewhere: by you in another project, or by another program."),
    ),
}
PLACES = (
    tr_noop(
        "<b>Sketchpose:</b> what <i>Learning, Save what was learned</i> has saved, or the folder "
        "<i>weights</i> of another project."
    ),
    tr_noop(
        "<b>Omnipose, and Cellpose up to version 3:</b> the models they have downloaded, such as "
        "cyto3, nucleitorch_0 or bact_phase_omnitorch_0, are in the folder "
        "<i>.cellpose/models</i> in your home folder. Those you have trained are in the "
        "folder <i>models</i> beside your own images."
    ),
    tr_noop(
        "<b>Not readable:</b> Cellpose-SAM (Cellpose 4), models for volumes, and the files "
        "<i>size_….npy</i>."
    ),
)
WIDTH_PX = 600
EMPTY = tr_noop("Drop a file here")
SLOWER = tr_noop("Its network is larger: learning, and finding cells, takes several times as long.")
READING = tr_noop("Reading {name}…")

Answer = Callable[[Mapping[str, Any]], None]
# Reads a file in the background: its provenance, or why it cannot be used.
Examine = Callable[[Path, Answer, Callable[[Exception], None]], None]


class WeightsDialog(Form):
    """Three ways to start; a file is read before it can be used.

    Parameters
    ----------
    parent
        Window.
    icons
        For the place where files are dropped.
    examine
        Reads a file in the background, and answers in this thread.
    folder
        Where to look for files at first.
    models
        Where the other programs keep theirs, if there is such a folder.
    """

    def __init__(
        self, parent: QWidget, icons: Icons, examine: Examine, folder: Path, models: Path
    ) -> None:
        super().__init__(parent, tr("Start learning from"), tr(SENTENCE), tr("Use"))
        self.setAcceptDrops(True)
        self._examine, self._folder, self._models = examine, folder, models
        self._path: Path | None = None
        self._sound = False
        self._asked = 0  # files so far: late answers on others are not heeded
        self._ways: dict[str, QRadioButton] = {}
        for way in WAYS:
            self.fields.addLayout(self._way(way))
        self.fields.addWidget(self._target(icons))
        for place in PLACES:
            self.fields.addWidget(faint_label(tr(place), wrap=True))
        self._ways[OWN].setChecked(True)
        for button in self._ways.values():
            button.toggled.connect(self._settle)
        self.finished.connect(self._forget)
        self.setFixedWidth(WIDTH_PX)
        self._show("", tr(EMPTY))

    def chosen(self) -> tuple[str, Path | None]:
        """One of `WAYS`, and the file if it is that."""
        way = next(name for name, button in self._ways.items() if button.isChecked())
        return way, self._path if way == FILE else None

    def take(self, path: Path) -> None:
        """Choose a file, and read it."""
        self._path, self._sound = path, False
        self._asked += 1
        number = self._asked
        self._ways[FILE].setChecked(True)
        self._ways[FILE].setFocus()
        self._show("", tr(READING, name=path.name))
        self._examine(
            path,
            lambda facts: self._accept(facts) if number == self._asked else None,
            lambda error: self._refuse(error) if number == self._asked else None,
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a file that is dragged here."""
        if _file_of(event) is not None:
            event.acceptProposedAction()
            self._mark("over")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Reset the look of the target."""
        self._mark("")

    def dropEvent(self, event: QDropEvent) -> None:
        """Choose the file."""
        path = _file_of(event)
        if path is not None:
            event.acceptProposedAction()
            self._mark("")
            self.take(path)

    def _way(self, way: str) -> QVBoxLayout:
        text, explanation = (tr(each) for each in TEXTS[way])
        button = QRadioButton(text)
        button.setToolTip(explanation)
        note = faint_label(explanation, wrap=True)
        note.setIndent(22)
        self._ways[way] = button
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(button)
        column.addWidget(note)
        return column

    def _target(self, icons: Icons) -> QFrame:
        """Target for a dropped file, with its description."""
        self._frame = QFrame()
        self._frame.setObjectName("target")
        self._description = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignVCenter)
        self._description.setTextFormat(Qt.TextFormat.PlainText)
        self._description.setMinimumHeight(4 * self.fontMetrics().lineSpacing())
        choose = QPushButton(tr("Choose a file…"))
        choose.setToolTip(tr("A weights file of Sketchpose, Omnipose or Cellpose"))
        choose.setAutoDefault(False)
        choose.clicked.connect(lambda: self._choose(self._folder))
        icons.set_icon(choose, "folder-open")
        buttons = QVBoxLayout()
        buttons.addWidget(choose)
        if self._models.is_dir():
            models = QPushButton(tr("Cellpose's folder…"))
            models.setToolTip(tr("Choose a file in {folder}", folder=self._models))
            models.setAutoDefault(False)
            models.clicked.connect(lambda: self._choose(self._models))
            buttons.addWidget(models)
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(14, 10, 10, 10)
        row.addWidget(self._description, 1)
        row.addLayout(buttons)
        return self._frame

    def _choose(self, folder: Path) -> None:
        file, _ = QFileDialog.getOpenFileName(self, tr("Start from a file"), str(folder))
        if file:
            self.take(Path(file))

    def _accept(self, facts: Mapping[str, Any]) -> None:
        self._sound = True
        assert self._path is not None
        program, note = facts.get("program"), facts.get("note", "")
        sentence = tr(
            "{name}, of {program}.", name=self._path.name, program=program or "Sketchpose"
        )
        parts = (sentence, tr(SLOWER) if program else "", sentence_of(note))
        self._show("", " ".join(filter(None, parts)))

    def _refuse(self, error: Exception) -> None:
        self._show("bad", sentence_of(error))

    def _show(self, state: str, text: str) -> None:
        self._description.setText(text)
        self._mark(state)
        self._settle()
        layout = self.layout()
        if layout is not None:  # Qt leaves room as for narrower, longer texts
            self.resize(WIDTH_PX, layout.totalHeightForWidth(WIDTH_PX))

    def _mark(self, state: str) -> None:
        """How the place for files looks: as usual, with a file over it, or with a bad one in it."""
        self._frame.setProperty("state", state)
        self._frame.style().polish(self._frame)

    def _settle(self) -> None:
        self.accept_button.setEnabled(not self._ways[FILE].isChecked() or self._sound)

    def _forget(self) -> None:
        self._asked += 1


def _file_of(event: QDropEvent) -> Path | None:
    """The one file that is dragged; None if it is something else."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())
