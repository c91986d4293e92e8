"""Names that are not taken yet."""

from collections.abc import Callable
from itertools import count


def unique_name(
    name: str, is_taken: Callable[[str], bool], numbered: str = "{name}_{number}"
) -> str:
    """Return a name, or the first of its numbered variants, from 2, that is not taken.

    Parameters
    ----------
    name
        Preferred name.
    is_taken
        Function that returns whether a name is in use.
    numbered
        Format of the variants.
    """
    if not is_taken(name):
        return name
    variants = (numbered.format(name=name, number=number) for number in count(2))
    return next(variant for variant in variants if not is_taken(variant))
