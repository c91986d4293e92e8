"""The documents: their links work; the options, files and words of the window they name exist."""

import argparse
import ast
import re
from functools import cache
from pathlib import Path

import pytest

from app.selftest.run import _parser as selftest_parser
from sketchpose_engine.cli import parser

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCUMENTS = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
GUIDES = (
    "docs/user-guide.md",
    "docs/movies-and-stacks.md",
    "docs/troubleshooting.md",
)  # what is bold is a word of the window
MOST_LINES = 175
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]*")
FOLDERS = (
    "sketchpose_engine", "app", "installer", "benchmarks", "pretraining", "tests", "resources",
    "docs", r"\.github", r"\.ci",
)  # fmt: skip
PLACE = re.compile(rf"(?<![\w/.-])(?:{'|'.join(FOLDERS)})/[\w./-]*")
documents = pytest.mark.parametrize("name", NAMES)


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def code_of(name):
    """Code in fences and in backticks, one piece each; lines that go on are joined."""
    text = text_of(name).replace("\\\n", " ")
    fences = [line for fence in FENCE.findall(text) for line in fence.splitlines()[1:-1]]
    return [*fences, *CODE.findall(FENCE.sub("", text))]


def anchors_of(path):
    """Anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@cache
def options_of():
    """Options by command, as the parsers have them."""
    (commands,) = (
        action
        for action in parser._parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    found = {name: set(each._option_string_actions) for name, each in commands.choices.items()}
    return found | {"--selftest": set(selftest_parser()._option_string_actions)}


@cache
def words_of_the_window():
    """All strings in the sources of the program, without the dots of menus; and parts of them."""
    words = {
        node.value
        for path in (ROOT / "app").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    parts = {part for word in words for part in re.split(r"\{\w+\}|%n", word)}
    return {plain(word) for word in words | parts}


def plain(words):
    return " ".join(words.split()).rstrip("…")


@documents
def test_no_document_is_too_long(name):
    lines = len(text_of(name).splitlines())
    assert lines <= (110 if name == "README.md" else MOST_LINES)


@documents
def test_links_and_pictures_lead_somewhere(name):
    document = ROOT / name
    for target in LINK.findall(FENCE.sub("", text_of(name))):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        path = document.parent / file if file else document
        assert path.exists(), target
        if anchor:
            assert anchor in anchors_of(path), target


@documents
def test_every_option_exists(name):
    known = options_of()
    anywhere = set().union(*known.values())
    for code in code_of(name):
        script = re.search(r"python (benchmarks/\w+\.py)", code)
        command = re.search(r"\bsketchpose (--selftest|[a-z]+)\b", code)
        wanted = set(OPTION.findall(code))
        if script:
            source = text_of(script[1])
            assert all(f'"{option}"' in source for option in wanted), code
        elif command and command[1] in known:
            assert wanted <= known[command[1]], code
        elif code.startswith("--"):
            assert wanted <= anywhere, code


def test_every_command_and_option_is_described():
    described = " ".join(code_of("docs/command-line.md"))
    for command, options in options_of().items():
        assert f"sketchpose {command}" in described
        missing = {option for option in options if option not in described}
        assert missing <= {"-h", "--help"}, command


@documents
def test_every_file_that_is_named_exists(name):
    missing = {
        place
        for code in code_of(name)
        for place in PLACE.findall(code)
        if "NAME" not in place and not (ROOT / place.rstrip(".")).exists()
    }
    assert not missing


@pytest.mark.parametrize("name", GUIDES)
def test_words_of_the_window_are_quoted_as_it_shows_them(name):
    for bold in re.findall(r"\*\*(.+?)\*\*", text_of(name), re.DOTALL):
        for word in plain(bold).split(" > "):
            assert plain(word) in words_of_the_window(), bold


def test_every_picture_is_used():
    used = "".join(map(text_of, NAMES))
    assert all(path.name in used for path in (ROOT / "docs" / "images").iterdir())


def test_the_commands_that_everything_depends_on_are_there():
    fences = [fence.splitlines()[1:-1] for fence in FENCE.findall(text_of("README.md"))]
    for script in ("installer/run.sh", "installer/test.sh"):
        assert [f"bash {script}"] in fences
        assert (ROOT / script).is_file()


ROW = re.compile(r"\| `(\w+)` \| (.*) \|$")


@pytest.mark.parametrize("package", ["sketchpose_engine", "app"])
def test_the_architecture_lists_every_module(package):
    text = (ROOT / "docs" / "architecture.md").read_text()
    table = text.split(f"modules (`{package}`", 1)[1].split("\n\n", 1)[0]
    rows = [found for line in table.splitlines() if (found := ROW.match(line))]
    listed = {row[1]: set(re.findall(r"`(\w+)/?`", row[2])) for row in rows}
    for folder in (each.parent for each in (ROOT / package).glob("*/__init__.py")):
        modules = {path.stem for path in folder.rglob("*.py")} - {"__init__"}
        if folder.name == "images":  # one reader a format
            modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
        assert listed[folder.name] - {"readers", "cells"} == modules, folder
