"""Optimal choice of links and divisions, against all choices."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpose_engine.linking import assignment
from sketchpose_engine.linking.assignment import NO_TRIPLES, Pairs, Triples, assign

GAINS = st.integers(-2, 9)


def best(pairs, triples):
    """Largest sum of gains of all allowed choices."""
    options = [({("r", r), ("c", c)}, g) for r, c, g in pairs if g > 0]
    options += [({("r", r), ("c", a), ("c", b)}, g) for r, a, b, g in triples if g > 0]

    def value(place, used):
        if place == len(options):
            return 0
        ends, gain = options[place]
        without = value(place + 1, used)
        return without if ends & used else max(without, gain + value(place + 1, used | ends))

    return value(0, frozenset())


def solved(pairs, triples, shape):
    columns = list(zip(*pairs, strict=True)) or [(), (), ()]
    others = list(zip(*triples, strict=True)) or [(), (), (), ()]
    links = Pairs(*(np.array(c, np.int64) for c in columns[:2]), np.array(columns[2], float))
    divisions = Triples(*(np.array(c, np.int64) for c in others[:3]), np.array(others[3], float))
    return assign(links, shape, divisions if triples else NO_TRIPLES)


@settings(max_examples=150)
@given(st.data())
def test_no_choice_gains_more(data):
    places = [(r, c) for r in range(4) for c in range(4)]
    chosen = data.draw(st.lists(st.sampled_from(places), unique=True, max_size=9))
    pairs = [(*place, data.draw(GAINS)) for place in chosen]
    split = [(r, a, b) for r in range(4) for a, b in combinations(range(4), 2)]
    divided = data.draw(st.lists(st.sampled_from(split), unique=True, max_size=4))
    triples = [(*one, data.draw(GAINS)) for one in divided]
    links, divisions = solved(pairs, triples, (4, 4))
    used = [("r", pairs[n][0]) for n in links] + [("c", pairs[n][1]) for n in links]
    for n in divisions:
        r, a, b, _ = triples[n]
        used += [("r", r), ("c", a), ("c", b)]
    assert len(used) == len(set(used))
    total = sum(pairs[n][2] for n in links) + sum(triples[n][3] for n in divisions)
    assert total == best(pairs, triples)


def test_large_components_are_solved_alike(monkeypatch):
    rng = np.random.default_rng(0)
    places = np.unique(rng.integers(0, 40, (400, 2)), axis=0)
    pairs = Pairs(places[:, 0], places[:, 1], rng.uniform(0, 1, len(places)))
    dense = assign(pairs, (40, 40))[0]
    monkeypatch.setattr(assignment, "DENSE", 0)
    assert np.array_equal(dense, assign(pairs, (40, 40))[0])


def test_nothing_to_choose():
    links, divisions = solved([], [], (0, 0))
    assert len(links) == len(divisions) == 0
