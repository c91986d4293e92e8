"""A question about a place in the image, with its answers as buttons beside that place."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.canvas.image_view import ImageView
from app.core.bus import Bus
from app.core.payloads import Answered
from app.core.translation import tr
from app.state.questions import MEANING, Answer, Question
from app.ui.card import Card

GAP_PX = 14  # between the place and the card
EDGE_PX = 8  # between the card and the edge of the canvas
WIDTH_PX = 330


class QuestionCard(Card):
    """Asks until it is answered, put off, or void.

    It has the keyboard focus when it opens: Tab leads to the answers, Escape puts it off. All
    other keys are those of the canvas.

    Parameters
    ----------
    canvas
        On which it is.
    view
        Where the place is on the screen.
    bus
        Source of questions, receiver of answers.
    """

    def __init__(self, canvas: QWidget, view: ImageView, bus: Bus) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._view = view
        self._bus = bus
        self.question: Question | None = None
        self.setObjectName("question")
        self._sentence = QLabel(wordWrap=True)
        self._answers = QHBoxLayout()
        self._answers.setSpacing(6)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 9, 12, 10)
        layout.addWidget(self._sentence)
        layout.addLayout(self._answers)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        view.moved.connect(self._place)
        bus.view.question_shown.connect(self._ask)
        bus.view.question_closed.connect(self._void)
        bus.frame.opened.connect(lambda scene: self._end())
        bus.frame.closed.connect(self._end)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the question off with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._put_off()
        else:
            super().keyPressEvent(event)

    def _ask(self, question: Question) -> None:
        self.question = question
        text = question.sentence
        if question.is_of_drawn:  # no button draws all that may be needed
            text = f"{text} {question.hint}"
        self._sentence.setText(text)
        self.setAccessibleName(text)
        buttons: list[QWidget] = [self]
        while (item := self._answers.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for answer in question.answers:
            chosen = partial(self._answer, answer)
            buttons.append(self._added(question.text_of(answer), tr(MEANING[answer]), chosen))
        later = tr("Close for now; press G to be asked again  (Esc)")
        buttons.append(self._added(tr("Later"), later, self._put_off))
        for before, after in pairwise(buttons):
            self.setTabOrder(before, after)
        self._show()

    def _show(self) -> None:
        """Show all of the answers: in some languages they are wider than usual."""
        self.show()
        self.setFixedWidth(max(WIDTH_PX, self._needed_width()))
        self.adjustSize()
        self.raise_()
        self._place()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _needed_width(self) -> int:
        margins = self.contentsMargins() + self._layout.contentsMargins()
        return self._answers.sizeHint().width() + margins.left() + margins.right()

    def _added(self, text: str, tip: str, clicked: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.clicked.connect(lambda: clicked())
        self._answers.addWidget(button)
        return button

    def _answer(self, answer: Answer) -> None:
        question = self.question
        self._end()
        if question is not None:
            self._bus.view.question_answered.emit(Answered(question, answer))

    def _put_off(self) -> None:
        question = self.question
        self._end()
        if question is not None:
            self._bus.view.question_closed.emit(question)

    def _void(self, question: Question) -> None:
        if question == self.question:
            self._end()

    def _end(self) -> None:
        focused = self._canvas.window().focusWidget()
        had_focus = focused is not None and (focused is self or self.isAncestorOf(focused))
        self.question = None
        self.hide()
        if had_focus:
            self._canvas.setFocus()

    def _place(self) -> None:
        """Stay below the place; where there is no room, above it, to its right or to its left."""
        if self.question is None:
            return
        seen = self._view.on_screen(self.question.box)
        room = self._canvas.rect().adjusted(EDGE_PX, EDGE_PX, -EDGE_PX, -EDGE_PX)
        card = QRect(QPoint(seen.center().x() - self.width() // 2, 0), self.size())
        card.moveTop(seen.bottom() + GAP_PX)
        if card.bottom() > room.bottom():
            card.moveBottom(seen.top() - GAP_PX)
        if card.top() < room.top():
            card.moveTop(seen.center().y() - card.height() // 2)
            card.moveLeft(seen.right() + GAP_PX)
            if card.right() > room.right():
                card.moveRight(seen.left() - GAP_PX)
        card.moveLeft(min(max(card.left(), room.left()), room.right() - card.width()))
        card.moveTop(min(max(card.top(), room.top()), room.bottom() - card.height()))
        self.move(card.topLeft())
