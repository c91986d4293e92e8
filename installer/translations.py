"""Messages of the sources, in Qt's files of translations: `python installer/translations.py`.

Writes resources/translations/*.ts with the messages that there are now, and the *.qm from them.
Qt's own lupdate reads neither plural forms with an English singular nor fields of a table.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
# Packages of the engine whose errors the window shows, not only the command line.
ENGINE = (
    "core", "sketch", "images", "masks", "results", "models", "project", "linking", "inference",
    "training", "live",
)  # fmt: skip
CONTEXT = "Sketchpose"  # as in app/core/translation.py
MARK = "Translatable"  # annotation of fields, and of tuples, with messages
ONE_TEXT = ("tr", "tr_noop", "InputError", "Phrase")  # calls with a message as first argument
Key = tuple[str, str]  # source text and disambiguation


@dataclass(frozen=True)
class Message:
    """A text to translate; `singular` is the English one of a message with plural forms."""

    source: str
    disambiguation: str = ""
    singular: str = ""

    @property
    def key(self) -> Key:
        """What tells messages apart."""
        return self.source, self.disambiguation


def messages() -> dict[Key, Message]:
    """All messages of the sources, in their order."""
    folders = ("app", *(f"sketchpose_engine/{name}" for name in ENGINE))
    files = [file for folder in folders for file in sorted(ROOT.glob(f"{folder}/**/*.py"))]
    trees = {file: ast.parse(file.read_text("utf-8")) for file in files}
    fields = dict(field for tree in trees.values() for field in _marked_fields(tree))
    found: dict[Key, Message] = {}
    for file, tree in trees.items():
        for message in _messages_in(tree, fields, plural=file.is_relative_to(ROOT / "app")):
            found.setdefault(message.key, message)
    return found


def _marked_fields(tree: ast.Module) -> Iterator[tuple[str, list[tuple[str, bool]]]]:
    """Classes with marked fields: their names, and each field with whether it is marked."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            lines = [line for line in node.body if isinstance(line, ast.AnnAssign)]
            fields = [(ast.unparse(line.target), MARK in ast.unparse(line.annotation))
                      for line in lines]  # fmt: skip
            if any(marked for _, marked in fields):
                yield node.name, fields


def _messages_in(
    tree: ast.Module, fields: dict[str, list[tuple[str, bool]]], *, plural: bool
) -> Iterator[Message]:
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and MARK in ast.unparse(node.annotation) and node.value:
            texts = [each for each in ast.walk(node.value) if isinstance(each, ast.Constant)]
            yield from (Message(each.value) for each in texts if each.value)
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        texts = [_text(each) for each in node.args]
        named = {each.arg: _text(each.value) for each in node.keywords}
        if node.func.id in ONE_TEXT and texts and texts[0]:
            yield Message(texts[0], named.get("disambiguation") or "")
        elif node.func.id == "counted" and plural:
            yield Message(texts[2], singular=texts[1])
        elif node.func.id in fields:
            names = fields[node.func.id]
            given = {name: text for (name, _), text in zip(names, texts, strict=False)} | named
            yield from (Message(text) for name, marked in names
                        if marked and (text := given.get(name)))  # fmt: skip


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def read(file: Path) -> dict[Key, ElementTree.Element]:
    """The messages of a file of translations."""
    elements = ElementTree.parse(file).iter("message")
    return {(e.findtext("source", ""), e.findtext("comment", "")): e for e in elements}


def update(file: Path) -> None:
    """Write the messages that there are now; known translations stay, others are unfinished."""
    known = read(file)
    root = ElementTree.parse(file).getroot()
    for old in root.findall("context"):
        root.remove(old)
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for key, message in messages().items():
        new, old = _unfinished(message), known.get(key)
        same = old is not None and old.get("numerus") == new.get("numerus")
        context.append(old if same else new)
    ElementTree.indent(root, "    ")
    text = ElementTree.tostring(root, encoding="unicode")
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n', "utf-8")


def _unfinished(message: Message) -> ElementTree.Element:
    element = ElementTree.Element("message", {"numerus": "yes"} if message.singular else {})
    ElementTree.SubElement(element, "source").text = message.source
    if message.disambiguation:
        ElementTree.SubElement(element, "comment").text = message.disambiguation
    if message.singular:
        ElementTree.SubElement(element, "extracomment").text = f"For one: {message.singular}"
    translation = ElementTree.SubElement(element, "translation", {"type": "unfinished"})
    for _ in range(2 if message.singular else 0):
        ElementTree.SubElement(translation, "numerusform")
    return element


def main() -> None:
    """Update each file, and make the one that the program reads."""
    for file in sorted(FOLDER.glob("*.ts")):
        update(file)
        made = ["pyside6-lrelease", str(file), "-qm", str(file.with_suffix(".qm"))]
        subprocess.run([str(Path(sys.executable).with_name(made[0])), *made[1:]], check=True)


if __name__ == "__main__":
    main()
