"""Linked cells over time: curves, their mean with spread, pictures of one cell."""

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox

from app.panels.cells import time_plot
from app.state.frame_series import FrameSeries
from app.state.series_measurements import SeriesMeasurements
from sketchpose_engine.images.frames import Frame
from tests.app.helpers.movies import clicks, goes_to, links, masks_of


def series(count):
    frames = tuple(Frame(time=number) for number in range(count))
    return FrameSeries("time", "movie", frames, tuple(f"t{n + 1}" for n in range(count)))


def measured(interval_s=None):
    """Two cells: the second one is missing in the second frame."""
    table = {
        "track": np.array([1, 2, 1, 1, 2]),
        "frame": np.array([0, 0, 1, 2, 2]),
        "area_px": np.array([10, 20, 12, 14, 30]),
    }
    crops = np.zeros((0, 5, 5, 3), np.uint8)
    return SeriesMeasurements(series(3), (1, 2), table, interval_s, crops, ())


@pytest.fixture
def watches(opens_movie):
    """A user with a movie of one cell that grows, whose table shows cells over time."""
    one = opens_movie([masks_of((20, 20), size=10 + 2 * t) for t in range(4)])
    links(one)
    one.presses("Ctrl+T")
    tabs = one.program.docks.cells._series
    one.wait_until(lambda: tabs.isVisible())
    tabs.setCurrentIndex(1)
    one.tabs = tabs
    return one


def curve(user):
    """Values of the only curve."""
    (item,) = user.tabs._plot._curves
    return item.getData()


def test_curves_and_their_mean_leave_out_what_is_missing():
    curves = measured().curves("area_px")
    assert [frames.tolist() for frames, _ in curves] == [[0, 1, 2], [0, 2]]
    frames, mean, spread = measured().mean("area_px")
    assert frames.tolist() == [0, 1, 2]
    assert mean.tolist() == [15, 12, 22]
    assert spread.tolist() == [5, 0, 8]


@pytest.mark.parametrize(
    ("interval_s", "title", "last"),
    [(None, "Frame", 3), (10, "Time (s)", 20), (300, "Time (min)", 10), (7200, "Time (h)", 4)],
)
def test_the_axis_is_in_time_if_the_interval_is_known(qtbot, interval_s, title, last):
    plot = time_plot.TimePlot()
    qtbot.addWidget(plot)
    plot.add_plot()
    plot.show_cells(measured(interval_s))
    assert plot._plot.getPlotItem().getAxis("bottom").labelText == title
    assert plot._curves[0].getData()[0][-1] == pytest.approx(last)
    assert plot._says.text() == "2 cells, mean ± SD"
    plot.clear()
    assert plot._curves == []


def test_a_selected_cell_is_drawn_over_all_frames(watches):
    clicks(watches, 25, 25)
    watches.wait_until(lambda: len(watches.tabs._plot._curves) == 1)
    x, y = curve(watches)
    assert x.tolist() == [1, 2, 3, 4]
    assert y.tolist() == [100, 144, 196, 256]
    shown = watches.tabs._plot._measured
    assert shown.crop_frames == (0, 1, 2, 3)
    assert len(shown.crops) == 4
    assert (shown.crops[0] == (255, 176, 0)).all(axis=2).any()  # the rim of the cell


def test_any_measurement_can_be_drawn_and_stays_chosen(watches):
    clicks(watches, 25, 25)
    watches.wait_until(lambda: len(watches.tabs._plot._curves) == 1)
    choice = watches.tabs._plot.findChild(QComboBox)
    choice.setCurrentIndex(choice.findData("major_axis_px"))
    assert curve(watches)[1][0] < curve(watches)[1][-1]
    before = watches.tabs._plot._measured
    goes_to(watches, 3)
    assert watches.tabs._plot._measured is before  # the same cell: nothing is measured again
    assert choice.currentData() == "major_axis_px"


def test_without_links_there_is_only_the_plot_of_the_frame(opens_movie):
    one = opens_movie([masks_of((20, 20))] * 2)
    one.presses("Ctrl+T")
    assert not one.program.docks.cells._series.tabBar().isVisible()
