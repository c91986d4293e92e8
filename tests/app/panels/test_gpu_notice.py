"""A graphics card that lies idle: told once, quietly, and how to use it in the help."""

from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from app.panels.gpu_notice import CardNotice
from app.state.engine_thread import EngineThread
from app.ui.icons import Icons
from sketchpose_engine.live.messages import UnusedGpu
from tests.app.helpers.user import User


def notice_of(user: User) -> CardNotice:
    return user.program.window.findChild(CardNotice)


def engine_tells(user: User) -> None:
    user.program.engine._publish(UnusedGpu())


def test_nothing_is_said_without_such_a_card(user):
    assert not notice_of(user()).isVisible()


def test_it_is_told_beside_what_it_computes_on_and_can_be_closed(user):
    someone = user()
    engine_tells(someone)
    notice = notice_of(someone)
    assert notice.isVisible()
    assert "A GPU edition of Sketchpose exists" in notice.findChild(QLabel).text()
    notice.findChild(QToolButton).click()
    assert not notice.isVisible()


def test_it_is_told_once(bus, preferences, qtbot):
    for told in (True, False):
        notice = CardNotice(bus, preferences, Icons())
        qtbot.addWidget(notice)
        bus.engine.gpu_unused.emit(UnusedGpu())
        assert notice.isVisible() is told
        notice.close()
        bus.engine.gpu_unused.disconnect()


def test_both_ways_are_explained(user):
    someone = user()
    engine_tells(someone)
    notice_of(someone).findChild(QPushButton).click()
    (sheet,) = [w for w in someone.program.window.children() if w.inherits("QDialog")]
    assert sheet.windowTitle() == "Graphics card"
    text = sheet.findChild(QLabel).text()
    assert "releases" in text
    assert "pip install" in text
    sheet.reject()


def test_the_help_tells_it_at_any_time(user):
    someone = user()
    someone.program.actions["graphics_card"].trigger()
    (sheet,) = [w for w in someone.program.window.children() if w.inherits("QDialog")]
    assert sheet.windowTitle() == "Graphics card"
    sheet.reject()


def test_the_engine_thread_passes_it_on(bus, qtbot):
    thread = EngineThread(bus)
    with qtbot.waitSignal(bus.engine.gpu_unused):
        thread._publish(UnusedGpu())
