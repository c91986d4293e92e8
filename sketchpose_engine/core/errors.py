"""Errors that are the user's to mend."""


class InputError(ValueError):
    """Input that cannot be used: the message says what is wrong, with which file, and what to do.

    The command line prints the message as it is and exits with 2; the app shows it in one line.
    """

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class DiskError(InputError):
    """What the system refuses to write: the disk is full or gone, the folder is read-only."""


def printable(text: str) -> str:
    """Make text one line that any terminal can show: names of files may hold anything."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
