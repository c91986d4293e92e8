"""Errors that users can correct."""


class InputError(ValueError):
    """Unusable input: the message states what is wrong, with which file, and what to do.

    The command line prints the message and exits with 2; the app shows it in one line.
    """

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class DiskError(InputError):
    """Refusal of the system to write: the disk is full or disconnected, the folder is read-only."""


def printable(text: str) -> str:
    """Replace unprintable characters, so that text fits one line of any terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
