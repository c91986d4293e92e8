"""The journal: every finished edit survives a crash, whatever a torn or damaged file holds."""

import errno
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from sketchpose_engine.core.box import Box
from sketchpose_engine.core.errors import InputError
from sketchpose_engine.project.journal import Journal, replay
from sketchpose_engine.project.journal_records import HEADER, MAGIC, encode_change, read_changes
from sketchpose_engine.sketch.annotations import Annotations, Brush
from sketchpose_engine.sketch.edits import Change, Correction
from sketchpose_engine.sketch.values import BACKGROUND, BOUNDARY, FOREGROUND

SHAPE = (40, 50)


def blank():
    return np.zeros(SHAPE, np.uint8)


def correction(seed, kind="delete"):
    pixels = np.random.default_rng(seed).random((5, 7)) < 0.5
    return Correction(kind, Box(3, 4, 8, 11), pixels)


def facts(corrections):
    return [(each.kind, each.box, each.pixels.tolist()) for each in corrections]


def some_edits():
    """A sketch, its changes and its states (labels, corrections, revision), from the empty one."""
    sketch = Annotations("cells", blank())
    states, changes = [(blank(), (), 0)], []

    def end(change):
        changes.append(change)
        states.append((sketch.labels.copy(), sketch.corrections, sketch.revision))

    for i, value in enumerate([FOREGROUND, BACKGROUND, BOUNDARY]):
        sketch.paint((5 + 9 * i, 5), (20, 45), Brush(value, 2))
        end(sketch.finish())
        sketch.correct(correction(i, ("delete", "merge", "split")[i]))
        end(sketch.finish())
    for step in (sketch.undo, sketch.undo, sketch.redo):
        end(step())
    return sketch, changes, states


def same(path, state):
    labels = blank()
    corrections, revision = replay(path, labels)
    np.testing.assert_array_equal(labels, state[0])
    assert facts(corrections) == facts(state[1])
    assert revision == state[2]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cells_sketch.journal"


@pytest.fixture
def written(path):
    """A journal of some edits, closed; their changes and states."""
    journal = Journal(path)
    _, changes, states = some_edits()
    for change in changes:
        journal.append(change)
    journal.close()
    return changes, states


def test_replay_gives_the_sketch_after_each_append_though_the_file_is_still_open(path):
    journal = Journal(path)
    _, changes, states = some_edits()
    for change, state in zip(changes, states[1:], strict=True):
        journal.append(change)
        same(path, state)
    journal.close()


def test_a_journal_that_does_not_exist_changes_nothing(path):
    before = (correction(0),)
    assert replay(path, blank(), before) == (before, 0)
    assert not path.exists()


def test_a_journal_is_gone_on_with(path, written):
    sketch, _, _ = some_edits()
    journal = Journal(path)
    sketch.correct(correction(9))
    journal.append(sketch.finish())
    sketch.correct(correction(10))
    journal.append(sketch.finish())
    journal.close()
    same(path, (sketch.labels, sketch.corrections, sketch.revision))


def test_replaying_on_a_newer_sketch_is_harmless(path, written):
    _, states = written
    for labels, _, _ in states:
        newer = labels.copy()
        replay(path, newer)
        np.testing.assert_array_equal(newer, states[-1][0])


def test_a_correction_is_recorded_once(path):
    journal = Journal(path)
    corrections = ()
    sizes = []
    for seed in range(30):
        corrections = (*corrections, correction(seed))
        journal.append(Change("cells", seed + 1, {}, corrections))
        sizes.append(path.stat().st_size)
    journal.close()
    assert np.ptp(np.diff(sizes)) < 8
    same(path, (blank(), corrections, 30))


# Torn and damaged files.


def test_a_journal_cut_anywhere_holds_the_edits_before_the_cut(path, written):
    changes, states = written
    data = path.read_bytes()
    ends = [0, *(end for end, _ in read_changes(path))]
    assert ends[-1] == len(data) and len(ends) == len(states)
    for length in range(len(data) + 1):
        path.write_bytes(data[:length])
        last = max(i for i, end in enumerate(ends) if end <= length)
        same(path, states[last])
        journal = Journal(path)  # for append: the torn record is cut off
        assert path.stat().st_size == ends[last]
        for change in changes[last : last + 1]:
            journal.append(change)
        journal.close()
        same(path, states[min(last + 1, len(changes))])
    assert list(path.parent.iterdir()) == [path]


def test_a_journal_with_any_byte_changed_holds_the_edits_before_it(path, written):
    _, states = written
    data = path.read_bytes()
    ends = [end for end, _ in read_changes(path)]
    for at in range(0, len(data), 5):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        same(path, states[sum(end <= at for end in ends)])


def test_of_a_damaged_journal_a_copy_is_kept(path, written):
    data = bytearray(path.read_bytes())
    data[HEADER.size + 3] ^= 0x55
    for name in (f"{path.name}.damaged", f"{path.name}.2.damaged"):
        path.write_bytes(data)
        Journal(path).close()
        assert (path.parent / name).read_bytes() == data
    assert path.stat().st_size == 0


