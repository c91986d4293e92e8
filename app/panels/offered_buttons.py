"""What can be done about a message or advice, as buttons."""

from functools import partial

from app.core.bus import Bus
from app.core.payloads import Answered, Message, MessageButton
from app.core.translation import tr
from app.state.advice import Advice
from app.state.questions import MEANING, Question
from app.ui.action_table import ROWS

Sentence = Message | Advice | str  # a note is a str


def buttons_of(sentence: Sentence, bus: Bus, *, with_answers: bool) -> tuple[MessageButton, ...]:
    """Return the buttons that belong to a sentence.

    Parameters
    ----------
    sentence
        What is shown.
    bus
        Receiver of what the buttons of advice ask for.
    with_answers
        Whether a question can be answered here; otherwise its place is shown first.
    """
    if isinstance(sentence, Message):
        return sentence.buttons
    if isinstance(sentence, str):
        return ()
    if sentence.button is not None:
        return (sentence.button,)
    if (question := sentence.question) is not None:
        show = MessageButton(tr("Show me"), lambda: bus.view.question_shown.emit(question))
        return (*(_answers_to(question, bus) if with_answers else ()), show)
    action = sentence.action
    if action is None:
        return ()
    text = tr("Use this tool") if ROWS[action].tool else tr("Do it")
    return (MessageButton(text, lambda: bus.view.action_requested.emit(action)),)


def _answers_to(question: Question, bus: Bus) -> tuple[MessageButton, ...]:
    return tuple(
        MessageButton(
            question.text_of(answer),
            partial(bus.view.question_answered.emit, Answered(question, answer)),
            tr(MEANING[answer]),
        )
        for answer in question.answers
    )


def texts_of(buttons: tuple[MessageButton, ...]) -> list[str]:
    """Return what is written on the buttons."""
    return [button.text for button in buttons]


def is_same(one: Sentence, other: Sentence) -> bool:
    """Whether a click on what is offered with two sentences means the same."""
    if isinstance(one, Message) and isinstance(other, Message):
        return one.key == other.key and texts_of(one.buttons) == texts_of(other.buttons)
    if isinstance(one, Advice) and isinstance(other, Advice):
        same = one.rule == other.rule and one.action == other.action
        return same and one.question == other.question
    return one == other
