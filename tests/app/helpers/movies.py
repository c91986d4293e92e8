"""Movies with masks, and what a user does and sees while their cells are linked."""

import numpy as np
from PySide6.QtWidgets import QDockWidget, QLabel, QPushButton

SHAPE = (120, 160)
FRAMES = 4


def masks_of(*corners, size=16):
    """Square cells, numbered from 1, by their top left corners."""
    labels = np.zeros(SHAPE, np.int32)
    for number, (y, x) in enumerate(corners, 1):
        labels[y : y + size, x : x + size] = number
    return labels


# Two cells that move down; their masks have other numbers in every second frame.
MOVIE = [
    masks_of(*[(20 + 3 * t, 20), (20 + 3 * t, 100)][:: 1 if t % 2 == 0 else -1])
    for t in range(FRAMES)
]


def rests(user):
    user.wait_until(
        lambda: (
            user.program.linking.controller.links
            and not user.program.linking.controller.links.is_busy
        )
    )


def links(user):
    user.presses("Ctrl+L")
    user.wait_until(lambda: user.program.linking.controller.links.linked is not None)
    rests(user)


def goes_to(user, number):
    """Step to a frame, counted from 1."""
    while user.program.linking.controller.links.shown + 1 != number:
        before = user.scene
        user.presses("Ctrl+PgDown")
        user.wait_until(lambda before=before: user.scene is not before)
        user.wait_until(lambda: len(user.scene.areas_px) > 1)


def tracks(user):
    """First and last frame, from 1, and the parent of each track."""
    found = user.program.linking.controller.links.tracks.tracks.values()
    return {each.id: (each.start + 1, each.end + 1, each.parent) for each in found}


def number_at(user, y, x):
    return user.scene.number_of(int(user.scene.labels[y, x]))


def dock(user):
    return user.program.window.findChild(QDockWidget, "tracks")


def said(user):
    return dock(user).findChild(QLabel, "tracks_state").text()


def button(user, key):
    return dock(user).findChild(QPushButton, key)


def clicks(user, y, x):
    user.presses("V")
    user.clicks(y, x)
