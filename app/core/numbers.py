"""Numbers and times on the screen, as the user's language writes them; files have a point."""

import math
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QDateTime, QLocale

DIGITS = 4  # significant ones
MOST_DECIMALS = 6


def fixed(value: float, decimals: int) -> str:
    """Write a number with so many decimals."""
    return _locale().toString(float(value), "f", decimals)


def significant(value: float, digits: int = DIGITS) -> str:
    """Write a number with so many significant digits, without trailing zeros; large ones whole."""
    if value == 0 or not math.isfinite(value):
        return fixed(value, 0)
    decimals = min(max(digits - 1 - math.floor(math.log10(abs(value))), 0), MOST_DECIMALS)
    text = f"{value:.{decimals}f}"
    used = len(text.rstrip("0").partition(".")[2]) if "." in text else 0
    return fixed(value, used)


def decimals_of(values: NDArray[np.floating]) -> int:
    """Choose decimals for a column of numbers: the same for all, so that they align."""
    known = np.abs(values[np.isfinite(values) & (values != 0)])
    if not known.size:
        return 0
    decimals = DIGITS - 1 - math.floor(math.log10(float(np.median(known))))
    return min(max(decimals, 0), MOST_DECIMALS)


def shown_count(cells: int, *, is_guess: bool) -> int:
    """Return the number of cells to show: that of a first guess is rounded to two digits."""
    if not is_guess:
        return cells
    step = 10 ** max(len(str(cells)) - 2, 0)
    return int(cells / step + 0.5) * step


def clock_time(moment: datetime) -> str:
    """Write a time of the day, to the second."""
    return f"{moment:%H:%M:%S}"


def date(seconds: float) -> str:
    """Write the date of a time in seconds since 1970, as the language does."""
    day = QDateTime.fromSecsSinceEpoch(int(seconds)).date()
    return QLocale().toString(day, QLocale.FormatType.ShortFormat)


def date_and_time(seconds: float) -> str:
    """Write a time in seconds since 1970 with its date, as the language does."""
    moment = QDateTime.fromSecsSinceEpoch(int(seconds))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def _locale() -> QLocale:
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return locale
