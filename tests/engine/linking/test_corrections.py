"""Corrections by a user: join, cut, divide; kept when masks are renewed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.linking.corrections import (
    confirm,
    cut,
    cut_off_daughters,
    daughters_in_the_way,
    divide,
    join,
    join_masks,
)
from sketchpose_engine.linking.depth_linker import link_slices
from sketchpose_engine.linking.doubts import find_doubts, without_specks
from sketchpose_engine.linking.relinking import relink
from sketchpose_engine.linking.settings import TimeSettings
from sketchpose_engine.linking.time_linker import link_frames
from sketchpose_engine.linking.tracks import Node
from tests.engine.linking.movies import links, movie, shuffled, without
from tests.engine.linking.test_linking_movies import disc

TWO = disc((20, 20), (50, 50))


def spans(tracks):
    return [(one.id, one.start, one.end, one.parent) for one in tracks.tracks.values()]


def far_apart():
    """One cell that jumps too far to be linked."""
    return [disc((10, 10))] * 2 + [disc((65, 65))] * 2


# ---- single corrections ----


def test_join():
    tracks = link_frames(far_apart())
    joined = join(tracks, 1, 2)
    assert spans(tracks) == [(1, 0, 1, 0), (2, 2, 3, 0)]
    assert spans(joined) == [(1, 0, 3, 0)]


def test_cut():
    tracks = link_frames([TWO] * 4)
    parts = cut(tracks, 1, 2)
    assert spans(parts) == [(1, 0, 1, 0), (2, 0, 3, 0), (3, 2, 3, 0)]
    assert spans(join(parts, 1, 3)) == spans(tracks)


def test_joining_undoes_cutting_also_among_the_decisions():
    tracks = link_frames([TWO] * 4)
    again = join(cut(tracks, 1, 2), 1, 3)
    assert [one.kind for one in again.decisions] == ["link"]
    assert [one.kind for one in cut(again, 1, 2).decisions] == ["cut"]


def test_divide_where_the_mother_goes_on():
    tracks = link_frames([disc((20, 20)), disc((20, 20), (20, 40))])
    divided = divide(tracks, 1, (2,))
    assert spans(divided) == [(1, 0, 0, 0), (2, 1, 1, 1), (3, 1, 1, 1)]


def test_divide_into_two_other_tracks():
    tracks = link_frames([disc((10, 10)), disc((60, 20), (60, 60))])
    assert spans(divide(tracks, 1, (2, 3))) == [(1, 0, 0, 0), (2, 1, 1, 1), (3, 1, 1, 1)]


def test_a_daughter_that_is_cut_off_leaves_its_sister_in_the_track_of_the_mother():
    tracks = link_frames([disc((40, 40), radius=9), disc((36, 34), (44, 46))])
    assert spans(tracks) == [(1, 0, 0, 0), (2, 1, 1, 1), (3, 1, 1, 1)]
    assert spans(cut(tracks, 3, 1)) == [(1, 0, 1, 0), (3, 1, 1, 0)]


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda tracks: join(tracks, 1, 2), "begins before track 1 has ended"),
        (lambda tracks: join(tracks, 1, 9), "no track 9"),
        (lambda tracks: cut(tracks, 1, 0), "nothing to cut at frame 1"),
        (lambda tracks: cut(tracks, 1, 4), "nothing to cut at frame 5"),
        (lambda tracks: divide(tracks, 1, (2,)), "begins before track 1"),
        (lambda tracks: divide(cut(tracks, 1, 2), 3, (2, 1)), "begins before track 3"),
        (lambda tracks: divide(tracks, 1, ()), "needs a mother"),
        (lambda tracks: divide(tracks, 1, (1,)), "needs a mother"),
        (lambda tracks: divide(cut(tracks, 1, 2), 2, (3, 1)), "begins before track 2"),
        (lambda tracks: divide(cut(tracks, 1, 2), 1, (3,)), "would have 1 daughters"),
    ],
)
def test_what_cannot_be_corrected(edit, message):
    with pytest.raises(InputError, match=message):
        edit(link_frames([TWO] * 4))


def test_a_track_that_divides_cannot_be_joined_to_another():
    frames = [
        disc((40, 40), radius=9),
        disc((36, 34), (44, 46)),
        disc((10, 10), (36, 34), (44, 46)),
    ]
    tracks = link_frames(frames)
    with pytest.raises(InputError, match=r"divides at its end \(daughters: 2, 3\)"):
        join(tracks, 1, 4)


def test_it_can_once_its_daughters_are_cut_off():
    frames = [
        disc((40, 40), radius=9),
        disc((36, 34), (44, 46)),
        disc((10, 10), (36, 34), (44, 46)),
    ]
    tracks = link_frames(frames)
    before, after = Node(0, 1), Node(2, 1)
    assert daughters_in_the_way(tracks, before, after) == [2, 3]
    alone = cut_off_daughters(tracks, 1)
    assert daughters_in_the_way(alone, before, after) == []
    assert {one.parent for one in alone.tracks.values()} == {0}
    joined = join_masks(alone, before, after)
    assert joined.id_of(before) == joined.id_of(after)
    assert sorted(each.kind for each in joined.decisions) == ["cut", "cut", "link"]


def test_nothing_is_in_the_way_of_a_track_that_is_cut_anyway():
    frames = [disc((40, 40))] * 3 + [disc((36, 34), (44, 46))]
    tracks = link_frames(frames)
    assert daughters_in_the_way(tracks, Node(0, 1), Node(1, 1)) == []


# ---- renewed masks ----


@settings(max_examples=10)
@given(st.integers(0, 2**32 - 1), st.sets(st.integers(0, 7), max_size=3))
def test_renewed_masks_are_linked_as_if_all_were(seed, changed):
    one = movie(seed, rods=True)
    before, after = shuffled(one.frames, 1), list(shuffled(one.frames, 1))
    for frame in changed:
        before[frame] = np.where(before[frame] % 3 == 0, 0, before[frame])
        after[frame] = shuffled([one.frames[frame]], 2)[0]
    read = []

    def labels_of(frame):
        read.append(frame)
        return after[frame]

    tracks = relink(link_frames(before), labels_of, changed)
    assert links(tracks, after) == links(link_frames(after), after)
    near = {frame + step for frame in changed for step in range(-3, 4)}
    assert set(read) <= near


def test_unchanged_masks_keep_their_tracks():
    one = movie(5, frames=6)
    frames = without(one, 0.1, 5)
    tracks = link_frames(frames)
    again = relink(tracks, lambda frame: frames[frame], [3])
    assert links(again, frames) == links(tracks, frames)
    assert again.tracks == tracks.tracks


def test_decisions_outlive_renewed_masks():
    frames = far_apart()
    tracks = join(link_frames(frames), 1, 2)
    frames[1] = frames[1] * 7
    frames[2] = disc((30, 30), (65, 65))
    renewed = relink(tracks, lambda frame: frames[frame], [1, 2])
    assert renewed.mapping(1) == {7: 1}
    assert renewed.mapping(2)[2] == 1
    assert [one.kind for one in renewed.decisions] == ["link"]


def test_a_cut_outlives_renewed_masks():
    frames = [disc((20, 20))] * 4
    tracks = cut(link_frames(frames), 1, 2)
    frames = [labels * 3 for labels in frames]
    assert len(relink(tracks, lambda frame: frames[frame], range(4)).tracks) == 2


def test_a_decision_sleeps_while_its_mask_is_gone():
    frames = far_apart()
    tracks = join(link_frames(frames), 1, 2)
    gone = relink(tracks, lambda frame: disc() if frame == 2 else frames[frame], [2])
    assert [one.start for one in gone.tracks.values()] == [0, 3]
    back = relink(gone, lambda frame: frames[frame], [2])
    assert spans(back) == [(1, 0, 3, 0)]


def test_a_division_outlives_renewed_masks():
    frames = [disc((20, 20)), disc((20, 20), (20, 40)), disc((20, 20), (20, 40))]
    tracks = divide(link_frames(frames), 1, (2,))
    frames[1] = np.where(frames[1] > 0, 3 - frames[1], 0)
    again = relink(tracks, lambda frame: frames[frame], [1])
    assert [one.parent for one in again.tracks.values()] == [0, 1, 1]


def test_a_join_over_a_long_gap_outlives_renewed_masks():
    frames = [disc((20, 20)), *[disc()] * 5, disc((20, 20))]
    tracks = join(link_frames(frames), 1, 2)
    for frame in (0, 6):
        again = relink(tracks, lambda frame: frames[frame], [frame], TimeSettings())
        assert spans(again) == [(1, 0, 6, 0)]
    frames[1] = disc((20, 20))
    again = relink(tracks, lambda frame: frames[frame], [1])
    assert (1, 0, 6, 0) in spans(again)


def test_slices_are_linked_anew():
    before, after = [TWO] * 4, [TWO, 2 * TWO, 2 * TWO, TWO]
    tracks = relink(link_slices(before), lambda frame: after[frame], [1, 2])
    assert tracks.axis == "depth"
    assert spans(tracks) == [(1, 0, 3, 0), (2, 0, 3, 0)]
    assert tracks.mapping(1) == {2: 1, 4: 2}


def test_masks_that_changed_must_be_named():
    tracks = link_frames([TWO] * 4)
    with pytest.raises(InputError, match="frame 1 are not those that were linked"):
        relink(tracks, lambda frame: 2 * TWO, [1])


# ---- doubts ----


def test_sound_tracks_raise_no_doubt():
    assert find_doubts(link_frames([TWO] * 4)) == []
    assert find_doubts(link_frames([TWO])) == []
    assert find_doubts(link_frames([])) == []


def test_doubts_name_their_reason():
    frames = [TWO, TWO, disc((20, 20)), TWO, disc((20, 20), (50, 50), (5, 70))]
    frames[3] = np.maximum(TWO, disc((20, 20), radius=9))
    frames.append(disc((20, 31), (50, 50)))
    found = {(one.frame, one.reason): one for one in find_doubts(link_frames(frames))}
    assert set(found) == {(3, "gap"), (3, "area"), (4, "area"), (4, "lone"), (5, "jump")}
    assert (found[3, "gap"].value, found[4, "lone"].label) == (1, 3)
    assert found[5, "jump"].value == pytest.approx(11 / 11.8, rel=0.1)


def test_a_division_into_halves_is_no_leap():
    whole, halves = disc((40, 40), radius=9), disc((36, 34), (44, 46))
    assert find_doubts(link_frames([whole, whole, halves, halves])) == []


# ---- doubts that the user has looked at ----


def test_a_link_that_is_confirmed_is_no_doubt_and_stays_so_when_masks_are_renewed():
    frames = [disc((40, 40), radius=6), disc((40, 40), radius=12), disc((40, 40), radius=12)]
    tracks = link_frames(frames)
    (doubt,) = find_doubts(tracks)
    confirmed = confirm(tracks, Node(doubt.frame, doubt.label))
    assert find_doubts(confirmed) == []
    assert spans(confirmed) == spans(tracks)
    renewed = relink(confirmed, lambda frame: frames[frame], [1])
    assert find_doubts(renewed) == []


def test_a_lone_mask_is_confirmed_too():
    frames = [TWO, disc((20, 20), (50, 50), (70, 10)), TWO]
    tracks = link_frames(frames)
    (doubt,) = find_doubts(tracks)
    confirmed = confirm(tracks, Node(doubt.frame, doubt.label))
    assert find_doubts(confirmed) == []
    assert find_doubts(relink(confirmed, lambda frame: frames[frame], [1, 2])) == []


def test_cutting_a_confirmed_link_takes_the_decision_back():
    tracks = link_frames([TWO] * 3)
    confirmed = confirm(tracks, Node(1, 1))
    again = cut(confirmed, confirmed.id_of(Node(1, 1)), 1)
    assert [each.kind for each in again.decisions] == ["cut"]


def test_doubts_on_specks_are_counted_and_not_listed():
    speck = np.array(TWO)
    speck[70:72, 70:72] = 9
    tracks = link_frames([TWO, speck, TWO])
    doubts = find_doubts(tracks)
    assert [each.reason for each in doubts] == ["lone"]
    assert without_specks(tracks, doubts) == ([], 1)
    lone = find_doubts(link_frames([TWO, disc((20, 20), (50, 50), (70, 10)), TWO]))
    large = link_frames([TWO, disc((20, 20), (50, 50), (70, 10)), TWO])
    assert without_specks(large, lone) == (lone, 0)
    assert without_specks(large, lone, least_area_px=1000) == ([], 1)
