"""Translation: fields, plural forms, and which language is used."""

import pytest
from PySide6.QtCore import QCoreApplication, QLocale

from app.core.numbers import fixed
from app.core.translation import (
    chosen_language,
    counted,
    install_language,
    sentence_of,
    tr,
    tr_noop,
)
from sketchpose_engine.core.errors import InputError, Phrase


def test_english_needs_no_translation(qapp):
    assert tr("Cell {number}: area {area}", number=3, area="7 px²") == "Cell 3: area 7 px²"
    assert tr(tr_noop("Cells")) == "Cells"


def test_english_has_a_form_for_one(qapp):
    forms = "%n cell in {frames}", "%n cells in {frames}"
    assert counted(1, *forms, frames="2 frames") == "1 cell in 2 frames"
    assert counted(0, *forms, frames="2 frames") == "0 cells in 2 frames"
    assert counted(12, *forms, frames="2 frames") == "12 cells in 2 frames"


def test_values_with_braces_stay_as_they_are(qapp):
    assert tr("Opening {file}", file="{a}.tif") == "Opening {a}.tif"


def test_german_has_fields_and_plural_forms(german):
    assert tr("Opening {file}", file="a.tif") == "a.tif wird geöffnet"
    assert counted(1, "%n cell", "%n cells") == "1 Zelle"
    assert counted(2, "%n cell", "%n cells") == "2 Zellen"


def test_german_numbers_have_a_comma(german):
    assert fixed(1.5, 1) == "1,5"


def test_standard_buttons_are_translated_too(german):
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"


@pytest.mark.parametrize(
    ("preference", "of_system", "language"),
    [
        ("system", ["de-AT", "de", "en-GB"], "de"),
        ("system", ["de_DE"], "de"),
        ("system", ["fr-FR", "de-CH"], "de"),
        ("system", ["fr-FR"], "en"),
        ("system", [], "en"),
        ("system", ["en-US", "de-DE"], "en"),
        ("de", ["en-US"], "de"),
        ("en", ["de-DE"], "en"),
    ],
)
def test_the_system_decides_unless_the_user_has(preference, of_system, language):
    assert chosen_language(preference, of_system) == language


def test_english_stays_english(qapp):
    before = QLocale()
    install_language(qapp, "en")
    try:
        assert tr("Cells") == "Cells"
    finally:
        QLocale.setDefault(before)


def test_errors_of_the_engine_are_translated_with_their_fields(german):
    error = InputError("{file} is a folder: choose an image file in it.", file="Cells")
    assert str(error) == "Cells is a folder: choose an image file in it."
    assert sentence_of(error) == "Cells ist ein Ordner: eine Bilddatei darin wählen."


def test_phrases_in_errors_are_translated_and_names_are_not(german):
    message = "{file} has no {axis} {number}: choose one from 1 to {count}."
    error = InputError(message, file="Depth", axis=Phrase("depth"), number=4, count=3)
    assert sentence_of(error).startswith("In Depth gibt es das nicht: Tiefe 4.")


def test_errors_without_a_translation_stay_as_they_are(german):
    assert sentence_of(InputError("{odd} is odd.", odd=3)) == "3 is odd."
    assert sentence_of(ValueError("{no field}")) == "{no field}"
