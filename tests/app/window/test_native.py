"""Native habits: recent projects with pictures, copying, full screen, remembered layouts."""

import json
import os

import pytest
from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDockWidget, QToolButton

from app.panels.start_page import StartPage
from app.project.recent_projects import picture_file
from app.window import window_layout
from sketchpose_engine.project.project import Project

MADE_AT = 1_000_000_000


def cards(one) -> list[QToolButton]:
    """Buttons of the start page that continue a project."""
    (page,) = one.program.window.findChildren(StartPage)
    buttons = page.findChildren(QToolButton)
    return [each for each in buttons if each.toolTip().startswith("Continue “")]


def test_several_projects_are_offered_with_their_pictures(user):
    one = user()
    one.opens(one.makes_image("a.tif"))
    first = one.program.project_controller.project.folder
    one.program.project_controller.add([one.makes_image("b.tif")], new=True)
    one.wait_until(lambda: one.scene is not None and one.scene.entry_id == "b")
    one.wait_until(lambda: all(picture_file(f).exists() for f in (first, first)))
    one.leaves()
    other = user()
    assert len(cards(other)) == 2
    assert all(not card.icon().isNull() for card in cards(other))
    assert [c for c in cards(other) if not c.icon().availableSizes()] == []
    cards(other)[1].click()
    other.wait_until(lambda: other.scene is not None)
    assert other.program.project_controller.project.folder == first


def started(user):
    one = user()
    one.wait_until(one.program.engine.isRunning)
    return one


def test_projects_with_similar_names_are_told_apart(user):
    one = started(user)
    folders = [
        one.folder / f"{parent}_nuclei_of_mouse_embryos_plate_{plate}"
        for parent, plate in (("first", 1), ("first", 2))
    ]
    for days, folder in enumerate(folders):
        Project.create(folder)
        os.utime(folder / "project.json", (MADE_AT + 86_400 * days,) * 2)
    one.program.preferences["recent_projects"] = [str(folder) for folder in folders]
    one.leaves()
    texts = [card.text().split("\n") for card in cards(started(user))]
    assert [name[-7:] for name, _ in texts] == ["plate_1", "plate_2"]
    assert texts[0][1] == written(MADE_AT)
    assert texts[1][1] == written(MADE_AT + 86_400)


@pytest.fixture
def of_one_folder(user):
    """Someone who has two projects of one folder and day, and one of another folder."""
    one = started(user)
    names = ("plate 2026-11-27", "plate 2026-11-27 (2)", "R&D 2026-11-27")
    folders = [one.folder / "projects" / name for name in names]
    for number, folder in enumerate(folders):
        image = one.makes_image(f"well_{number}.tif")
        Project.create(folder).add_images([image])
        os.utime(folder / "project.json", (MADE_AT + 86_400 * number,) * 2)
    one.program.preferences["recent_projects"] = [str(folder) for folder in folders]
    return one


def test_projects_of_one_folder_are_told_apart_by_their_first_image(of_one_folder, user):
    of_one_folder.leaves()
    assert [card.text().split("\n") for card in cards(started(user))] == [
        ["plate 2026-11-27", "well_0.tif", written(MADE_AT)],
        ["plate 2026-11-27 (2)", "well_1.tif", written(MADE_AT + 86_400)],
        ["R&D 2026-11-27", written(MADE_AT + 2 * 86_400)],
    ]


def test_so_are_those_of_other_days(user):
    one = started(user)
    folders = [one.folder / "projects" / f"plate 2026-11-{day}" for day in (27, 28)]
    for folder in folders:
        Project.create(folder).add_images([one.makes_image(f"{folder.name[-2:]}.tif")])
    one.program.preferences["recent_projects"] = [str(folder) for folder in folders]
    one.leaves()
    assert [card.text().split("\n")[1] for card in cards(started(user))] == ["27.tif", "28.tif"]


def test_as_many_projects_are_offered_as_there_is_room_for(user):
    one = started(user)
    folders = [one.folder / f"a quite long name of plate {number}" for number in range(9)]
    for folder in folders:
        Project.create(folder)
    one.program.preferences["recent_projects"] = [str(folder) for folder in folders]
    one.leaves()
    window = started(user).program.window

    def offered():
        QApplication.processEvents()
        page = window.findChild(StartPage)
        shown = [each for each in page._cards if each.isVisible()]
        assert all(each.mapTo(page, each.rect().bottomRight()).x() < page.width() for each in shown)
        return len(shown)

    window.resize(2000, 900)
    assert offered() == 8
    window.resize(1280, 720)
    assert offered() == 8
    window.resize(1120, 560)
    assert 4 <= offered() < 8


def test_the_start_page_is_scrolled_where_the_table_leaves_it_little_room(user):
    window = started(user).program.window
    window.resize(1280, 720)
    window.toggle_dock("cells")
    QApplication.processEvents()
    page = window.findChild(StartPage)
    assert page.height() < page.widget().height()
    buttons = [each for each in page.findChildren(QToolButton) if each.isVisible()]
    assert all(each.height() >= each.sizeHint().height() for each in buttons)


