"""The export beside the window: progress, stopping, and what a scene hands over."""

import numpy as np
import tifffile

from app import exporting
from sketchpose_engine.messages import Box, FieldsReady


def cells():
    labels = np.zeros((60, 80), np.int32)
    labels[5:20, 5:20], labels[30:50, 30:60] = 7, 3
    return labels


def write(scene, folder, *kinds, **options):
    result = exporting.result_of(scene)
    methods, sources = exporting.methods_of(result), exporting.sources_of(scene)
    return exporting.export(lambda: [result], folder, kinds, methods, sources, **options)()


def test_all_kinds_of_one_image(scene, tmp_path):
    whole = Box.whole((60, 80))
    distance, flow = np.ones((60, 80), np.float16), np.zeros((2, 60, 80), np.float16)
    fields = FieldsReady("image", whole, distance, flow, np.zeros((60, 80), np.uint8))
    shown = exporting.taken(scene(labels=cells(), fields=fields, pixel_size_um=0.5))
    kinds = [kind.id for kind in exporting.KINDS]
    written = write(shown, tmp_path, *kinds)
    assert written == exporting.files(["image"], tmp_path, kinds)
    assert tifffile.imread(tmp_path / "image_fields.tif").tolist()[0] == distance.tolist()
    assert "1 image with a pixel size of 0.5 µm" in (tmp_path / "methods.txt").read_text("utf-8")


def test_fields_of_a_part_are_not_taken_for_those_of_the_image(scene, tmp_path):
    part = np.ones((10, 10), np.float16)
    fields = FieldsReady("image", Box(0, 0, 10, 10), part, np.stack([part, part]), part)
    assert write(scene(labels=cells(), fields=fields), tmp_path, "fields") == []


def test_each_file_is_told_of_and_one_can_stop_between_two(scene, tmp_path):
    told = []
    options = {"written": told.append, "stopped": lambda: len(told) == 2}
    done = write(
        scene(labels=cells()), tmp_path, "masks", "colours", "objects", "counts", **options
    )
    assert done == told == [tmp_path / "image_masks.tif", tmp_path / "image_colours.png"]
    assert sorted(tmp_path.iterdir()) == sorted(done)
