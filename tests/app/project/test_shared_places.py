"""Places and habits of Windows users: OneDrive, servers, a second window, a second double-click."""

import os
import shutil
import subprocess

import pytest
from PySide6.QtCore import QLockFile, QSettings, QSysInfo

from app.core import paths, reveal
from app.core.preferences import Preferences
from app.project import image_list
from app.project.recent_projects import RecentProjects
from sketchpose_engine.project.archive import pack
from sketchpose_engine.project.project import Project


@pytest.fixture
def at_work(user):
    someone = user()
    someone.opens(someone.makes_image("a.tif"), someone.makes_image("b.tif"))
    return someone


def folder_of(one):
    return one.program.project_controller.project.folder


def leaves_a_packed_project(one, tmp_path):
    """Packs the open project beside it; the file."""
    file = tmp_path / "travel.sketchpose"
    for _ in pack(Project.open(folder_of(one)), file):
        pass
    return file


def opens_packed(one, file):
    one.program.bus.project.files_dropped.emit([str(file)])


def test_a_packed_project_that_is_opened_again_is_the_one_that_was_drawn_in(at_work, tmp_path):
    file = leaves_a_packed_project(at_work, tmp_path)
    opens_packed(at_work, file)
    at_work.wait_until(lambda: folder_of(at_work).name == "travel")
    at_work.wait_until(lambda: at_work.scene is not None)
    at_work.draws_cells_and_background()
    at_work.program.project_controller.open_sample("Small nuclei", "nuclei_small")
    at_work.wait_until(lambda: "travel" not in folder_of(at_work).name)
    opens_packed(at_work, file)
    at_work.wait_until(lambda: folder_of(at_work).name == "travel")
    at_work.wait_until(lambda: at_work.scene is not None and at_work.sketch.any())
    at_work.wait_until(lambda: any("was unpacked before" in note for note in at_work.notes))


def test_a_packed_project_that_is_open_in_a_window_is_not_unpacked_for_a_second_one(
    at_work, user, tmp_path
):
    file = leaves_a_packed_project(at_work, tmp_path)
    opens_packed(at_work, file)
    at_work.wait_until(lambda: folder_of(at_work).name == "travel")
    other = user()
    opens_packed(other, file)
    other.wait_until(lambda: bool(other.problems))
    assert other.problems[0][0] == "travel is open in another window: close it there first."
    assert not [note for note in other.notes if "unpacked before" in note]
    assert not paths.projects_folder().joinpath("travel (2)").exists()


def test_a_project_that_is_open_on_another_computer_names_it(at_work, user):
    folder = folder_of(at_work)
    at_work.leaves()
    (folder / ".lock").write_text("123\nSketchpose\nMICROSCOPE-PC\n\n\n")
    other = user()
    other.program.bus.project.files_dropped.emit([str(folder)])
    other.wait_until(lambda: bool(other.problems))
    sentence = other.problems[0][0]
    assert "is open on the computer MICROSCOPE-PC: close it there first" in sentence
    assert f"delete the file .lock in {folder}" in sentence
    (folder / ".lock").unlink()
    other.opens(folder)


@pytest.mark.parametrize("variable", ["", "LAB-PC"])
def test_this_computer_is_recognised_by_either_of_its_names_on_windows(
    at_work, user, monkeypatch, variable
):
    folder = folder_of(at_work)
    at_work.leaves()
    monkeypatch.setenv("COMPUTERNAME", variable)
    name = variable or QSysInfo.machineHostName().upper()
    running = f"{os.getpid()}\nSketchpose\n{name}\n\n\n"
    (folder / ".lock").write_text(running)
    other = user()
    monkeypatch.setattr(QLockFile, "tryLock", lambda lock, timeout: False)
    monkeypatch.setattr(QLockFile, "error", lambda lock: QLockFile.LockError.LockFailedError)
    other.program.bus.project.files_dropped.emit([str(folder)])
    other.wait_until(lambda: bool(other.problems))
    assert "is open in another window" in other.problems[0][0]


def test_pictures_of_images_in_the_cloud_do_not_fetch_them(user, monkeypatch):
    monkeypatch.setattr(image_list, "is_only_in_cloud", lambda path: path.name == "b.tif")
    one = user()
    one.opens(*(one.makes_image(name) for name in ("a.tif", "b.tif", "c.tif")))
    entries = one.program.project_controller.entries
    one.wait_until(lambda: entries["c"].picture is not None)
    assert entries["b"].picture is None


def test_a_project_on_a_server_stays_in_the_list_while_the_server_is_away(
    at_work, user, monkeypatch, tmp_path
):
    at_work.leaves()
    monkeypatch.setattr(paths, "is_on_network", lambda path: path.name == "on a server")
    other = user()
    recent = other.program.project_controller.recent
    recent.add(tmp_path / "on a server")
    recent.add(tmp_path / "on a disk")
    assert tmp_path / "on a server" in recent.there()
    assert tmp_path / "on a disk" not in recent.there()
    other.program.project_controller.open_project(tmp_path / "on a server")
    assert "There is no folder" in other.problems[0][0]
    assert tmp_path / "on a server" in recent.folders()


@pytest.fixture
def settings_of_two_programs(bus, tmp_path):
    """The recent projects of two programs that were started with the same empty settings."""
    file = str(tmp_path / "p.ini")
    return [
        RecentProjects(bus, Preferences(bus, QSettings(file, QSettings.Format.IniFormat)))
        for _ in range(2)
    ]


def test_a_project_that_is_open_in_another_window_stays_in_the_list(at_work, user):
    folder = folder_of(at_work)
    other = user()
    other.program.project_controller.open_project(folder)
    assert "is open in another window" in other.problems[0][0]
    at_work.leaves()
    assert other.program.project_controller.recent.there() == [folder]
    other.opens(folder)


def test_a_damaged_project_stays_in_the_list(at_work, user):
    folder = folder_of(at_work)
    at_work.leaves()
    (folder / "project.json").write_text("nothing")
    other = user()
    other.program.project_controller.open_project(folder)
    assert other.problems
    assert folder in other.program.project_controller.recent.folders()


def test_a_project_whose_folder_is_gone_leaves_the_list_once_it_was_chosen(at_work, user):
    folder = folder_of(at_work)
    at_work.leaves()
    shutil.rmtree(folder)
    other = user()
    recent = other.program.project_controller.recent
    assert folder in recent.folders()
    other.program.project_controller.open_project(folder)
    assert folder not in recent.folders()


def test_a_second_program_adds_to_the_list_of_the_first(settings_of_two_programs, tmp_path):
    first, second = settings_of_two_programs
    first.add(tmp_path / "one")
    second.add(tmp_path / "two")
    assert first.folders() == [tmp_path / "two", tmp_path / "one"]
    assert second.folders() == [tmp_path / "two", tmp_path / "one"]


def test_nothing_is_on_a_network_by_its_name_on_other_systems(tmp_path):
    assert not paths.is_on_network(tmp_path)


@pytest.mark.parametrize("name", ["a.tif", "Zelle 1, oben.tif", "ü,ö.tif"])
def test_explorer_shows_files_with_commas_and_spaces(monkeypatch, tmp_path, name):
    called = []
    monkeypatch.setattr(reveal.sys, "platform", "win32")
    monkeypatch.setattr(subprocess, "Popen", called.append)
    reveal.reveal(tmp_path / name)
    assert called == [f'explorer /select,"{tmp_path / name}"']
