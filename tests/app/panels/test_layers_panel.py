"""The panel with layers: what is needed on the first day, the rest on demand."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QScrollArea, QToolButton

from app.panels.layers import FIRST, ShowPanel
from app.ui.colour_maps import flow_colours
from app.ui.range_slider import RangeSlider


def visible(panel) -> set[str]:
    return {box.text() for box in panel.findChildren(QCheckBox) if box.isVisible()}


def panel_of(user) -> ShowPanel:
    (panel,) = user.program.window.findChildren(ShowPanel)
    return panel


@pytest.fixture
def one(user):
    someone = user()
    someone.opens(someone.makes_image())
    return someone


def test_masks_and_strokes_are_there_and_the_rest_is_folded_away(one):
    panel = panel_of(one)
    assert visible(panel) == {name.capitalize() for name in FIRST}
    assert not [s for s in panel.findChildren(RangeSlider) if s.isVisible()]


def test_more_unfolds_the_rest_and_is_remembered(one, user):
    (more,) = panel_of(one).findChildren(QToolButton)
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    assert {"Distance", "Flow", "Uncertainty", "Picture"} <= visible(panel_of(one))
    one.leaves()
    other = user()
    assert "Distance" in visible(panel_of(other))


def test_the_colours_of_a_field_are_explained_while_it_is_shown(one):
    panel = panel_of(one)
    legend = panel._legends["show_flow"]
    assert not legend.isVisible()
    one.presses("W")
    assert legend.isVisible()
    one.presses("W")
    assert not legend.isVisible()


def test_opposite_directions_have_different_colours():
    angles = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    colours = flow_colours(np.sin(angles), np.cos(angles))
    assert (np.linalg.norm(colours - np.roll(colours, 6, axis=0), axis=1) > 100).all()


def test_a_small_window_needs_no_scroll_bar_at_rest(one):
    one.draws_cells_and_background()
    one.wait_until(lambda: one.scene.labels.max() == 2)
    one.wait_until(
        lambda: (
            not [
                type(area.widget()).__name__
                for area in one.program.window.findChildren(QScrollArea)
                if area.isVisible() and area.verticalScrollBar().isVisible()
            ]
        )
    )
