"""Labels of an axis stay apart, whatever the numbers, in a panel of 250 px."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from app.ui.plot import label_step, small_plot

WIDTH_PX = 232


@pytest.fixture
def plot(qtbot, qapp):
    shown = small_plot("Cells", qapp.palette(), "Area (px²)", "Cells")
    qtbot.addWidget(shown)
    shown.setFixedWidth(WIDTH_PX)
    shown.show()
    return shown


def labels_of(plot):
    """Rectangles and texts of the labels at the bottom, from the left."""
    QApplication.processEvents()
    axis, page = plot.getPlotItem().getAxis("bottom"), QPixmap(WIDTH_PX, 100)
    axis.picture = None
    painter = QPainter(page)
    texts = axis.generateDrawSpecs(painter)[2]
    painter.end()
    return sorted(((rect.left(), rect.right(), text) for rect, _, text in texts))


@pytest.mark.parametrize(
    "most", [0.03, 0.9, 3.1, 11.4, 60, 112, 499, 650, 1340, 5600, 11_200, 48_000, 99_000, 1_120_000]
)
def test_labels_do_not_run_together(plot, most):
    plot.setXRange(0, most, padding=0.02)
    labels = labels_of(plot)
    assert len(labels) >= 2
    for (_, right, _), (left, _, _) in pairwise(labels):
        assert left - right >= 4


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e7), st.floats(50, 2000))
def test_the_step_is_a_round_number(least, span, size_px):
    step = label_step(least, least + span, size_px, QFontMetrics(QFont()))
    assert f"{step:.6e}".startswith(("1.0", "2.0", "5.0"))
