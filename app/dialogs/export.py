"""What to export, of which images, and where to."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.core.translation import counted, tr, tr_noop
from app.project.export_options import EXPORT_OPTIONS, LINKED_OPTIONS, LINKED_TITLES, Choice

TABLES = {kind.id for kind in EXPORT_OPTIONS if kind.group == "Tables"} | {
    "tracks",
    "track_measurements",
    "objects_3d",
}
CSV_WAYS = (  # of `tables.DIALECTS`
    ("standard", tr_noop("1.5   (comma between columns: R, Python, English Excel)")),
    ("excel-de", tr_noop("1,5   (semicolon between columns: Excel with decimal commas)")),
)


class ExportDialog(QDialog):
    """What to export, of which images, and where to.

    Parameters
    ----------
    parent
        Window.
    folder
        Offered at first.
    images
        How many the project has; with one there is no choice between this one and all.
    last
        What was chosen the last time; its folder and images are not used.
    every
        Whether all images are chosen at first.
    along
        Axis along which the cells of the open movie or stack are linked; "" if they are not.
    of_frames
        Whether the project has one image only, of several frames.
    summaries
        Which results are saved, in words: of the open image, and of all.
    waiting
        How many strokes wait for an answer, in words, of the same; "" if none does.
    """

    def __init__(
        self,
        parent: QWidget,
        folder: Path,
        images: int = 1,
        last: Choice | None = None,
        *,
        every: bool = False,
        along: str = "",
        of_frames: bool = False,
        summaries: tuple[str, str] = ("", ""),
        waiting: tuple[str, str] = ("", ""),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export results"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._kinds: dict[str, QCheckBox] = {}
        self._linked: dict[str, QCheckBox] = {}
        self._folder = QLineEdit(str(folder))
        self._folder.setAccessibleName(tr("Folder of the exported files"))
        self._open = QCheckBox(tr("Open the folder afterwards"))
        self._open.setChecked(last is None or last.open_after)
        self._csv = QComboBox()
        self._csv.setAccessibleName(tr("Separators in tables"))
        self._csv.setObjectName("csv")
        for dialect, text in CSV_WAYS:
            self._csv.addItem(tr(text), dialect)
        self._csv.setCurrentIndex(max(self._csv.findData(last.csv if last else "standard"), 0))
        layout = QVBoxLayout(self)
        layout.addLayout(self._scope(images, every, of_frames))
        self._summaries = summaries
        self._summary = QLabel(wordWrap=True)
        layout.addWidget(self._summary)
        self._waiting, self._waits = waiting, QLabel()
        if any(waiting):  # the line keeps its place, so that nothing moves with the choice
            policy = self._waits.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            self._waits.setSizePolicy(policy)
        layout.addWidget(self._waits)
        layout.addLayout(self._groups(last))
        if along:
            layout.addWidget(self._of_series(along, last))
        layout.addSpacing(8)
        layout.addLayout(self._tables())
        layout.addLayout(self._target())
        layout.addWidget(self._open)
        layout.addWidget(self._buttons())
        self._all.toggled.connect(self._settle)
        self._folder.textChanged.connect(self._settle)
        for box in (*self._kinds.values(), *self._linked.values()):
            box.toggled.connect(self._settle)
        self._settle()

    def chosen(self) -> Choice:
        """What is to be written."""
        kinds = tuple(
            kind for kind, box in self._kinds.items() if box.isChecked() and box.isEnabled()
        )
        linked = tuple(kind for kind, box in self._linked.items() if box.isChecked())
        folder = Path(self._folder.text().strip())
        csv = self._csv.currentData()
        return Choice(folder, kinds, self._all.isChecked(), self._open.isChecked(), csv, linked)

    def _scope(self, images: int, every: bool, of_frames: bool) -> QHBoxLayout:
        this = QRadioButton(tr("This frame") if of_frames else tr("This image"))
        several = images > 1
        if not several:
            text = tr("All images of the project")
        elif of_frames:
            text = counted(images, "The one frame", "All %n frames")
        else:
            text = counted(images, "The one image of the project", "All %n images of the project")
        self._all = QRadioButton(text)
        self._all.setEnabled(several)
        (self._all if every and several else this).setChecked(True)
        row = QHBoxLayout()
        for button in (this, self._all):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _groups(self, last: Choice | None) -> QGridLayout:
        """A box for each group of kinds, two beside each other."""
        grid = QGridLayout()
        for place, name in enumerate(dict.fromkeys(kind.group for kind in EXPORT_OPTIONS)):
            group = QGroupBox(tr(name))
            column = QVBoxLayout(group)
            for kind in (kind for kind in EXPORT_OPTIONS if kind.group == name):
                box = QCheckBox(tr(kind.text))
                box.setChecked(kind.usual if last is None else kind.id in last.kinds)
                box.setToolTip(tr(kind.tip))
                self._kinds[kind.id] = box
                column.addWidget(box)
            column.addStretch(1)
            grid.addWidget(group, place // 2, place % 2)
        return grid

    def _of_series(self, along: str, last: Choice | None) -> QGroupBox:
        """Files with all frames of the open movie or stack."""
        one, several = map(tr, LINKED_TITLES[along])
        group = QGroupBox(several if self._all.isChecked() else one)
        self._all.toggled.connect(lambda on: group.setTitle(several if on else one))
        grid = QGridLayout(group)
        options = LINKED_OPTIONS[along]
        known = {option.id for option in options}
        before = set(last.linked if last is not None else ()) & known
        for place, option in enumerate(options):
            box = QCheckBox(tr(option.text))
            box.setChecked(option.id in before if before else option.usual)
            box.setToolTip(tr(option.tip))
            self._linked[option.id] = box
            grid.addWidget(box, place // 2, place % 2)
        return group

    def _tables(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(QLabel(tr("Numbers in tables")))
        row.addWidget(self._csv)
        row.addStretch(1)
        return row

    def _target(self) -> QHBoxLayout:
        self._folder.setMinimumWidth(360)
        choose = QPushButton(tr("Choose…"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        for widget in (QLabel(tr("Folder")), self._folder, choose):
            row.addWidget(widget)
        return row

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._export = buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._export.setObjectName("primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def describe(self, of_image: str, of_all: str) -> None:
        """Describe the results of the open image, and of all images, in other words."""
        self._summaries = of_image, of_all
        self._settle()

    def _settle(self) -> None:
        """Offer what there is for these images; without a choice there is nothing to do."""
        choice = self.chosen()
        self._summary.setText(self._summaries[choice.all_images])
        self._waits.setText(self._waiting[choice.all_images])
        self._waits.setVisible(bool(self._waiting[choice.all_images]))
        self._csv.setEnabled(not {*choice.kinds, *choice.linked}.isdisjoint(TABLES))
        for kind in EXPORT_OPTIONS:
            if kind.many or kind.one:
                self._kinds[kind.id].setEnabled(self._all.isChecked() == kind.many)
        choice = self.chosen()
        some = bool(choice.kinds or choice.linked)
        self._export.setEnabled(some and bool(self._folder.text().strip()))

    def _choose(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, tr("Export to"), self._folder.text()):
            self._folder.setText(folder)
