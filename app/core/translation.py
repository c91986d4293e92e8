"""Translation of what the window shows, through Qt; the source language is English.

`installer/translations.py` gathers the messages of the calls below, and of fields that are
annotated as `Translatable`, into the files in `resources/translations`.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from sketchpose_engine.core.errors import InputError, Phrase, printable
from sketchpose_engine.core.resources import resource

CONTEXT = "Sketchpose"  # of all messages
LANGUAGES = ("en", "de")
log = logging.getLogger("sketchpose")
SYSTEM = "system"  # the language of the desktop, as far as there is a translation

Translatable: TypeAlias = str
"""English text of a field, which is marked for translation and translated when it is shown."""


def tr_noop(text: str) -> str:
    """Mark a text for translation, and return it in English; `tr` translates it."""
    return text


def tr(text: str, /, disambiguation: str = "", **fields: object) -> str:
    """Translate a text into the language of the window.

    Parameters
    ----------
    text
        In English, with named fields such as `{name}`.
    disambiguation
        Separates two uses of the same English text that differ in other languages.
    **fields
        Values of the fields.
    """
    translated = QCoreApplication.translate(CONTEXT, text, disambiguation)
    return translated.format(**fields) if fields else translated


def counted(count: int, one: str, several: str, /, **fields: object) -> str:
    """Translate a text with a number; each language has its own plural forms.

    Parameters
    ----------
    count
        Replaces `%n`.
    one, several
        The English text for 1, and for every other number: the message to translate.
    **fields
        Values of named fields.
    """
    translated = QCoreApplication.translate(CONTEXT, several, None, int(count))
    if count == 1 and translated == several.replace("%n", "1"):  # there is no translation
        translated = one.replace("%n", "1")
    return translated.format(**fields) if fields else translated


def sentence_of(source: Exception | str) -> str:
    """Translate a sentence of the engine; other errors and texts stay as they are."""
    if not isinstance(source, (InputError, Phrase)):
        return str(source)
    fields = {
        name: sentence_of(value) if isinstance(value, Phrase) else value
        for name, value in source.fields.items()
    }
    return printable(tr(source.message, "", **fields))


def chosen_language(preference: str, of_system: Sequence[str]) -> str:
    """Return the language of the window, one of `LANGUAGES`.

    Parameters
    ----------
    preference
        A language, or `SYSTEM`.
    of_system
        Languages that the user of the desktop reads, such as "de-AT", the favourite first.
    """
    if preference in LANGUAGES:
        return preference
    codes = (name.replace("_", "-").split("-")[0].lower() for name in of_system)
    return next((code for code in codes if code in LANGUAGES), LANGUAGES[0])


def install_language(application: QCoreApplication, preference: str) -> None:
    """Translate the window from now on, and write numbers as the language does.

    Parameters
    ----------
    application
        Owner of the translators.
    preference
        See `chosen_language`.
    """
    system = QLocale.system()
    language = chosen_language(preference, system.uiLanguages())
    if preference != SYSTEM and QLocale(language).language() != system.language():
        QLocale.setDefault(QLocale(language))  # else the system's, which knows the country
    if language == LANGUAGES[0]:
        return
    for file in translation_files(language):
        translator = QTranslator(application)
        if translator.load(str(file)):
            application.installTranslator(translator)
        else:
            log.warning("The translation %s cannot be read.", file)


def translation_files(language: str) -> tuple[Path, Path]:
    """Return the files with Qt's own words, such as those of standard buttons, and with ours."""
    of_qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return of_qt / f"qtbase_{language}.qm", resource("translations") / f"sketchpose_{language}.qm"
