"""Letters that choose an entry of a menu by keyboard."""

from collections.abc import Sequence


def with_mnemonics(texts: Sequence[str]) -> list[str]:
    """Mark a letter in each text with "&", as Qt does; no two texts get the same one.

    First letters of words come before others. A text for which no letter is left stays as it is.
    """
    taken: set[str] = set()
    marked = []
    for text in texts:
        place = next((at for at in _places(text) if text[at].lower() not in taken), None)
        if place is None:
            marked.append(text)
        else:
            taken.add(text[place].lower())
            marked.append(f"{text[:place]}&{text[place:]}")
    return marked


def _places(text: str) -> list[int]:
    """Where letters are: those that begin a word first."""
    letters = [at for at, letter in enumerate(text) if letter.isalnum()]
    begins = [at for at in letters if at == 0 or not text[at - 1].isalnum()]
    return [*begins, *(at for at in letters if at not in begins)]
