"""Every sentence of the window is marked for translation, and every translation is complete."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator

from app.core.translation import CONTEXT, LANGUAGES
from installer import translations

ROOT = Path(__file__).parents[2]
FILES = sorted(translations.FOLDER.glob("*.ts"))
files = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
# Output of a command, for developers and in reports: in English on every computer.
COMMANDS = ("app/__main__.py", "app/selftest/")
TRANSLATED = ("tr", "tr_noop", "counted")
# What puts its arguments on the screen.
SHOWN_BY = set(
    """
    QLabel QPushButton QCheckBox QRadioButton QGroupBox QAction QToolBar QDockWidget QToolButton
    QTableWidgetItem QListWidgetItem QMenu faint_label bar_legend wheel_legend small_plot
    set_titles ChoiceDialog Problem MessageButton Busy InputError
    setText setToolTip setStatusTip setWindowTitle setTitle setPlaceholderText setAccessibleName
    setAccessibleDescription setTabText setSuffix setPrefix setHorizontalHeaderLabels setPlainText
    setIconText setLabelText addItem addItems addAction addMenu addTab addButton addSection
    question information warning critical about getText getItem getColor getOpenFileName
    getOpenFileNames getSaveFileName getExistingDirectory drawText show follow noted note
    """.split()  # noqa: SIM905
)
UNTRANSLATED = {
    "Sketchpose",  # the name of the program
    " - Sketchpose",  # in the title of the window
    " px", " px²", " µm²", " nm", " m", "px", "µm", "x", "y", "X", "Y",  # units and axes
    "weights.safetensors",  # names of files
    "<h2>Sketchpose ", "<p>Python ", ", Qt ",  # versions
    "Only objects with ", " and ", " were counted.",  # the text for methods is always English
    "Images", "Sample - ", "Guided example",  # names of folders are the same in every language
}  # fmt: skip
SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [A-Za-z]{2,}|^[A-Z][a-z]+ [a-z]{2,}|[a-z]…$")


@cache
def trees():
    names = [str(path.relative_to(ROOT).as_posix()) for path in sorted(ROOT.glob("app/**/*.py"))]
    names = [name for name in names if not name.startswith(COMMANDS)]
    return {name: ast.parse((ROOT / name).read_text("utf-8")) for name in names}


@cache
def marked():
    """English texts that can be translated: of messages, and their forms for one."""
    found = translations.messages().values()
    return {each.source for each in found} | {each.singular for each in found}


def name_of(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_shown(call):
    if name_of(call) == "emit":
        return ast.unparse(call.func).endswith(".noted.emit")
    return name_of(call) in SHOWN_BY and not is_for_developers(call)


def literals(node):
    """Strings in an expression that are not translated there, nor keys of something."""
    if isinstance(node, ast.Call) and name_of(node) in TRANSLATED:
        return
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node
    elif isinstance(node, ast.IfExp):
        yield from (*literals(node.body), *literals(node.orelse))
    elif isinstance(node, (ast.JoinedStr, ast.BinOp, ast.BoolOp, ast.Tuple, ast.List)):
        for part in ast.iter_child_nodes(node):
            yield from literals(part)


def is_english(text):
    return bool(re.search(r"[A-Za-z]{2,}", text)) and text not in UNTRANSLATED


@pytest.mark.parametrize("name", trees())
def test_what_is_put_on_the_screen_is_translated(name):
    calls = [node for node in ast.walk(trees()[name]) if isinstance(node, ast.Call)]
    texts = [
        f"line {text.lineno}: {text.value!r}"
        for call in filter(is_shown, calls)
        for argument in (*call.args, *(each.value for each in call.keywords))
        for text in literals(argument)
        if is_english(text.value) and not text.value.startswith(("background:", "\ncolor:"))
    ]
    assert texts == []


@pytest.mark.parametrize("name", trees())
def test_every_sentence_of_the_sources_is_a_message(name):
    tree = trees()[name]
    apart = set()  # documentation, errors of the programmer, the log, style sheets
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            apart.add(node.value)
        elif is_for_developers(node):
            apart |= set(ast.walk(node))
    texts = [
        f"line {node.lineno}: {node.value!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in apart
        if SENTENCE.search(node.value) and not node.value.startswith(("\n", "background:"))
        if node.value not in marked() | UNTRANSLATED | KEYS
    ]
    assert texts == []


def is_for_developers(node):
    """Whether it raises an error that is a mistake in the program, or writes to the log."""
    if isinstance(node, ast.Raise):
        return "InputError" not in ast.unparse(node)
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log.")


# Names in the program, never shown.
KEYS = {
    "returned to a result", "fewer cells", "first cell", "no cell", "no background", "no edge",
    "nothing found", "go on",
}  # fmt: skip


@pytest.mark.parametrize("package", ["app", "sketchpose_engine"])
def test_every_field_of_a_message_gets_its_value(package):
    for path in sorted((ROOT / package).glob("**/*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and name_of(call) in ("tr", "counted", "InputError"):
                given = {each.arg for each in call.keywords} - {None, "disambiguation"}
                texts = [each.value for each in call.args if isinstance(each, ast.Constant)]
                for text in texts if given else ():
                    assert set(re.findall(r"\{(\w+)\}", text)) <= given, (path, text)


def test_every_language_but_english_has_a_file():
    assert {file.stem for file in FILES} == {f"sketchpose_{code}" for code in LANGUAGES[1:]}


@files
def test_a_file_has_exactly_the_messages_of_the_sources(file):
    """If not: `python installer/translations.py`, then translate what is unfinished."""
    known, wanted = translations.read(file), translations.messages()
    assert set(wanted) - set(known) == set()
    assert set(known) - set(wanted) == set()
    plural = {key for key, element in known.items() if element.get("numerus") == "yes"}
    assert plural == {key for key, message in wanted.items() if message.singular}


def forms_of(element):
    translation = element.find("translation")
    return [form.text or "" for form in translation.findall("numerusform")] or [
        translation.text or ""
    ]


@files
def test_every_message_is_translated(file):
    for (source, _), element in translations.read(file).items():
        assert element.find("translation").get("type") is None, source
        assert all(form.strip() for form in forms_of(element)), source


@files
def test_translations_keep_fields_tags_and_the_last_sign(file):
    for (source, _), element in translations.read(file).items():
        for form in forms_of(element):
            for part in (r"\{\w+\}", r"</?\w+>", r"\(?\*\.\w+", r"^ "):
                found, wanted = re.findall(part, form), re.findall(part, source)
                assert sorted(found) == sorted(wanted), (source, form)
            assert re.search(r"[.…:?]?$", form)[0] == re.search(r"[.…:?]?$", source)[0], form
            assert "&" not in re.sub(r"&\w+;", "", form), form  # mnemonics are set by the program
        assert "%n" in forms_of(element)[-1] or "%n" not in source, source


@files
def test_the_file_that_the_program_reads_is_up_to_date(file, qapp):
    translator = QTranslator()
    assert translator.load(str(file.with_suffix(".qm")))
    for (source, comment), element in translations.read(file).items():
        forms = forms_of(element)
        for count, form in (
            zip((1, 2), forms, strict=False) if len(forms) > 1 else ((-1, forms[0]),)
        ):
            assert translator.translate(CONTEXT, source, comment or None, count) == form
