"""Any sequence of corrections and renewals leaves tracks that fit together."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.linking.corrections import cut, divide, join
from sketchpose_engine.linking.relinking import relink
from sketchpose_engine.linking.time_linker import link_frames
from tests.engine.linking.movies import movie, shuffled, without

IDS = st.integers(1, 12)
EDITS = st.one_of(
    st.tuples(st.just("join"), IDS, IDS),
    st.tuples(st.just("cut"), IDS, st.integers(0, 5)),
    st.tuples(st.just("divide"), IDS, st.lists(IDS, min_size=1, max_size=2, unique=True)),
    st.tuples(st.just("renew"), st.integers(0, 5), st.integers(0, 3)),
)


def edited(tracks, edit, frames):
    kind, one, other = edit
    if kind == "join":
        return join(tracks, one, other)
    if kind == "cut":
        return cut(tracks, one, other)
    if kind == "divide":
        return divide(tracks, one, tuple(other))
    labels = frames[one]
    frames[one] = shuffled([np.where(labels == other, 0, labels)], one)[0]
    return relink(tracks, lambda frame: frames[frame], [one])


def check(tracks, frames):
    found = tracks.tracks
    for frame, ids in enumerate(tracks.ids):
        assert sorted(tracks.objects[frame].labels) == sorted(np.unique(frames[frame])[1:])
        assert len(set(ids.tolist())) == len(ids) and (ids > 0).all()
    for track in found.values():
        nodes = tracks.nodes(track.id)
        assert (track.start, track.end, track.count) == (
            nodes[0].frame,
            nodes[-1].frame,
            len(nodes),
        )
        assert len(tracks.daughters(track.id)) in (0, 2)
        assert track.parent == 0 or found[track.parent].end < track.start
    for links in tracks.previous:
        assert (links[:, 0] >= -1).all()


@settings(max_examples=40)
@given(st.integers(0, 1000), st.lists(EDITS, max_size=6))
def test_tracks_fit_together_after_any_corrections(seed, edits):
    one = movie(seed, cells=5, frames=6, shape=(70, 70))
    frames = without(one, 0.15, seed)
    tracks = link_frames(frames)
    check(tracks, frames)
    for edit in edits:
        before = (tracks, tracks.ids, list(frames))
        try:
            tracks = edited(tracks, edit, frames)
        except InputError:
            continue
        check(tracks, frames)
        check(before[0], before[2])
        assert before[0].ids is before[1]
