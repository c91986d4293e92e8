"""Errors that are the user's to mend."""


class InputError(ValueError):
    """Input that cannot be used: the message says what is wrong, with which file, and what to do.

    The command line prints the message as it is and exits with 2; the app shows it in one line.
    """
