"""Tasks that take long: each has its own bar, and its own button."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.core.tasks import Task
from app.panels.task import TaskLine, TaskStrip


@pytest.fixture
def strip(bus, qtbot):
    widget = TaskStrip(bus)
    qtbot.addWidget(widget)
    return widget


def lines(strip):
    """What each line says."""
    shown = [line for line in strip.findChildren(TaskLine) if not line.isHidden()]
    return [line.findChild(QLabel).text() for line in shown]


def cancel(strip, number):
    shown = [line for line in strip.findChildren(TaskLine) if not line.isHidden()]
    button = shown[number].findChild(QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    return button


def test_each_task_has_a_line_and_the_end_of_one_leaves_the_others(bus, strip):
    packing, export_sources = Task(bus), Task(bus)
    packing.show("Packing", 0.1)
    export_sources.show("Exporting", 0.5)
    assert lines(strip) == ["Packing", "Exporting"]
    export_sources.end()
    assert lines(strip) == ["Packing"]
    assert strip.isVisible()
    packing.end()
    assert lines(strip) == []
    assert not strip.isVisible()


def test_cancel_stops_one_task_and_no_other(bus, strip):
    stopped = []
    tasks = [Task(bus, lambda name=name: stopped.append(name)) for name in "ab"]
    for task in tasks:
        task.show("Working", -1.0)
    button = cancel(strip, 1)
    assert stopped == ["b"]
    assert [task.stopped for task in tasks] == [False, True]
    assert not button.isEnabled()


def test_a_stopped_task_closes_its_work_between_two_steps(bus):
    task, done, closed = Task(bus), [], []

    def steps():
        try:
            for number in range(5):
                done.append(number)
                yield number / 5
        finally:
            closed.append(True)

    def stop_at_third(progress):
        if progress.task is task and progress.part == 0.4:
            progress.task.stop()

    bus.notices.task_changed.connect(stop_at_third)
    assert not task.follow("Working", steps())
    assert (done, closed) == ([0, 1, 2], [True])
    assert Task(bus).follow("Working", iter([0.4, 1.0]))  # another one is not stopped


def test_a_task_that_is_stopped_before_it_begins_does_nothing(bus):
    task, done = Task(bus), []
    task.stop()
    assert not task.follow("Working", (done.append(1) or 1.0 for _ in range(3)))
    assert not done


def test_an_export_goes_on_when_the_segmentation_is_cancelled(user, tmp_path, monkeypatch):
    from PySide6.QtGui import QDesktopServices

    from app.project import export_options, export_sources

    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    one = user()
    one.opens(*(one.makes_image(name) for name in ("a.tif", "b.tif")))
    one.session.hold_after = 1
    one.program.segmentation.begin(go_on=False)
    one.wait_until(lambda: one.session.held)
    strip = one.program.window.findChild(TaskStrip)
    choice = export_options.Choice(tmp_path / "out", ("masks", "overlay", "counts"))
    shown = export_sources.taken(one.scene)
    one.program.exporter.export(one.program.project_controller.project, shown, choice, None)
    cancel(strip, 0)
    one.wait_until(lambda: any("Exported" in note for note in one.notes))
    assert len(list((tmp_path / "out").iterdir())) == 3
    one.wait_until(lambda: not one.program.segmentation.running)
