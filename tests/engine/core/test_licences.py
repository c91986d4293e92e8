"""The licences of all parts: none is without a name, none forbids what we do."""

import json
import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from sketchpose_engine.core import licences
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.core.licences import Component, collect, third_party, write_licences

PYPROJECT = Path(__file__).parents[3] / "pyproject.toml"


def dependencies() -> list[str]:
    """What Sketchpose requires when it runs."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    return [re.split(r"[<>=!;\[ ]", each)[0] for each in project["dependencies"]]


@pytest.fixture(scope="module")
def parts() -> dict[str, Component]:
    """Of this installation, from source: no file tells them."""
    return {part.name: part for part in third_party()}


def plain(name: str) -> str:
    return name.lower().replace("_", "-")


def only_gpl(licence: str) -> bool:
    """Whether every way to use it asks that we are under the GPL, too."""
    ways = re.split(r"\bOR\b", licence)
    return all(re.search(r"\bA?GPL|GNU (Affero )?General", way) for way in ways)


def test_every_dependency_has_a_version_and_a_licence_with_its_text(parts):
    known = {plain(name): part for name, part in parts.items()}
    for name in dependencies():
        part = known[plain(name)]
        assert part.version == metadata.version(name)
        assert part.licence, name
        assert len(part.text) > 200, name


def test_no_part_is_without_a_licence(parts):
    assert [name for name, part in parts.items() if not part.licence.strip()] == []


def test_no_part_may_be_used_under_the_gpl_only(parts):
    assert [name for name, part in parts.items() if only_gpl(part.licence)] == []


@pytest.mark.parametrize(
    ("licence", "so"),
    [
        ("GPL-3.0-only", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("AGPL-3.0", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", False),
        ("MIT", False),
    ],
)
def test_what_gpl_only_means(licence, so):
    assert only_gpl(licence) is so


def test_parts_of_parts_are_there_but_not_what_only_tests_need(parts):
    assert {"shiboken6", "MarkupSafe"} <= set(parts)
    assert not {"pytest", "ruff", "mypy", "shapely"} & set(parts)


def test_qt_comes_with_the_texts_that_its_licence_asks_for(parts):
    (text,) = [part.text for name, part in parts.items() if plain(name) == "pyside6-essentials"]
    assert text.startswith("Of these licences, Sketchpose uses it under LGPL-3.0")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "GNU GENERAL PUBLIC LICENSE" in text


def test_what_is_no_python_package_is_listed_too(parts):
    assert "Paweł Kuna" in parts["Tabler Icons"].text
    assert {"Python", "Sample images", "General network"} <= set(parts)


def test_a_name_that_is_not_installed_is_an_error():
    with pytest.raises(metadata.PackageNotFoundError):
        collect(["no-such-part"])


def test_a_bundle_has_them_in_a_file(tmp_path, monkeypatch):
    path = tmp_path / "licences.json"
    made = [Component("µ-part", "1.0", "MIT", "Permission is hereby granted")]
    write_licences(path, made)
    keys = ["name", "version", "licence", "text"]
    assert [list(part) for part in json.loads(path.read_text(encoding="utf-8"))] == [keys]
    monkeypatch.setattr(licences, "resource", lambda name: path)
    assert third_party() == made


def test_without_that_file_they_are_those_of_the_installation():
    assert {"torch", "numpy", "Python"} <= {part.name for part in third_party()}


def test_where_nothing_is_installed_it_is_said(monkeypatch):
    def gone(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", gone)
    with pytest.raises(InputError, match="install it with pip"):
        third_party()
