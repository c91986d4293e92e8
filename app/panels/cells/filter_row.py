"""Limits of one column: typed, or set by a slider.

Limits in pixels are shown in micrometres where the size of a pixel is known, as in the table. Those
that are set there are limits in micrometres: they mean the same in images of another pixel size.
"""

from math import floor, isfinite, log10

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QToolButton, QWidget

from app.core.numbers import DIGITS, significant
from app.core.translation import tr
from app.panels.cells.columns import channels_of, meaning_of, shown_unit, title_of, written
from app.ui.field_keys import FieldKeys
from app.ui.icons import Icons
from app.ui.range_slider import RangeSlider
from sketchpose_engine.results.filters import Filter, Table

FIELD_PX = 62
EXACT_DIGITS = 10  # of a limit
STOPS = 100  # of the slider, at least: values in between are rounded to handy numbers


class FilterRow(QWidget):
    """One filter.

    Parameters
    ----------
    chosen
        What it is at first.
    icons
        For the button that takes it away.

    Attributes
    ----------
    column
        That it limits.
    shown_column
        The same measurement in the unit of the table for people.
    """

    changed = Signal()
    removed = Signal()

    def __init__(self, chosen: Filter, icons: Icons) -> None:
        super().__init__()
        self.column = self.shown_column = chosen.column
        self._low, self._high = chosen.low, chosen.high  # as they are shown
        self._stored = chosen
        self._factor = 1.0  # from values of the column to those that are shown
        self._ends = (0.0, 1.0)
        self._whole = False
        self._name = QLabel()
        self._fields = (
            _field(tr("from"), tr("Cells count from this value; empty: no limit")),
            _field(tr("to"), tr("Cells count to this value; empty: no limit")),
        )
        self._slider = RangeSlider(0, 1, 0, 1, tr("From {low} to {high}"), "")
        self._remove = remove = QToolButton(autoRaise=True)
        remove.setToolTip(tr("Remove this filter"))
        remove.setIconSize(QSize(14, 14))
        icons.set_icon(remove, "x")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(1)
        grid.addWidget(self._name, 0, 0, 1, 2)
        grid.addWidget(remove, 0, 2, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._fields[0], 1, 0)
        grid.addWidget(self._slider, 1, 1)
        grid.addWidget(self._fields[1], 1, 2)
        grid.setColumnStretch(1, 1)
        remove.clicked.connect(self.removed)
        self._slider.moved.connect(self._slide)
        for field in self._fields:
            field.editingFinished.connect(self._type)
        self._show_name(2)
        self._show()

    @property
    def filter(self) -> Filter:
        """What it is now."""
        return self._stored

    def edit_lower_limit(self) -> None:
        """Let the lower limit be typed."""
        self._fields[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._fields[0].selectAll()

    def show_table(self, table: Table) -> None:
        """Let the slider reach over all values of a table."""
        if self._slider.is_held or not table:
            return
        there = self.column in table
        self.setToolTip(
            "" if there else tr("This image has no such measurement: it leaves out nothing")
        )
        for widget in (*self._fields, self._slider):
            widget.setEnabled(there)
        if not there:
            return
        self._take_unit(*shown_unit(self.column, table))
        self._show_name(channels_of(table))
        values = table[self.shown_column]
        self._whole = values.dtype.kind in "biu"
        known = values[np.isfinite(values.astype(float))]
        if len(known):
            lowest, highest = float(known.min()), float(known.max())
            if highest <= lowest:
                lowest, highest = lowest - 0.5, highest + 0.5
            step = self._step(lowest, highest)
            # Round ends, or the outermost cells could not be reached with round limits.
            self._ends = floor(lowest / step) * step, -floor(-highest / step) * step
            self._slider.set_ends(*self._ends)
        self._show()

    def _take_unit(self, column: str, factor: float) -> None:
        """Convert the limits into another unit of the same measurement."""
        if (column, factor) == (self.shown_column, self._factor):
            return
        self.shown_column, self._factor = column, factor
        low, high = self._stored.low, self._stored.high
        self._low = None if low is None else low * factor
        self._high = None if high is None else high * factor
        for field in self._fields:
            field.setModified(False)  # what was being typed was meant in the other unit

    def _show_name(self, channels: int) -> None:
        name = title_of(self.shown_column, channels)
        self._name.setText(name)
        self._name.setToolTip(meaning_of(self.shown_column))
        self._slider.setAccessibleName(name)
        self._remove.setAccessibleName(tr("Remove the filter {column}", column=name))

    def _step(self, lowest: float, highest: float) -> float:
        step = 10.0 ** floor(log10((highest - lowest) / STOPS))
        return max(step, 1.0) if self._whole else step

    def _slide(self, low: float, high: float) -> None:
        """Take a limit from a knob; the end of the groove means no limit."""
        (lowest, highest), step = self._ends, self._step(*self._ends)
        before_low, before_high = self._knobs()
        if low != before_low:
            self._low = None if low <= lowest else _rounded(low, step)
        if high != before_high:
            self._high = None if high >= highest else _rounded(high, step)
        self._settle()
        self._store()

    def _type(self) -> None:
        """Take a limit from a field; empty or not a number means no limit."""
        before = self._low, self._high
        low, high = (
            limit if field.text() == self._text_of(limit) else _number(field.text())
            for field, limit in zip(self._fields, before, strict=True)
        )
        if low is not None and high is not None and low > high:
            low, high = high, low
        self._low, self._high = low, high
        self._settle()
        if (low, high) != before:
            self._store()

    def _store(self) -> None:
        """Keep the limits, in the unit that they are shown in."""
        self.column, self._factor = self.shown_column, 1.0
        low, high = (
            None if limit is None else float(f"{limit:.{EXACT_DIGITS}g}")
            for limit in (self._low, self._high)
        )
        self._stored = Filter(self.column, low, high)
        self.changed.emit()

    def _text_of(self, limit: float | None) -> str:
        digits = EXACT_DIGITS if self.shown_column == self.column else DIGITS
        return "" if limit is None else significant(limit, digits)

    def _settle(self) -> None:
        """Stop waiting for further typing."""
        for field in self._fields:
            field.setModified(False)
        self._show()

    def _knobs(self) -> tuple[float, float]:
        """Where they are: at the ends where there is no limit."""
        low = self._ends[0] if self._low is None else self._low
        return low, self._ends[1] if self._high is None else self._high

    def _show(self) -> None:
        self._slider.set_values(*self._knobs())
        limits = zip(self._fields, (self._low, self._high), self._ends, strict=True)
        for field, value, end in limits:
            field.setPlaceholderText(written(_plain(end)))
            if not field.isModified():  # or it would be overwritten while something is typed
                field.setText(self._text_of(value))


def _field(name: str, tip: str) -> QLineEdit:
    field = QLineEdit()
    field.setToolTip(tip)
    field.setAccessibleName(name)
    FieldKeys(field)
    field.setFixedWidth(FIELD_PX)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    return field


def _number(text: str) -> float | None:
    """What was typed, with a point or a comma; None: no number."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if isfinite(number) else None


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _rounded(value: float, step: float) -> float:
    """The nearest multiple of a power of ten, without the noise of its digits."""
    return float(f"{round(value / step) * step:.{EXACT_DIGITS}g}")
