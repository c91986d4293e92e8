"""Whatever is opened: it works, or one plain sentence says why not.

All files are opened in processes of their own, with little memory: nothing may crash, hang, warn,
fill the memory or change what is on disk.
"""

import json
import sys
from pathlib import Path

import pytest

from sketchpose_engine.images.frames import Frame
from sketchpose_engine.images.label_images import load_labels, load_sketch
from sketchpose_engine.images.load import load_image, look_into
from tests.engine.helpers.damaged import cases, make
from tests.engine.helpers.sound_files import SOUND
from tests.engine.helpers.watched import call_all, resource, watched

NAMES = [name for name, _ in cases()]


def _last_frame(path):
    extent = look_into(path)
    return load_image(path, extent.clipped(Frame(extent.scenes - 1, extent.times - 1, None)))


CALLS = {
    "look_into": look_into,
    "load_image": load_image,
    "last frame": _last_frame,
    "load_labels": load_labels,
    "load_sketch": lambda path: load_sketch(path, (24, 20)),
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Complaints about each file; a crash counts as one, and the rest goes on."""
    folder = tmp_path_factory.mktemp("damaged")
    make(folder)
    return watched(__file__, folder, NAMES)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_it_works_or_a_sentence_says_why_not(opened, name):
    complaints = {call: why for call, (why, _) in opened[name].items() if why}
    assert not complaints, complaints


@pytest.mark.parametrize("name", SOUND)
def test_sound_files_work(opened, name):
    found = opened[f"sound_{name}"]
    assert all(found[call][1] for call in ("look_into", "load_image", "last frame")), found


def test_little_memory_is_taken(opened):
    if resource is None:
        pytest.skip("this system does not tell how much memory a process took")
    assert not opened["memory"]["peak"][0]


def test_nothing_on_disk_changed(opened):
    assert not opened["disk"]["disk"][0]


def test_a_thousand_files():
    assert len(NAMES) == len(set(NAMES)) >= 1000


if __name__ == "__main__":
    call_all(Path(sys.argv[1]), json.load(sys.stdin), lambda name: CALLS)
