"""The strip below the picture: all messages, one at a time, each with what can be done about it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from app.core.bus import Bus
from app.core.payloads import Message, MessageButton
from app.core.translation import tr
from app.panels.click_guard import ClickGuard
from app.panels.dragged_files import DraggedFiles
from app.panels.offered_buttons import Sentence, buttons_of, is_same, texts_of
from app.state.advice import Advice
from app.state.questions import Question
from app.ui.icons import Icons
from sketchpose_engine.core.box import Box

NOTE_MS, CHARACTER_MS = 3000, 50  # a note is shown for so long, and longer for each character
ADVICE, MESSAGE = "bulb", "info-circle"  # icons


class MessageStrip(QFrame):
    """A note for a short time, else the newest message, else advice.

    A question about a place that is in view has its answers as buttons. While the pointer is over
    the strip, what it shows stays, or a click would go to another button than intended; the
    buttons of what is no longer true are disabled.

    Parameters
    ----------
    bus, icons
        The program's.
    dismiss
        Called when advice is closed.
    """

    def __init__(self, bus: Bus, icons: Icons, dismiss: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("advice")
        self._bus = bus
        self._icons = icons
        self._dismiss = dismiss
        self._note = ""
        self._messages: dict[str, Message] = {}  # by key, the newest last
        self._advice: Advice | None = None
        self._shown: Sentence | None = None
        self._is_void = False  # what is shown is no longer true, but stays under the pointer
        self._is_at_once = False  # something else may be shown even under the pointer
        self._view: Box | None = None  # part of the image in the viewport
        self._on_card: Question | None = None  # its answers are on the picture
        self._picture = QLabel()
        self._sentence = QLabel(wordWrap=True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._offered: tuple[MessageButton, ...] = ()
        self._buttons: list[QPushButton] = []
        self._close = QToolButton(autoRaise=True)
        icons.set_icon(self._close, "x")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 4, 6, 4)
        self._row.addWidget(self._picture)
        self._row.addWidget(self._sentence, 1)
        self._files = DraggedFiles(bus, icons)
        self._row.addWidget(self._files)
        self._row.addWidget(self._close)
        self._guard = ClickGuard(self)
        self._guard.watch(self._close)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._end_note)
        self._close.clicked.connect(self._close_shown)
        bus.view.theme_changed.connect(lambda dark: self._draw_picture())
        bus.notices.noted.connect(self._take_note)
        bus.notices.note_ended.connect(self._end_note)
        bus.notices.message_shown.connect(self._take_message)
        bus.notices.message_ended.connect(self._end_message)
        bus.notices.advised.connect(self._take_advice)
        bus.canvas.view_changed.connect(self._note_view)
        bus.view.question_shown.connect(self._note_card)
        bus.view.question_closed.connect(self._note_closed)
        bus.project.switching.connect(self._end_all)
        bus.frame.opened.connect(lambda scene: self._end_those_of_frame())
        bus.frame.closed.connect(self._end_those_of_frame)
        self.setMinimumHeight(40)
        room = self.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # or the picture would jump under the brush
        self.setSizePolicy(room)
        self.hide()

    def _take_note(self, sentence: str) -> None:
        self._note = sentence
        self._show()
        if self._shown == sentence:
            self._time_note()  # or once it is shown

    def _time_note(self) -> None:
        self._timer.start(NOTE_MS + CHARACTER_MS * len(self._note))

    def _end_note(self) -> None:
        self._note = ""
        self._show()

    def _take_message(self, message: Message) -> None:
        known = self._messages.get(message.key)
        if known is None or texts_of(known.buttons) != texts_of(message.buttons):
            self._messages.pop(message.key, None)
            self._note = ""
        self._messages[message.key] = message  # another number in the same sentence: in its place
        self._show()

    def _end_message(self, key: str) -> None:
        if self._messages.pop(key, None) is not None:
            self._show()

    def _end_all(self) -> None:
        """Show nothing of the project that is closed."""
        self._messages.clear()
        self._note = ""
        with self._at_once():
            self._show()

    def _end_those_of_frame(self) -> None:
        self._messages = {key: m for key, m in self._messages.items() if not m.of_frame}
        self._show()

    def _take_advice(self, advice: Advice | None) -> None:
        self._advice = advice
        self._show()

    def _show(self) -> None:
        """Show what is most urgent; what is shown already, or under the pointer, stays as it is."""
        if self._shown is not None and self.underMouse() and not self._is_at_once:
            self._update_shown()
            return
        wanted = self._note or self._first_message() or self._advice
        self.setVisible(wanted is not None)
        if wanted == self._shown and not self._is_void:
            return
        before, self._shown, self._is_void = self._shown, wanted, False
        self._bus.notices.advice_shown.emit(wanted if isinstance(wanted, Advice) else None)
        if wanted is None:
            self._sentence.clear()
            return
        if before is not None and not is_same(before, wanted):
            self._guard.start()
        if isinstance(wanted, str):
            self._time_note()
        self._fill(wanted)

    def _fill(self, wanted: Sentence) -> None:
        """Put the sentence and its buttons into the strip."""
        self._sentence.setText(wanted if isinstance(wanted, str) else wanted.sentence)
        self._close.setVisible(not isinstance(wanted, str))
        advice = isinstance(wanted, Advice)
        self._close.setToolTip(tr("Do not say this again") if advice else tr("Close"))
        self._close.setAccessibleName(self._close.toolTip())
        self._files.offer(wanted.files if isinstance(wanted, Message) else ())
        self._draw_picture()
        self._offer(wanted)
        self._enable(True)

    def _update_shown(self) -> None:
        """Show what is under the pointer as it is now, or disable its buttons."""
        shown = self._shown
        present: Sentence | None = shown
        if isinstance(shown, Message):
            present = self._messages.get(shown.key)
        elif isinstance(shown, Advice):
            present = self._advice
        if self._is_void or shown is None or present is None or not is_same(shown, present):
            self._is_void = True
            self._enable(False)
            self._bus.notices.advice_shown.emit(None)
        elif present != shown:
            self._shown = present
            self._fill(present)

    def leaveEvent(self, event: QEvent) -> None:
        """Show what has come while the pointer was over the strip."""
        super().leaveEvent(event)
        self._show()
        self._offer_answers()

    def _note_view(self, box: Box) -> None:
        self._view = box
        self._offer_answers()

    def _note_card(self, question: Question | None) -> None:
        self._on_card = question
        self._offer_answers()

    def _note_closed(self, question: Question) -> None:
        if question == self._on_card:
            self._note_card(None)

    def _offer_answers(self) -> None:
        """Offer the answers to the question that is shown, or no longer."""
        is_held = self.underMouse() and not self._is_at_once
        if isinstance(self._shown, Advice) and self._shown.question is not None and not is_held:
            self._offer(self._shown)

    def _offer(self, wanted: Sentence) -> None:
        here = isinstance(wanted, Advice) and self._can_answer(wanted.question)
        before = self._offered
        self._offered = buttons_of(wanted, self._bus, with_answers=here)
        if texts_of(before) != texts_of(self._offered):  # or a click might be lost
            self._replace_buttons()

    def _first_message(self) -> Message | None:
        """Return an answer that is the newest message, else an urgent one, else the newest."""
        newest_first = list(reversed(self._messages.values()))
        if newest_first and newest_first[0].is_answer:
            return newest_first[0]
        return max(newest_first, key=lambda message: message.is_urgent, default=None)

    def _can_answer(self, question: Question | None) -> bool:
        """Whether the place of a question is in view, and its answers are not on the picture."""
        if question is None or self._view is None or question == self._on_card:
            return False
        return self._view.intersection(question.box) == question.box

    def _replace_buttons(self) -> None:
        for old in self._buttons:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = [self._made(number) for number in range(len(self._offered))]
        place = self._row.indexOf(self._close)
        for number, button in enumerate(self._buttons):
            self._row.insertWidget(place + number, button)
            button.show()
        order: list[QWidget] = [*self._buttons, self._close]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _enable(self, on: bool) -> None:
        for each in (*self._buttons, self._files):
            each.setEnabled(on)

    def _made(self, number: int) -> QPushButton:
        made = QPushButton(self._offered[number].text)
        made.setToolTip(self._offered[number].tip)
        self._guard.watch(made)
        made.clicked.connect(lambda: self._press(self._offered[number]))
        return made

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """Show something else even under the pointer: the user's own click has led to it."""
        self._is_at_once = True
        try:
            yield
        finally:
            self._is_at_once = False

    def _press(self, button: MessageButton) -> None:
        with self._at_once():
            if isinstance(self._shown, Message):
                self._end_message(self._shown.key)
            button.action()

    def _close_shown(self) -> None:
        shown = self._shown
        with self._at_once():
            if self._is_void:
                self._show()
            elif isinstance(shown, Advice):
                self._dismiss()
            elif isinstance(shown, Message):
                self._end_message(shown.key)
                if shown.closed is not None:
                    shown.closed()

    def _draw_picture(self) -> None:
        name = ADVICE if isinstance(self._shown, Advice) else MESSAGE
        self._picture.setPixmap(self._icons.icon(name).pixmap(18, 18))
        self._files.update_colours()
