"""Do the laws of topics hold: order, identity, what stays assigned, analysts' word, what is kept as bytes?"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.signals.signal_worlds import SETTINGS, SIZE, near, read_through, sentence, told
from grappe.engines.signals import Corrections, Ledger, Merge, State, advance, from_bytes, moved, to_bytes
from grappe.engines.signals.daily import advance_through

SUBJECTS = st.none() | st.integers(0, 4)
DAYS = st.lists(st.lists(SUBJECTS, max_size=9), min_size=1, max_size=7)
LAW = settings(max_examples=40, deadline=None)


def same(one, two):
    """Whether two states are equal to the last number."""
    assert [(t.id, t.weight, t.into, t.parents, t.sample) for t in one.topics] == [
        (t.id, t.weight, t.into, t.parents, t.sample) for t in two.topics
    ]
    for left, right in zip(one.topics, two.topics, strict=True):
        assert np.allclose(left.total, right.total, atol=1e-5)
    assert set(one.waiting) == set(two.waiting)
    assert (one.next_id, one.day) == (two.next_id, two.day)
    return True


@LAW
@given(DAYS, st.randoms(use_true_random=False))
def test_the_order_within_a_day_does_not_matter(days, lot):
    shuffled = []
    for on, rows, vectors in told(days):
        order = list(range(len(rows)))
        lot.shuffle(order)
        shuffled.append((on, [rows[place] for place in order], vectors[order]))
    one, changes = read_through(told(days))
    two, others = read_through(shuffled)
    assert same(one, two)
    assert [set(c.assigned) for c in changes] == [set(c.assigned) for c in others]


@LAW
@given(DAYS)
def test_many_days_at_once_are_as_one_day_after_the_other(days):
    one, changes = read_through(told(days))
    pairs = list(advance_through(State(), told(days), SETTINGS))
    assert same(one, pairs[-1][0])
    assert [c.assigned for _, c in pairs[:-1]] == [c.assigned for c in changes]


@LAW
@given(DAYS, st.integers(0, 6))
def test_a_state_kept_as_bytes_goes_on_as_if_it_had_stayed(days, cut):
    all_days = told(days)
    one, _ = read_through(all_days)
    half, _ = read_through(all_days[:cut])
    kept = to_bytes(half)
    assert to_bytes(from_bytes(kept)) == kept
    two, _ = read_through(all_days[cut:], from_bytes(kept))
    assert same(one, two)


@LAW
@given(DAYS)
def test_what_is_assigned_moves_only_by_a_merge_or_a_split_that_says_so(days):
    where = {}
    for change in read_through(told(days))[1]:
        told_of = {split.topic for split in change.split}
        for row in change.assigned:
            place = (row.note, row.index)
            assert place not in where or where[place] in told_of
            where[place] = row.topic
    assert len({(place[0]) for place in where}) == len(where)


@LAW
@given(DAYS)
def test_ids_are_never_given_twice_and_topics_never_vanish(days):
    state, seen = State(), set()
    for on, rows, vectors in told(days):
        before = {topic.id for topic in state.topics}
        state, change = advance(state, on, rows, vectors, settings=SETTINGS)
        now = {topic.id for topic in state.topics}
        assert before <= now
        assert not set(change.born) & before
        assert set(change.born) == now - before
        seen |= now
        assert state.next_id > max(seen, default=0)
        for topic in state.topics:
            assert state.resolve(topic.id) in state.living()


def test_a_topic_that_has_become_vague_does_not_take_up_what_is_only_near_its_centre():
    """The mean of many directions is near to each of them: without the second condition a vague topic would grow and grow."""
    state, _ = read_through(told([[0] * 5]))
    (topic,) = state.topics
    spread = np.stack([0.7 * near(0, n, 0.0) + near(n, n, 0.0) for n in range(1, 11)])
    spread /= np.linalg.norm(spread, axis=1, keepdims=True)
    vague = replace(topic, total=spread.sum(axis=0).astype(np.float64), weight=10, confirmed=True)
    state = replace(state, topics=(vague,))
    assert float(vague.centroid @ spread[0]) > SETTINGS.join
    loose, strict = replace(SETTINGS, mean=-1.0), replace(SETTINGS, mean=0.45)
    rows = [sentence(80, 1)]
    _, taken = advance(state, state.day, rows, spread[:1], settings=loose)
    _, left = advance(state, state.day, rows, spread[:1], settings=strict)
    assert len(taken.assigned) == 1 and left.assigned == ()


def test_noise_founds_nothing():
    state, changes = read_through(told([[None] * 12] * 8))
    assert state.topics == ()
    assert not any(change.assigned for change in changes)
    assert len(state.waiting) == 96


def test_three_notes_wait_and_the_fourth_founds_a_topic_with_them():
    state, _ = read_through(told([[2, 2], [2]]))
    assert state.topics == () and len(state.waiting) == 3
    state, changes = read_through(told([[2, 2], [2], [2]]))
    assert len(state.topics) == 1
    assert {row.note for row in changes[-1].assigned} == {0, 1, 2, 3}
    assert state.waiting == ()


def test_many_sentences_of_one_note_are_no_topic():
    rows = [sentence("long", 0, index) for index in range(6)]
    vectors = np.array([near(1, index) for index in range(6)])
    state, _ = advance(State(), rows[0].on, rows, vectors, settings=SETTINGS)
    assert state.topics == () and len(state.waiting) == 6


def test_what_waits_too_long_is_forgotten():
    days = told([[3, 3, 3]] + [[]] * 80 + [[3]])
    state, changes = read_through(days)
    assert sum(change.forgotten for change in changes) == 3
    assert state.topics == () and len(state.waiting) == 1


def test_an_archive_that_comes_in_later_finds_its_topics_all_the_same():
    state, _ = read_through(told([[3]]))
    rows = [sentence(f"old {key}", -400 + key) for key in range(6)]
    days = [(row.on, [row], near(7, key)[None]) for key, row in enumerate(rows)]
    state, changes = read_through(days, state)
    assert [topic.weight for topic in state.topics] == [6] and not sum(c.forgotten for c in changes)


def test_no_more_wait_than_may():
    state, _ = read_through(told([[None] * 30] * 3), settings=replace(SETTINGS, most_waiting=40))
    assert len(state.waiting) == 40
    assert min(row.note for row in state.waiting) == 50


@pytest.fixture
def two():
    """A state with two topics of eight and five sentences."""
    state, _ = read_through(told([[0] * 8 + [1] * 5]))
    one, other = sorted(state.topics, key=lambda topic: -topic.weight)
    assert (one.weight, other.weight) == (8, 5)
    return state, one.id, other.id


def corrected(state, corrections, rows=(), vectors=None):
    vectors = np.zeros((0, SIZE), dtype=np.float32) if vectors is None else vectors
    return advance(state, state.day, rows, vectors, corrections, SETTINGS)


def test_an_analyst_merges_two_topics_and_their_sentences_count_together(two):
    state, one, other = two
    state, change = corrected(state, Corrections(merge=(Merge(other, one),)))
    assert change.merged == (Merge(other, one),)
    assert list(state.living()) == [one] and state.resolve(other) == one
    assert state.living()[one].weight == 13
    state, change = corrected(state, Corrections(), [sentence(99, 1)], np.array([near(0, 99)]))
    assert [row.topic for row in change.assigned] == [one]


def test_an_analyst_splits_a_topic_and_it_is_not_put_together_again(two):
    state, one, other = two
    state, _ = corrected(state, Corrections(merge=(Merge(other, one),)))
    keeps, leaves = near(0, 1, 0.0), near(1, 1, 0.0)
    state, change = corrected(state, Corrections(split=((one, keeps, leaves),)))
    (split,) = change.split
    assert split.topic == one and change.born == (split.born,)
    assert state.living()[split.born].parents == (one,)
    assert (state.living()[one].weight, state.living()[split.born].weight) == (8, 5)
    close = replace(SETTINGS, merge=-1.0, among=-1.0)
    state, change = advance(state, state.day, [sentence(50, 1)], np.array([near(0, 50)]), settings=close)
    assert change.merged == ()


def test_the_sentences_of_a_split_topic_go_to_the_nearer_centre(two):
    state, one, other = two
    rows = read_through(told([[0] * 8 + [1] * 5]))[1][0].assigned
    rows = [replace(row, topic=one) for row in rows]
    vectors = np.array([near(0 if row.note < 8 else 1, row.note) for row in rows])
    _, change = corrected(state, Corrections(split=((one, near(0, 1, 0.0), near(1, 1, 0.0)),)))
    after = moved(change.split[0], rows, vectors)
    assert {row.note for row in after if row.topic == change.split[0].born} == {8, 9, 10, 11, 12}


def test_a_confirmed_topic_is_never_merged_away(two):
    state, one, other = two
    state, _ = corrected(state, Corrections(confirm=frozenset({other})))
    close = replace(SETTINGS, merge=-1.0, among=-1.0)
    rows, vectors = [sentence(60, 1)], np.array([near(0, 60)])
    after, change = advance(state, state.day, rows, vectors, settings=close)
    assert change.merged == (Merge(one, other),)  # the older, not confirmed one goes into it
    state, _ = corrected(state, Corrections(confirm=frozenset({one})))
    after, change = advance(state, state.day, rows, vectors, settings=close)
    assert change.merged == () and set(after.living()) == {one, other}


def test_a_hidden_topic_goes_on_collecting_and_can_be_shown_again(two):
    state, one, other = two
    state, _ = corrected(state, Corrections(hide=frozenset({one})))
    state, change = corrected(state, Corrections(), [sentence(70, 1)], np.array([near(0, 70)]))
    assert [row.topic for row in change.assigned] == [one] and state.living()[one].hidden
    state, _ = corrected(state, Corrections(show=frozenset({one})))
    assert not state.living()[one].hidden


def test_a_correction_of_a_topic_that_never_was_is_an_error(two):
    with pytest.raises(KeyError):
        corrected(two[0], Corrections(confirm=frozenset({404})))


def test_a_topic_that_falls_in_two_says_so():
    eager = replace(SETTINGS, join=-1.0, mean=-1.0, split=0.5)
    state, _ = read_through(told([[0] * 5]))
    days = told([[0] * 5, [1] * 14])[1:]
    state, changes = read_through(days, state, eager)
    (split,) = changes[0].split
    assert state.living()[split.born].parents == (split.topic,)
    centres = {key: topic.centroid for key, topic in state.living().items()}
    assert {int(centre.argmax()) for centre in centres.values()} == {0, 1}


def test_other_bytes_are_refused():
    for other in (b"PK nothing", b"PK\x03\x04 half a zip", b""):
        with pytest.raises(ValueError, match="no state of signals"):
            from_bytes(other)


def test_trends_count_what_is_near_a_centre_whatever_topic_it_went_to():
    ledger = Ledger()
    rows = [sentence(key, 0) for key in range(6)]
    ledger.keep(rows, np.array([near(0, key) for key in range(3)] + [near(1, key) for key in range(3)]))
    _, one, other = two_topics()
    found = ledger.near([one, other], 0.42)
    assert found == {one.id: {0, 1, 2}, other.id: {3, 4, 5}}
    wide = ledger.near([one, other], -1.0)
    assert wide[one.id] == wide[other.id] == set(range(6))


def two_topics():
    state, _ = read_through(told([[0] * 8 + [1] * 5]))
    return state, *sorted(state.topics, key=lambda topic: -topic.weight)
