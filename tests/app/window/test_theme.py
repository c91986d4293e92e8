"""What can be used looks different from what cannot, in light and dark."""

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QWidget

from sketchpose_engine.masks.palette import LUMINANCE

every_theme = pytest.mark.parametrize("theme", ["light", "dark"])


def look(user, *, enabled: bool) -> np.ndarray:
    """Luminance (H, W), 0 to 1, of a box with a list."""
    box = QComboBox(user.program.window)
    box.addItem("frames in time")
    box.setEnabled(enabled)
    box.resize(160, 26)
    image = box.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    box.deleteLater()
    return rows[:, : 3 * image.width()].reshape(image.height(), -1, 3) / 255 @ LUMINANCE


def contrast(luminance: np.ndarray) -> float:
    """Of the text against what is behind it, (a part of the box without frame and arrow)."""
    inside = luminance[4:-4, 6:-24]
    ground = np.median(inside)
    return float(np.abs(inside - ground).max())


@every_theme
def test_a_list_that_can_be_opened_has_clear_text_and_an_arrow(user, theme):
    one = user()
    one.program.preferences["theme"] = theme
    can, cannot = look(one, enabled=True), look(one, enabled=False)
    assert contrast(can) > 0.6
    assert contrast(cannot) < 0.75 * contrast(can)
    arrow, no_arrow = can[4:-4, -20:-4], cannot[4:-4, -20:-4]
    assert np.ptp(arrow) > 0.5
    assert np.ptp(no_arrow) < 0.05


def test_in_the_dark_it_lies_higher_than_the_window_like_a_button(user):
    one = user()
    one.program.preferences["theme"] = "dark"
    can, cannot = look(one, enabled=True), look(one, enabled=False)
    assert np.median(can) > np.median(cannot) + 0.05


def test_tooltips_look_the_same_everywhere(user):
    one = user()
    one.opens(one.makes_image())

    def sheets() -> list[str]:
        return [each.styleSheet() for each in one.program.window.findChildren(QWidget)]

    one.wait_until(lambda: any("PlotWidget" in sheet for sheet in sheets()))
    # Rules without a selector would hold for the tooltip of the widget, too.
    assert [sheet for sheet in sheets() if sheet.strip() and "{" not in sheet] == []
