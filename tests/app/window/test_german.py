"""The window in German: nothing is cut off at 1280 x 720, and each letter chooses one entry."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QGroupBox,
    QLabel,
    QMenu,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)

from app.core.payloads import CellCount
from app.dialogs import help
from app.dialogs.choice import ChoiceDialog
from app.dialogs.classes import ClassesDialog
from app.dialogs.export import ExportDialog
from app.dialogs.pixel_size import PixelSizeDialog
from app.dialogs.weights import WeightsDialog
from app.state.questions import Answer, Question
from app.ui.icons import Icons
from sketchpose_engine.core.box import Box
from sketchpose_engine.project.project_image import CellClass

pytestmark = pytest.mark.usefixtures("german")
TEXTS = (QLabel, QPushButton, QCheckBox, QRadioButton, QToolButton, QGroupBox)
WIDTH, HEIGHT = 1280, 720


def cut_off(window: QWidget) -> list[str]:
    """Texts that need more room than they have."""
    found = []
    for kind in TEXTS:
        for widget in window.findChildren(kind):
            text = widget.title() if isinstance(widget, QGroupBox) else widget.text()
            if not widget.isVisible() or not text:
                continue
            wraps = isinstance(widget, QLabel) and widget.wordWrap()
            needed = widget.minimumSizeHint() if wraps else widget.sizeHint()
            if needed.width() > widget.width() or needed.height() > widget.height():
                found.append(f"{text!r}: {widget.size().toTuple()} of {needed.toTuple()}")
            if wraps and widget.heightForWidth(widget.width()) > widget.height():
                found.append(f"{text!r}: too low")
    return found


def shared_letters(actions: list[QAction]) -> list[str]:
    """Letters that choose more than one entry of a menu."""
    letters = [each.text().partition("&")[2][:1].lower() for each in actions]
    return [letter for letter in set(letters) - {""} if letters.count(letter) > 1]


def test_the_start_page_is_german_and_whole(user):
    window = user().program.window
    texts = [label.text() for label in window.findChildren(QLabel)]
    assert "Bilder öffnen oder ein Beispiel ausprobieren" in texts
    assert window.size().toTuple() == (WIDTH, HEIGHT)
    assert cut_off(window) == []


def test_the_window_with_an_image_and_the_table_is_whole(looker):
    assert cut_off(looker.program.window) == []
    assert looker.filters._count.text() == "<b>4</b> von 4 Zellen zählen"
    assert "Zellen" in [dock.windowTitle() for dock in looker.program.window._docks]


def test_the_window_with_a_movie_is_whole(user):
    one = user()
    one.opens(one.makes_image(shape=(3, 2, 60, 80), imagej=True, metadata={"axes": "TZYX"}))
    assert cut_off(one.program.window) == []


def test_each_letter_chooses_one_entry_of_its_menu(user):
    bar = user().program.window.menuBar()
    assert shared_letters(bar.actions()) == []
    for menu in bar.findChildren(QMenu):
        assert shared_letters(menu.actions()) == [], menu.title()
    assert bar.actions()[0].text() == "&Datei"


def test_menus_show_no_english(user):
    rows = user().program.actions
    assert rows["export"].text().replace("&", "") == "Ergebnisse exportieren…"
    assert rows["tool_cell"].toolTip() == "In Zellen zeichnen  (1)"
    assert rows["language_german"].toolTip() == "Gilt, wenn Sketchpose wieder geöffnet wird"


DIALOGS = {
    "export": lambda parent, folder: ExportDialog(parent, folder, 3, along="time"),
    "weights": lambda parent, folder: WeightsDialog(
        parent, Icons(), lambda *_: None, folder, folder
    ),
    "pixel size": lambda parent, folder: PixelSizeDialog(
        parent, "a.tif", None, 0.65, 3, (None, 2.0)
    ),
    "kinds": lambda parent, folder: ClassesDialog(parent, (CellClass("Zelle", (9, 9, 9)),), 0),
    "choice": lambda parent, folder: ChoiceDialog(
        parent, "Titel", "Satz", "Weiter", {"a": ("Nur Bilder ohne Masken", "Erklärung")}
    ),
    "shortcuts": lambda parent, folder: help.show_shortcuts(parent),
    "graphics card": lambda parent, folder: help.show_graphics_card(parent),
    "about": lambda parent, folder: help.show_about(parent),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_dialogs_are_whole_and_fit_the_screen(name, qtbot, tmp_path: Path):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(WIDTH, HEIGHT)
    parent.show()
    dialog = DIALOGS[name](parent, tmp_path)
    assert isinstance(dialog, QDialog)
    dialog.show()
    QApplication.processEvents()
    assert cut_off(dialog) == []
    assert dialog.width() <= WIDTH
    assert dialog.height() <= HEIGHT


def test_another_language_is_announced_and_kept_for_the_next_start(user):
    one = user()
    one.program.actions["language_english"].trigger()
    assert one.notes[-1] == "Die Sprache ändert sich, wenn Sketchpose wieder geöffnet wird."
    assert one.program.preferences["language"] == "en"
    assert one.program.actions["language_english"].isChecked()
    assert not one.program.actions["language_system"].isChecked()


def test_a_first_guess_is_whole(looker):
    areas_px = np.full(112, 300)
    looker.program.bus.frame.counted.emit(CellCount(112, areas_px, is_guess=True))
    QApplication.processEvents()
    panel = looker.program.docks.results
    assert panel._unit.text() == "Zellen, geschätzt"
    assert cut_off(panel) == []
    assert panel.minimumSizeHint().width() <= panel.parentWidget().width()


def test_a_first_guess_with_hidden_cells_is_whole(looker):
    areas_px = np.full(2, 300)  # of the four cells in the image
    looker.program.bus.frame.counted.emit(CellCount(2, areas_px, is_guess=True))
    QApplication.processEvents()
    panel = looker.program.docks.results
    assert panel._hidden.text() == "2 durch Filter ausgeblendet"
    assert cut_off(panel) == []
    assert panel.minimumSizeHint().width() <= panel.parentWidget().width()


def test_answers_of_a_question_are_whole(looker):
    answers = (Answer.ONE_CELL, Answer.TWO_CELLS, Answer.NEITHER_IS_A_CELL)
    box = Box(10, 10, 40, 40)
    question = Question("Eine Zelle?", "Zeichnen.", (25, 25), box, answers)
    looker.program.bus.view.question_shown.emit(question)
    QApplication.processEvents()
    assert cut_off(looker.program.canvas.question) == []
