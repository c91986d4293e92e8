"""Files on disk: errors of the operating system as sentences."""

import errno
from pathlib import Path
from types import SimpleNamespace

import pytest

from sketchpose_engine.core import files
from sketchpose_engine.core.errors import DiskError, InputError
from sketchpose_engine.core.files import atomic_path, damaged_path, disk_errors, is_only_in_cloud

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


# Windows, and folders of OneDrive


def refusal(winerror: int, number: int = errno.EACCES) -> OSError:
    """An error as Windows reports it."""
    error = OSError(number, "refused")
    error.winerror = winerror
    return error


@pytest.fixture
def waits(monkeypatch):
    """Waiting takes no time, and is recorded."""
    waited = []
    monkeypatch.setattr(files.time, "sleep", waited.append)
    return waited


def refuse_replacing(monkeypatch, errors):
    """Let `Path.replace` raise these errors, one after the other, then work."""
    replace, left = Path.replace, list(errors)

    def refused(self, target):
        if left:
            raise left.pop(0)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refused)


def write(path, text):
    with atomic_path(path) as temporary:
        temporary.write_text(text)


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_a_file_that_onedrive_or_a_virus_scanner_holds_is_replaced_once_it_is_free(
    tmp_path, monkeypatch, waits, winerror
):
    (tmp_path / "a.csv").write_text("old")
    refuse_replacing(monkeypatch, [refusal(winerror)] * 4)
    write(tmp_path / "a.csv", "new")
    assert (tmp_path / "a.csv").read_text() == "new"
    assert len(waits) == 4


def test_a_file_that_stays_open_elsewhere_is_kept_and_named(tmp_path, monkeypatch, waits):
    (tmp_path / "a.csv").write_text("old")
    refuse_replacing(monkeypatch, [refusal(32)] * 99)
    with pytest.raises(DiskError, match="close it in other programs"):
        write(tmp_path / "a.csv", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text() == "old"
    assert sum(waits) < 3


def test_what_will_not_pass_by_itself_is_reported_at_once(tmp_path, monkeypatch, waits):
    refuse_replacing(monkeypatch, [OSError(errno.ENOSPC, "full")])
    with pytest.raises(DiskError, match="the disk is full"):
        write(tmp_path / "a.csv", "new")
    assert waits == []


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (refusal(206, errno.ENOENT), "its path is too long"),
        (OSError(errno.ENAMETOOLONG, "File name too long"), "its path is too long"),
        (refusal(362, errno.EINVAL), "only in the cloud"),
    ],
)
@pytest.mark.parametrize("done", ["saved", "read"])
def test_reasons_of_windows_are_named(tmp_path, error, sentence, done):
    with pytest.raises(InputError, match=sentence), disk_errors(tmp_path / "a.tif", done):
        raise error


@pytest.mark.parametrize(
    ("length", "sentence"), [(226, "there is no such folder"), (227, "its path is too long")]
)
def test_a_path_with_which_windows_finds_nothing_is_too_long(monkeypatch, length, sentence):
    """A temporary file beside it has a name of 32 characters, and a path of 259 at most."""
    monkeypatch.setattr(files, "ON_WINDOWS", True)
    folder = Path("/" + "x" * (length - 1))
    with pytest.raises(DiskError, match=sentence), disk_errors(folder / "a.tif"):
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")


def test_a_missing_folder_is_missing_on_other_systems_however_long_its_path(tmp_path):
    path = tmp_path / ("x" * 250) / "a.tif"
    with pytest.raises(DiskError, match="there is no such folder"):
        write(path, "text")


def test_a_placeholder_that_cannot_be_fetched_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "is_only_in_cloud", lambda path: True)
    with pytest.raises(InputError, match="only in the cloud"), disk_errors(FILE, "read"):
        raise OSError(errno.EINVAL, "Invalid argument")  # as `open` reports any error of OneDrive


@pytest.mark.parametrize(("attributes", "only"), [(0x20, False), (0x1020, True), (0x400020, True)])
def test_a_placeholder_of_onedrive_is_recognised(tmp_path, monkeypatch, attributes, only):
    monkeypatch.setattr(Path, "stat", lambda self: SimpleNamespace(st_file_attributes=attributes))
    assert is_only_in_cloud(tmp_path / "a.tif") == only


def test_a_file_that_is_missing_is_no_placeholder(tmp_path):
    assert not is_only_in_cloud(tmp_path / "a.tif")
