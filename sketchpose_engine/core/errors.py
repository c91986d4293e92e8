"""Errors that users can correct."""

from typing import Self


class Phrase(str):
    """English text that the window translates: a message, or a part of one.

    Parameters
    ----------
    message
        With named fields such as `{file}`.
    **fields
        Values of the fields: a `Phrase` is translated, too, all others stay as they are.
    """

    message: str
    fields: dict[str, object]

    def __new__(cls, message: str, /, **fields: object) -> Self:
        """Fill in the fields."""
        made = super().__new__(cls, message.format(**fields) if fields else message)
        made.message = message
        made.fields = fields
        return made


class InputError(ValueError):
    """Unusable input: the message states what is wrong, with which file, and what to do.

    The command line prints the message and exits with 2; the app shows it in one line, in the
    language of the window.

    Parameters
    ----------
    message
        In English, with named fields such as `{file}`.
    **fields
        Values of the fields.
    """

    def __init__(self, message: str, /, **fields: object) -> None:
        super().__init__(printable(message.format(**fields) if fields else message))
        self.message = message
        self.fields = fields


class DiskError(InputError):
    """Refusal of the system to write: the disk is full or disconnected, the folder is read-only."""


def printable(text: str) -> str:
    """Replace unprintable characters, so that text fits one line of any terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
