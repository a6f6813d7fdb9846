"""What is done so that two calendars say the same: a table of every case, and what holds whatever happened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.agenda import Agreed, Decision, Policy, Step, decide

FOLLOW = {"when": Policy.FOLLOW, "subject": Policy.FOLLOW}
A, B, C = ({"when": when, "subject": "Visit"} for when in ("9", "10", "11"))
RENAMED = {"when": "9", "subject": "Call"}
BOTH_A = Agreed(A, A)


@pytest.mark.parametrize(
    ("here", "there", "agreed", "step", "take", "write", "differ"),
    [
        (None, None, None, Step.NOTHING, {}, (), ()),
        (None, None, BOTH_A, Step.FORGET, {}, (), ()),
        (None, A, BOTH_A, Step.REMOVE, {}, (), ()),
        (None, B, BOTH_A, Step.CONFLICT, {}, (), ("when",)),
        (None, A, None, Step.NOTHING, {}, (), ()),
        (A, None, None, Step.CREATE, {}, ("when", "subject"), ()),
        (A, None, BOTH_A, Step.ASK_GONE, {}, (), ()),
        (B, None, BOTH_A, Step.ASK_GONE, {}, (), ()),
        (A, A, None, Step.AGREE, {}, (), ()),
        (A, B, None, Step.CONFLICT, {}, (), ("when",)),
        (A, A, BOTH_A, Step.NOTHING, {}, (), ()),
        (B, A, BOTH_A, Step.CHANGE, {}, ("when",), ()),
        (A, B, BOTH_A, Step.CHANGE, {"when": "10"}, (), ()),
        (B, B, BOTH_A, Step.AGREE, {}, (), ()),
        (B, C, BOTH_A, Step.CONFLICT, {}, (), ("when",)),
        (RENAMED, B, BOTH_A, Step.CHANGE, {"when": "10"}, ("subject",), ()),
    ],
)
def test_every_case(here, there, agreed, step, take, write, differ):
    assert decide(here, there, agreed, policy=FOLLOW) == Decision(step, take, write, differ)


def test_what_is_changed_here_only_is_asked():
    policy = FOLLOW | {"when": Policy.ASK}
    assert decide(A, B, BOTH_A, policy=policy) == Decision(Step.CONFLICT, differ=("when",))


def test_what_it_is_called_there_may_be_nobodys_business():
    policy = FOLLOW | {"subject": Policy.THEIRS}
    assert decide(A, RENAMED, BOTH_A, policy=policy).step == Step.AGREE
    kept = Agreed(A, RENAMED)
    assert decide(A, RENAMED, kept, policy=policy).step == Step.NOTHING
    masked = {"when": "9", "subject": "In confidence"}
    assert decide(masked, RENAMED, kept, policy=policy) == Decision(Step.CHANGE, write=("subject",))


def test_what_repeats_there_is_not_taken():
    assert decide(A, B, BOTH_A, policy=FOLLOW, unfit=frozenset({"when"})).differ == ("when",)


def test_nobody_is_asked_about_what_was_tidied_up_afterwards():
    assert decide(A, None, BOTH_A, policy=FOLLOW, over=True).step == Step.FORGET


FIELDS = ("when", "subject", "place")
facts = st.fixed_dictionaries({name: st.sampled_from(["a", "b", "c"]) for name in FIELDS})
maybe = st.none() | facts
policies = st.fixed_dictionaries({name: st.sampled_from(list(Policy)) for name in FIELDS})
agreements = st.none() | st.builds(Agreed, facts, facts)


def applied(here, there, agreed, found):
    """Both sides, and what is agreed, once the step is done."""
    if found.step in {Step.CREATE, Step.CHANGE, Step.AGREE}:
        here = here | found.take
        there = (there or {}) | {name: here[name] for name in found.write}
        return here, there, Agreed(here, there)
    if found.step == Step.REMOVE:
        return here, None, agreed
    return here, there, None if found.step == Step.FORGET else agreed


@given(maybe, maybe, agreements, policies, st.booleans())
def test_after_one_step_there_is_none_left(here, there, agreed, policy, over):
    found = decide(here, there, agreed, policy=policy, over=over)
    if found.step in {Step.CONFLICT, Step.ASK_GONE}:
        return
    if found.step == Step.FORGET and here is not None:
        return  # whoever calls forgets it for good
    here, there, agreed = applied(here, there, agreed, found)
    again = decide(here, there, agreed, policy=policy, over=over)
    assert again.step in {Step.NOTHING, Step.FORGET}


@given(facts, facts, st.builds(Agreed, facts, facts), policies)
def test_only_what_the_other_side_alone_changed_is_taken(here, there, agreed, policy):
    found = decide(here, there, agreed, policy=policy)
    for name, value in found.take.items():
        assert policy[name] == Policy.FOLLOW and value == there[name]
        assert here[name] == agreed.here[name] and there[name] != agreed.there[name]


@given(facts, facts, st.builds(Agreed, facts, facts))
def test_nothing_that_both_changed_in_two_ways_is_lost(here, there, agreed):
    found = decide(here, there, agreed, policy=dict.fromkeys(FIELDS, Policy.FOLLOW))
    both = {
        name for name in FIELDS
        if here[name] != agreed.here[name] and there[name] != agreed.there[name] and here[name] != there[name]
    }  # fmt: skip
    assert set(found.differ) == both
    assert (found.step == Step.CONFLICT) == bool(both)


@given(maybe, agreements, policies, st.booleans())
def test_what_is_gone_there_is_never_taken_away_here(here, agreed, policy, over):
    found = decide(here, None, agreed, policy=policy, over=over)
    assert not found.take and found.step not in {Step.CHANGE, Step.REMOVE}
