"""How does a roadmap stand, and in which words?"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_plans import day, plans, step

from grappe.engines.kernel import Money
from grappe.engines.planning import (
    Aid,
    AidState,
    Plan,
    StateKind,
    day_in_words,
    money_in_words,
    sentence,
    state_of,
)

AIDS = (
    Aid(AidState.OBTAINED, Money.eur(60000), Money.eur(50000), Money.eur(30000), Money.eur(10000)),
    Aid(AidState.REFUSED, Money.eur(9000), Money.eur(8000)),
)
PLAN = Plan.of(
    [
        replace(step("a", 0, 5), title="Audit", cost=Money.eur(80000), aids=AIDS),
        replace(step("b", 6, 5, ("a",)), title="Plan"),
        replace(step("c", 20, 2, ("b",)), title="Apply"),
    ]
)


def with_step(plan, step_id, **changes):
    return plan.with_steps({step_id: replace(plan.by_id[step_id], **changes)})


def test_money_is_summed_over_all_aids():
    money = state_of(PLAN, today=day(0)).money
    assert money.cost == Money.eur(80000)
    assert money.requested == Money.eur(58000)
    assert money.obtained == Money.eur(30000)
    assert money.paid == Money.eur(10000)
    assert money.refused == Money.eur(8000)
    assert money.expected == Money.eur(60000)


def test_aids_of_the_roadmap_as_a_whole_count_too():
    plan = replace(PLAN, other_aids=(Aid(AidState.REQUESTED, Money.eur(500), Money.eur(400)),))
    money = state_of(plan, today=day(0)).money
    assert (money.requested, money.expected) == (Money.eur(58400), Money.eur(60500))
    assert plan.with_steps({}).other_aids == plan.other_aids


def test_nothing_is_expected_of_a_refused_aid():
    refused = (Aid(AidState.REFUSED, requested=Money.eur(100)),)
    one = replace(step("a", 0), expected_aid=Money.eur(100), aids=refused)
    assert state_of(Plan.of([one]), today=day(0)).money.expected == Money(0)
    both = replace(one, aids=(*refused, Aid(AidState.REQUESTED, requested=Money.eur(100))))
    assert state_of(Plan.of([both]), today=day(0)).money.expected == Money.eur(100)


def test_on_track():
    state = state_of(PLAN, today=day(2))
    assert (state.kind, state.done, state.steps, state.next_step.step_id) == (StateKind.ON_TRACK, 0, 3, "a")
    assert sentence(state, "en") == (
        "On track: 0 of 3 steps done; next is “Audit”, by 6 March 2026; "
        "€58,000 of aid requested, €30,000 obtained, €10,000 paid."
    )
    assert sentence(state, "fr") == (
        "Dans les temps\u00a0: 0 étape sur 3 terminée\u00a0; la suite est «\u00a0Audit\u00a0», "
        "d’ici au 6 mars 2026\u00a0; "
        "58\u202f000\u00a0€ d’aide demandés, 30\u202f000\u00a0€ obtenus, 10\u202f000\u00a0€ versés."
    )
    assert (
        sentence(state, "de")
        == sentence(state, "lb")
        == (
            "Im Plan: 0 von 3 Schritten erledigt; als Nächstes kommt „Audit“, bis 6. März 2026; "
            "58.000\u00a0€ Förderung beantragt, 30.000\u00a0€ bewilligt, 10.000\u00a0€ ausgezahlt."
        )
    )


def test_late_says_from_when_another_waits():
    late = state_of(PLAN, today=day(5))
    assert (late.kind, late.days_late) == (StateKind.LATE, 1)
    assert sentence(late, "en").startswith(
        "Late: 0 of 3 steps done, “Audit” is 1 day late and “Plan” waits for it from 8 March 2026;"
    )
    assert (
        "«\u00a0Audit\u00a0» a 1 jour de retard et «\u00a0Plan\u00a0» l’attend dès le 8 mars 2026"
        in sentence(late, "fr")
    )
    assert "„Audit“ ist seit 1 Tag überfällig, und „Plan“ wartet ab 8. März 2026 darauf" in sentence(
        late, "de"
    )


def test_without_room_a_late_step_blocks_at_once():
    tight = Plan.of([step("a", 0, 5), step("b", 5, 5, ("a",)), step("c", 10, 2, ("b",))])
    assert state_of(tight, today=day(4)).kind is StateKind.ON_TRACK
    assert state_of(tight, today=day(5)).kind is StateKind.BLOCKED


def test_blocked_by_what_is_not_done():
    state = state_of(PLAN, today=day(8))
    assert state.kind is StateKind.BLOCKED
    assert [each.step_id for each in state.waiting] == ["b"]
    assert sentence(state, "en").startswith(
        "Blocked: 0 of 3 steps done, “Plan” cannot start before “Audit” is done, 4 days late;"
    )
    assert "ne peut pas commencer avant la fin de" in sentence(state, "fr")
    assert "kann nicht beginnen, bevor „Audit“ erledigt ist, 4 Tage Verspätung" in sentence(state, "de")
    # Started today, the audit takes five days and the plan five more: the last step keeps its date.
    assert (state.planned_end, state.expected_end) == (day(21), day(21))
    assert state_of(PLAN, today=day(12)).expected_end == day(23)


def test_blocked_by_an_obstacle_that_somebody_wrote_down():
    state = state_of(with_step(PLAN, "a", obstacle="the permit is missing."), today=day(1))
    assert state.kind is StateKind.BLOCKED
    assert sentence(state, "en").startswith(
        "Blocked: 0 of 3 steps done, “Audit” is stuck: the permit is missing;"
    )
    assert state_of(with_step(PLAN, "c", obstacle="later"), today=day(1)).kind is StateKind.ON_TRACK


def test_finished_and_empty():
    done = Plan.of(replace(each, done_on=each.end) for each in PLAN.steps)
    assert sentence(state_of(done, today=day(90)), "en") == (
        "Finished: 3 of 3 steps done; €58,000 of aid requested, €30,000 obtained, €10,000 paid."
    )
    assert sentence(state_of(Plan(), today=day(0)), "en") == "Nothing is planned yet."
    assert sentence(state_of(Plan(), today=day(0)), "fr") == "Rien n’est encore prévu."
    assert sentence(state_of(Plan(), today=day(0)), "de") == "Noch ist nichts geplant."


def test_an_aid_that_is_only_expected():
    plan = Plan.of([replace(step("a", 0), expected_aid=Money.eur("1234.5"))])
    assert sentence(state_of(plan, today=day(0)), "en").endswith("; €1,234.50 of aid expected.")
    assert sentence(state_of(plan, today=day(0)), "fr").endswith("1\u202f234,50\u00a0€ d’aide attendus.")


@given(plans(), st.integers(-30, 120), st.sampled_from(["en", "fr", "de", "lb", "pt"]))
def test_one_sentence_for_any_roadmap(plan, number, language):
    state = state_of(plan, today=day(number))
    said = sentence(state, language)
    assert said.endswith(".") and not said.endswith("..")
    assert "\n" not in said and "  " not in said and "None" not in said and "[" not in said
    assert (state.kind is StateKind.FINISHED) == all(each.is_done for each in plan.steps)
    if state.kind is StateKind.ON_TRACK:
        assert not state.late and not state.waiting
    assert state.expected_end >= state.planned_end


@pytest.mark.parametrize(
    ("cents", "en", "fr", "de"),
    [
        (0, "€0", "0\u00a0€", "0\u00a0€"),
        (123456789, "€1,234,567.89", "1\u202f234\u202f567,89\u00a0€", "1.234.567,89\u00a0€"),
        (-500, "−€5", "−5\u00a0€", "−5\u00a0€"),
        (5, "€0.05", "0,05\u00a0€", "0,05\u00a0€"),
    ],
)
def test_amounts_in_words(cents, en, fr, de):
    assert [money_in_words(Money(cents), code) for code in ("en", "fr", "de")] == [en, fr, de]


def test_days_in_words():
    first = day(30)
    assert [day_in_words(first, code) for code in ("en", "fr", "de")] == [
        "1 April 2026",
        "1er avril 2026",
        "1. April 2026",
    ]
