"""COCO: its own tools fill the same pixels, and agree on areas and boxes."""

import contextlib
import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from pycocotools import mask as coco_masks
from pycocotools.coco import COCO

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.masks.outlines import trace_outlines
from sketchpose_engine.results.coco import Coco
from tests.engine.helpers.objects import hard_masks, random_masks, result

# Of its own compiled part, and none of ours.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def write(path, results):
    with contextlib.closing(Coco(path)) as spool:
        for one in results:
            spool.add(one, trace_outlines(one.labels))
        spool.write()
    return json.loads(path.read_text(encoding="utf-8"))


def read(path):
    with contextlib.redirect_stdout(io.StringIO()):  # it talks
        return COCO(str(path))


def test_hard_masks(tmp_path):
    write(tmp_path / "coco.json", [result()])
    coco = read(tmp_path / "coco.json")
    labels = hard_masks()
    assert [a["label"] for a in coco.dataset["annotations"]] == list(range(1, 13))
    for annotation in coco.dataset["annotations"]:
        mask = labels == annotation["label"]
        y, x = np.nonzero(mask)
        box = [x.min(), y.min(), np.ptp(x) + 1, np.ptp(y) + 1]
        np.testing.assert_array_equal(coco.annToMask(annotation).astype(bool), mask)
        code = coco.annToRLE(annotation)
        assert annotation["area"] == coco_masks.area(code) == mask.sum()
        assert annotation["bbox"] == coco_masks.toBbox(code).tolist() == box
        assert annotation["iscrowd"] == 0


@settings(deadline=None, max_examples=60)
@given(random_masks())
def test_any_masks(tmp_path_factory, labels):
    path = tmp_path_factory.mktemp("coco") / "coco.json"
    write(path, [result(labels)])
    coco = read(path)
    found = np.zeros(labels.shape, int)
    for annotation in coco.dataset["annotations"]:
        found += annotation["label"] * coco.annToMask(annotation).astype(int)
    np.testing.assert_array_equal(found, labels)


def test_images_and_categories_of_all(tmp_path):
    labels = np.zeros((9, 12), np.int32)
    labels[2, 2], labels[5, 5] = 1, 2
    classes = {"classes": np.array([0, 2, 1]), "class_names": ("dead", "alive")}
    content = write(
        tmp_path / "coco.json",
        [
            result(labels, **classes),
            result(labels, "ü.tif", "t02", **classes),
            result(name="c.tif"),
        ],
    )
    assert content["images"][1] == {
        **{"id": 2, "file_name": "ü.tif", "width": 12, "height": 9, "frame": "t02"}
    }
    names = {category["id"]: category["name"] for category in content["categories"]}
    assert names == {1: "dead", 2: "alive", 3: "cell"}
    annotations = content["annotations"]
    assert [a["id"] for a in annotations] == list(range(1, 17))
    assert [a["image_id"] for a in annotations] == [1, 1, 2, 2, *12 * [3]]
    assert [names[a["category_id"]] for a in annotations[:5]] == [
        *("alive", "dead", "alive", "dead", "cell")
    ]


def test_no_image_and_no_object(tmp_path):
    assert write(tmp_path / "coco.json", [])["images"] == []
    content = write(tmp_path / "coco.json", [result(0 * hard_masks())])
    assert (len(content["images"]), content["annotations"]) == (1, [])


def test_a_full_disk_keeps_the_old_file(tmp_path, full_disk):
    path = tmp_path / "coco.json"
    write(path, [])
    old = path.read_bytes()
    with full_disk(), pytest.raises(InputError, match=r"coco\.json .* the disk is full"):
        write(path, [result()])
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]
