"""Files on disk: errors of the operating system as sentences."""

import errno
from pathlib import Path

import pytest

from sketchpose_engine.core.errors import DiskError, InputError
from sketchpose_engine.core.files import damaged_path, disk_errors

FILE = Path("folder") / "a.tif"


@pytest.mark.parametrize(
    ("done", "number", "sentence"),
    [
        ("saved", errno.ENOSPC, "a.tif cannot be saved in folder: the disk is full"),
        ("saved", errno.EIO, "choose another folder"),
        ("read", errno.EACCES, "a.tif cannot be read in folder: it may not be read"),
        ("read", errno.ENOENT, "it is gone"),
        ("read", errno.EIO, "check its drive"),
    ],
)
def test_a_sentence_says_what_failed_and_what_to_do(done, number, sentence):
    with pytest.raises(InputError, match=sentence) as caught, disk_errors(FILE, done):
        raise OSError(number, "Input/output error")
    assert isinstance(caught.value, DiskError) == (done == "saved")


def test_a_write_of_numpy_that_is_cut_short_means_a_full_disk():
    with pytest.raises(DiskError, match="the disk is full"), disk_errors(FILE):
        raise OSError("5 requested and 2 written")


def test_a_damaged_file_gets_a_name_that_is_free(tmp_path):
    path = tmp_path / "a.tif"
    for name in ("a.tif.damaged", "a.tif.2.damaged", "a.tif.3.damaged"):
        assert damaged_path(path).name == name
        damaged_path(path).touch()