def record(**changed):
    change = {"image_id": "cells", "revision": 99, "tiles": {}, "corrections": ()} | changed
    return encode_change(Change(**change), ())


@pytest.mark.parametrize(
    "strange",
    [
        record(tiles={Box(30, 40, 41, 50): np.ones((11, 10), np.uint8)}),
        record(tiles={Box(-1, 0, 1, 2): np.ones((2, 2), np.uint8)}),
        record(tiles={Box(0, 0, 5, 5): np.ones((2, 2), np.uint8)}),
        record(tiles={Box(0, 0, 2, 2): np.ones((5, 5), np.uint8)}),
        record(corrections=(Correction("delete", Box(0, 49, 1, 51), np.ones((1, 2), bool)),)),
        record(corrections=(Correction("paint", Box(0, 0, 1, 2), np.ones((1, 2), bool)),)),
        record().replace(MAGIC, b"SKJ9"),
        b"\0" * 1000,
        HEADER.pack(MAGIC, 3, 0x352441C2) + b"abc",
    ],
    ids=lambda strange: len(strange),
)
def test_what_does_not_fit_ends_the_journal(path, written, strange):
    _, states = written
    with path.open("ab") as file:
        file.write(strange + record())
    same(path, states[-1])
    whole = path.read_bytes()
    Journal(path, SHAPE).close()
    same(path, states[-1])
    assert (path.parent / f"{path.name}.damaged").read_bytes() == whole


# Errors of the operating system, threads.


class FullDisk:
    """A file on a disk that has room for some more bytes."""

    def __init__(self, file, room):
        self.file, self.room = file, room

    def write(self, data):
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = self.file.write(data[: self.room])
        self.room -= written
        return written

    def __getattr__(self, name):
        return getattr(self.file, name)


@pytest.mark.parametrize("room", [0, 7, 60])
def test_what_a_full_disk_refused_is_written_by_the_next_append(path, room):
    _, changes, states = some_edits()
    journal = Journal(path)
    journal.append(changes[0])
    file, journal._file = journal._file, FullDisk(journal._file, room)
    for change in changes[1:4]:
        with pytest.raises(InputError, match="disk is full: free some space"):
            journal.append(change)
        same(path, states[1])
    journal._file = file
    journal.append(changes[4])
    same(path, states[5])
    journal.close()


def test_what_a_full_disk_refused_can_be_written_without_a_new_edit(path):
    _, changes, states = some_edits()
    journal = Journal(path)
    file, journal._file = journal._file, FullDisk(journal._file, 7)
    with pytest.raises(InputError, match=r"cells_sketch.journal cannot be saved"):
        journal.append(changes[0])
    journal._file = file
    journal.retry()
    journal.retry()
    assert len(list(read_changes(path))) == 1
    same(path, states[1])
    journal.close()


def test_sync_beside_appends_restarts_and_after_close(path):
    _, changes, states = some_edits()
    journal = Journal(path)

    with ThreadPoolExecutor(1) as pool:
        synced = pool.submit(lambda: [journal.sync() for _ in range(30)])
        for change in changes:
            journal.append(change)
            journal.restart(Change("cells", 0, {}, ()))  # takes all the others over
        journal.close()
        assert len(synced.result()) == 30
    journal.sync()
    same(path, states[-1])


# Beginning anew.


def test_a_journal_begun_anew_keeps_only_newer_edits(path, written):
    changes, states = written
    for i, (labels, corrections, revision) in enumerate(states):
        journal = Journal(path)
        journal.restart(Change("cells", revision, {}, corrections))
        assert len(list(read_changes(path))) == len(changes) - i + 1
        restored = labels.copy()
        after, last = replay(path, restored)
        np.testing.assert_array_equal(restored, states[-1][0])
        assert (facts(after), last) == (facts(states[-1][1]), states[-1][2])
        journal.close()


def test_a_journal_begun_anew_is_gone_on_with(path, written):
    sketch, _, _ = some_edits()
    journal = Journal(path)
    labels = sketch.labels.copy()
    journal.restart(Change("cells", sketch.revision, {}, sketch.corrections))
    sketch.correct(correction(9))
    journal.append(sketch.finish())
    journal.close()
    corrections, revision = replay(path, labels)
    assert (facts(corrections), revision) == (facts(sketch.corrections), sketch.revision)


def test_a_restart_that_fails_leaves_the_journal_as_it_was(path, written, monkeypatch):
    sketch, _, states = some_edits()
    journal = Journal(path)

    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", refuse)
        with pytest.raises(InputError, match="disk is full"):
            journal.restart(Change("cells", sketch.revision, {}, ()))
    same(path, states[-1])
    journal.append(sketch.undo())
    journal.close()
    same(path, (sketch.labels, sketch.corrections, sketch.revision))