def test_in_the_menu_by_the_first_image_and_the_time_of_the_last_change(of_one_folder):
    menu = of_one_folder.program.window.recent
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == [
        f"plate 2026-11-27 – well_0.tif, {written(MADE_AT)}",
        f"plate 2026-11-27 (2) – well_1.tif, {written(MADE_AT + 86_400)}",
        "R&&D 2026-11-27",  # shown as R&D
    ]


def test_a_project_whose_manifest_is_damaged_keeps_its_name_alone(of_one_folder):
    (of_one_folder.folder / "projects" / "plate 2026-11-27" / "project.json").write_text("[]")
    menu = of_one_folder.program.window.recent
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == "plate 2026-11-27"


def test_the_whole_path_of_a_project_is_in_the_tip(user):
    one = user()
    one.opens(one.makes_image("a.tif"))
    folder = one.program.project_controller.project.folder
    one.leaves()
    (card,) = cards(started(user))
    assert str(folder) in card.toolTip()
    assert card.accessibleName() == f"Continue “{folder.name}”"


def written(made_at):
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(made_at), QLocale.FormatType.ShortFormat)


def test_the_picture_is_copied_as_it_is_shown(user):
    one = user()
    one.opens(one.makes_image(resolution=(2e4, 2e4), resolutionunit="CENTIMETER"))
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    one.presses("Ctrl+Shift+C")
    picture = QGuiApplication.clipboard().image()
    height, width = one.scene.shape
    scale = one.canvas.viewport.scale
    assert picture.width() == pytest.approx(width * scale, abs=2)
    assert picture.height() == pytest.approx(height * scale, abs=2)
    stroke = picture.pixelColor(round(35 * scale), round(30 * scale))
    assert stroke.blue() > stroke.red()
    bar = [picture.pixelColor(x, picture.height() - 28) for x in range(picture.width())]
    assert any(colour.lightness() > 250 for colour in bar)  # the scale bar


def test_what_is_zoomed_into_is_what_is_copied(user):
    one = user()
    one.opens(one.makes_image())
    for _ in range(6):
        one.presses("Ctrl++")
    before = one.canvas.viewport
    one.presses("Ctrl+Shift+C")
    picture = QGuiApplication.clipboard().image()
    assert (picture.height(), picture.width()) == before.size
    assert one.canvas.viewport == before


def test_a_picture_is_printed_without_being_stretched():
    from PySide6.QtCore import QSize

    from app.window.picture_output import _fitted

    place = _fitted(QSize(400, 200), QSize(1000, 1400))
    assert (place.x(), place.y(), place.width(), place.height()) == (0, 0, 1000, 500)
    place = _fitted(QSize(100, 400), QSize(1000, 1400))
    assert (place.x(), place.width(), place.height()) == (325, 350, 1400)


def test_f11_fills_the_screen_and_leaves_it_again(user):
    one = user()
    window, action = one.program.window, one.program.actions["full_screen"]
    assert action.shortcut().toString() == "F11"
    window.toggle_full_screen()
    assert window.isFullScreen()
    window.toggle_full_screen()
    assert not window.isFullScreen()


def dock(one, title: str) -> QDockWidget:
    docks = one.program.window.findChildren(QDockWidget)
    (found,) = [each for each in docks if each.windowTitle() == title]
    return found


def starts(user):
    """Someone whose program has started altogether."""
    one = user()
    one.wait_until(one.program.engine.isRunning)
    return one


def test_panels_are_remembered_for_each_arrangement_of_screens(user, monkeypatch):
    one = starts(user)
    dock(one, "Images").hide()
    one.leaves()
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(window_layout, "screens", lambda: "3000x2000")
        other = starts(user)
        assert not dock(other, "Images").isHidden()
        other.leaves()
    again = starts(user)
    assert dock(again, "Images").isHidden()


@pytest.mark.parametrize("damaged", ["", "[]", "{", json.dumps({"a": 1}), json.dumps({"a": [1]})])
def test_a_damaged_layout_is_not_used(user, damaged):
    one = user()
    one.program.preferences["layouts"] = damaged + ""
    one.program.window._layout.restore()
    assert one.program.window.isVisible()


def test_a_zoom_is_chosen_in_the_status_bar(user):
    one = user()
    one.opens(one.makes_image())
    button = one.program.window.status._zoom
    one.wait_until(button.isVisible)
    (wanted,) = [each for each in button.menu().actions() if each.text() == "300 %"]
    wanted.trigger()
    assert one.canvas.viewport.scale == pytest.approx(3)
    one.wait_until(lambda: button.text() == "300 %")


def test_long_names_have_two_lines_in_the_list(user):
    from PySide6.QtWidgets import QListWidget

    one = user()
    one.opens(one.makes_image("2026-03-14_plate7_well_B05_site_3_DAPI.tif"))
    images = one.program.window.findChild(QListWidget, "images")
    assert images.wordWrap()
    assert "\u200b" in images.item(0).text()
    assert "2026-03-14_plate7_well_B05_site_3_DAPI.tif" in images.item(0).toolTip()


def test_an_image_is_shown_in_its_folder(user, monkeypatch):
    from app import program

    shown = []
    monkeypatch.setattr(program, "reveal", shown.append)
    one = user()
    path = one.makes_image()
    one.opens(path)
    one.program.actions["reveal"].trigger()
    one.program.bus.project.image_revealed.emit("cells")
    QApplication.processEvents()
    assert shown == [path, path]
