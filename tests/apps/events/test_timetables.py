"""Is a timetable ordered, computed by the real engine, stopped, taken up after a death, published and taken back?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from factories import events as make
from factories.events import AT
from factories.jobs import work
from grappe.apps.events.models import Letter, Table, Timetable, Unavailable
from grappe.apps.events.operations import by_hand, halls, results, timetables
from grappe.apps.events.operations.timetables import Teller
from grappe.apps.events.queries import grid, problems, search_curve
from grappe.apps.events.queries import timetables as found_timetables
from grappe.engines.timetable.schedule import Progress, Solution, Status
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
FOUR = ("Ada", "Ben", "Cem", "Dora")


@pytest.fixture
def plan(people):
    return make.plan(make.event(people.manager), slots=4, tables=2)


@pytest.fixture
def four(plan):
    return {name: make.participant(plan, name) for name in FOUR}


@pytest.fixture
def agreed(plan, four):
    """Everybody meets everybody: six meetings, which four slots and two tables can hold without a break."""
    return {
        (a, b): make.request(four[a], four[b]) for number, a in enumerate(FOUR) for b in FOUR[number + 1 :]
    }


def order(plan, people, **more):
    values = {"fairness": 2, "time_limit": 30} | more
    return timetables.order_timetable(plan=plan, **values, by=people.manager, at=clock.now())


def computed(plan, people, **more):
    made = order(plan, people, **more)
    timetables.perform_timetable(timetable_id=made.pk, now=clock.now)
    made.refresh_from_db()
    return made


def test_who_may_order(people, plan, agreed):
    for name, user in people.by_role().items():
        if name in ("administrator", "manager"):
            made = timetables.order_timetable(plan=plan, fairness=2, time_limit=30, by=user, at=AT)
            timetables.stop_timetable(timetable=made, by=user, at=AT)
        else:
            with pytest.raises(PermissionDenied):
                timetables.order_timetable(plan=plan, fairness=2, time_limit=30, by=user, at=AT)


def test_the_problem_is_made_of_what_is_agreed(people, plan, four, agreed):
    slots, tables = list(plan.slots.all()), list(plan.tables.all())
    first, second = agreed["Ada", "Ben"], agreed["Cem", "Dora"]
    first.fixed_slot, first.fixed_table, first.wish, first.answer_wish = slots[2], tables[1], 1, 1
    first.save()
    second.must = True
    second.session = 1
    second.save()
    make.participant(plan, "Nobody")
    make.request(four["Ada"], make.participant(plan, "Eve"), state="asked")
    four["Ben"].unavailable.create(slot=slots[0])
    by_hand.arrange(
        request=agreed["Ada", "Cem"],
        values={"must": False, "session": 3, "fixed_slot": None, "fixed_table": None},
        before=[second.pk], by=people.manager, at=AT,
    )  # fmt: skip
    Table.objects.filter(pk=tables[0].pk).update(lost_from=slots[2].starts_at)
    problem, maps = problems.problem_of(plan)
    assert problem.people == FOUR and (problem.slots, problem.morning) == (4, 2)
    assert problem.tables == (2, 2, 1, 1)
    assert maps.tables == (tables[1].pk, tables[0].pk)  # the lost one comes last
    assert problem.forbidden == (frozenset(), frozenset({0}), frozenset(), frozenset())
    by_request = dict(zip(maps.requests, problem.meetings, strict=True))
    assert (by_request[first.pk].fixed, by_request[first.pk].table, by_request[first.pk].priority) == (
        2,
        0,
        1,
    )
    assert (by_request[second.pk].priority, by_request[second.pk].session) == (None, 1)
    assert by_request[agreed["Ada", "Cem"].pk].after == (maps.requests.index(second.pk),)
    again, maps_again = problems.restored(problems.stored(problem, maps))
    assert maps_again == maps and again.meetings == problem.meetings and again.forbidden == problem.forbidden
    assert again.people == tuple(str(pk) for pk in maps.people)  # ids, not names, are kept


def test_who_does_not_come_is_left_out(plan, four, agreed):
    four["Ada"].withdrawn_at = AT
    four["Ada"].save()
    four["Ben"].registration.state = "cancelled"
    four["Ben"].registration.save()
    problem, _maps = problems.problem_of(plan)
    assert problem.people == ("Cem", "Dora") and len(problem.meetings) == 1


def test_a_problem_takes_the_same_queries_however_many(plan, four, agreed, django_assert_num_queries):
    with django_assert_num_queries(5):
        problems.problem_of(plan)
    make.request(make.participant(plan, "Eve"), four["Ada"])
    with django_assert_num_queries(5):
        problems.problem_of(plan)


def test_computed_proved_and_kept(people, plan, four, agreed):
    made = computed(plan, people)
    assert (made.state, made.status, made.breaks, made.bound) == ("done", "optimal", 0, 0)
    assert made.placed == made.placed_bound and made.meetings.filter(slot__isnull=False).count() == 6
    assert made.progress[-1]["phase"] == "done" and made.heard_at is not None
    assert made.comparison["orders"] == 100 and made.comparison["breaks_mean"] > 0
    plan.refresh_from_db()
    assert plan.state == "planning"
    seen = grid.grid_of(made)
    assert seen.placed == seen.all == 6 and all(row.meetings == 3 and row.breaks == 0 for row in seen.people)


def test_the_grid_takes_the_same_queries_however_many(people, plan, four, agreed, django_assert_num_queries):
    made = make.timetable(plan)
    slots, tables = list(plan.slots.all()), list(plan.tables.all())
    pairs = [("Ada", "Ben"), ("Cem", "Dora"), ("Ada", "Cem")]
    for number, pair in enumerate(pairs):
        make.placed(made, agreed[pair], slots[number], tables[0])
        if number in (0, 2):
            with django_assert_num_queries(3):
                assert grid.grid_of(made).placed == number + 1
    waits = grid.grid_of(made).of(four["Ada"].pk)
    assert (waits.meetings, waits.breaks, waits.waits) == (2, 1, (False, True, False, False))


@pytest.mark.parametrize(
    ("busy", "waits"),
    [
        ("", ""), ("0", "0"), ("1", "0"), ("101", "010"), ("1001", "0110"), ("0110", "0000"), ("10101", "01010"),
    ],
)  # fmt: skip
def test_waiting(busy, waits):
    assert grid.waiting([each == "1" for each in busy]) == [each == "1" for each in waits]


def test_what_has_no_place_says_why(people, plan, four, agreed):
    for slot in list(plan.slots.all())[1:]:
        four["Ada"].unavailable.create(slot=slot)
    made = computed(plan, people)
    assert made.state == "done" and made.meetings.filter(slot__isnull=True).count() == 2
    seen = grid.grid_of(made)
    assert {each.request.asker.registration.name for each in seen.unplaced} == {"Ada"}
    for each in seen.unplaced:
        assert "⟦" not in str(each.reason) and all(each.reason[language] for language in ("en", "fr", "de"))
        assert "Ada" in each.reason["en"]  # who is full is named; what is kept has ids only
    assert "Ada" not in str(list(made.meetings.values_list("reason", flat=True)))


def test_infeasible_is_said(people, plan, four, agreed):
    """Everybody must meet everybody, but two of them are there in different slots only."""
    slots = list(plan.slots.all())
    for name, mine in (("Ada", slots[:2]), ("Ben", slots[2:])):
        for slot in mine:
            four[name].unavailable.create(slot=slot)
    for request in agreed.values():
        request.must = True
        request.save()
    for pair in (("Ada", "Cem"), ("Ada", "Dora"), ("Ben", "Cem"), ("Ben", "Dora")):
        by_hand.decide_request(request=agreed[pair], state="declined", by=people.manager, at=AT)
    made = computed(plan, people)
    assert (made.state, made.status, made.breaks) == ("done", "infeasible", None)
    assert "proved" in made.message
    with pytest.raises(BadInput, match="no timetable in it"):
        timetables.publish_timetable(timetable=made, by=people.manager, at=AT)


def test_faults_are_told_before_anything_is_computed(people, plan, four):
    with pytest.raises(BadInput, match="No meeting is agreed yet"):
        order(plan, people)
    assert not Timetable.objects.exists()


def test_one_at_work(people, plan, agreed):
    order(plan, people)
    with pytest.raises(BadInput, match="being computed"):
        order(plan, people)
    with pytest.raises(BadInput, match="being computed"):
        halls.set_tables(plan=plan, number=5, by=people.manager, at=AT)


def test_a_timetable_that_breaks_a_rule_is_not_kept(people, plan, agreed):
    """Whatever an engine gives: the checker looks it over before anybody sees it."""
    made = order(plan, people)
    problem, maps = problems.restored(made.problem)
    solved = timetables.solving.solve(problem)
    doubled = Solution(**{
        **{name: getattr(solved, name) for name in Solution.__slots__},
        "placements": (*solved.placements[:-1], solved.placements[0]),
    })  # fmt: skip
    results.keep(made, doubled, problem, maps, at=AT)
    made.refresh_from_db()
    assert made.state == "failed" and "breaks a rule" in made.message and not made.meetings.exists()


# --- Stopped, died ---


def test_the_search_hears_that_it_is_to_stop(people, plan, agreed, monkeypatch):
    made = order(plan, people)
    monkeypatch.setattr(timetables, "BEAT", 0.0)
    Timetable.objects.filter(pk=made.pk).update(state="running")
    teller = Teller(made, clock.now)
    assert teller(Progress(1.0, "breaks", None, 3)) is True
    made.refresh_from_db()
    assert made.progress == [
        {"seconds": 1.0, "phase": "breaks", "bound": 3, "breaks": None, "placed": None, "spread": None}
    ]
    timetables.stop_timetable(timetable=made, by=people.manager, at=AT)
    made.refresh_from_db()
    assert made.state == "stopping"
    assert teller(Progress(2.0, "breaks", None, 4)) is False
    made.refresh_from_db()
    assert made.state == "stopping" and made.progress[-1]["bound"] == 4


def test_stopped_before_it_began(people, plan, agreed):
    made = order(plan, people)
    timetables.stop_timetable(timetable=made, by=people.manager, at=AT)
    made.refresh_from_db()
    assert made.state == "failed" and "Stopped" in made.message
    timetables.perform_timetable(
        timetable_id=made.pk, now=clock.now
    )  # the job that was ordered finds it over
    made.refresh_from_db()
    assert made.state == "failed"
    with pytest.raises(BadInput):
        timetables.stop_timetable(timetable=made, by=people.manager, at=AT)
    timetables.resume_timetable(timetable=made, by=people.manager, at=AT)
    timetables.perform_timetable(timetable_id=made.pk, now=clock.now)
    made.refresh_from_db()
    assert made.state == "done"


def test_a_worker_that_dies_is_noticed_taken_up_once_and_then_failed(people, plan, agreed):
    made = order(plan, people)
    now = clock.now()
    Timetable.objects.filter(pk=made.pk).update(state="running", started_at=now, heard_at=now)
    made.refresh_from_db()
    assert found_timetables.standing_of(made, now).gone  # nobody holds its lock
    assert [each.pk for each in timetables.take_up_the_dead(at=now)] == [made.pk]
    made.refresh_from_db()
    assert made.state == "ordered" and not timetables.take_up_the_dead(at=now)
    Timetable.objects.filter(pk=made.pk).update(state="running", started_at=now, heard_at=now)
    timetables.take_up_the_dead(at=now)
    made.refresh_from_db()
    assert made.state == "failed" and "gone" in made.message
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'events.timetable'")
        assert cursor.fetchone()[0] == 2  # the first order and the one taken up


def test_a_worker_that_lives_is_left_alone(people, plan, agreed):
    made = order(plan, people)
    now = clock.now()
    Timetable.objects.filter(pk=made.pk).update(state="running", started_at=now, heard_at=now)
    with timetables._alone(made.pk) as alone:
        assert alone
        made.refresh_from_db()
        assert found_timetables.standing_of(made, now).busy
        assert not timetables.take_up_the_dead(at=now)
        with pytest.raises(BadInput):
            timetables.resume_timetable(timetable=made, by=people.manager, at=now)
        assert not found_timetables.worker_is_there(made, now + timedelta(hours=1))  # it hangs


def test_what_breaks_on_our_side_is_said(people, plan, agreed, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("planted")

    made = order(plan, people)
    monkeypatch.setattr(timetables.solving, "solve", broken)
    with pytest.raises(RuntimeError):
        timetables.perform_timetable(timetable_id=made.pk, now=clock.now)
    made.refresh_from_db()
    assert made.state == "failed" and "our side" in made.message


@pytest.mark.django_db(transaction=True)
def test_the_job_does_it(people, plan, agreed):
    made = order(plan, people)
    work()
    made.refresh_from_db()
    assert made.state == "done" and made.breaks == 0


# --- Published, and taken back ---


def letters():
    return sorted(Letter.objects.filter(kind="timetable").values_list("registration__name", "about"))


def test_published_told_and_taken_back(people, plan, agreed):
    made = computed(plan, people)
    assert timetables.publish_timetable(timetable=made, by=people.manager, at=AT) == 4
    made.refresh_from_db()
    plan.refresh_from_db()
    assert (made.current, plan.state) == (True, "published")
    assert letters() == [(name, "timetable 1") for name in FOUR]
    with pytest.raises(BadInput, match="already"):
        timetables.publish_timetable(timetable=made, by=people.manager, at=AT)
    timetables.unpublish_timetable(timetable=made, by=people.manager, at=AT)
    plan.refresh_from_db()
    assert plan.state == "planning" and not plan.timetables.filter(current=True).exists()
    with pytest.raises(BadInput, match="not published"):
        timetables.unpublish_timetable(timetable=made, by=people.manager, at=AT)
    timetables.publish_timetable(timetable=made, by=people.manager, at=AT)
    assert len(letters()) == 4  # nobody is told the same twice


def test_a_second_one_replaces_the_first_and_tells_only_whom_it_touches(people, plan, four, agreed):
    slots, tables = list(plan.slots.all()), list(plan.tables.all())
    first, second = make.timetable(plan), make.timetable(plan)
    for made, slot in ((first, slots[0]), (second, slots[1])):
        make.placed(made, agreed["Ada", "Ben"], slot, tables[0])
        make.placed(made, agreed["Cem", "Dora"], slots[0], tables[1])
    timetables.publish_timetable(timetable=first, by=people.manager, at=AT)
    assert timetables.publish_timetable(timetable=second, by=people.manager, at=AT) == 2
    assert list(plan.timetables.filter(current=True)) == [second]
    assert [each for each in letters() if each[1] == "timetable 2"] == [
        ("Ada", "timetable 2"),
        ("Ben", "timetable 2"),
    ]


def test_what_is_no_longer_agreed_is_not_published(people, plan, agreed):
    made = computed(plan, people)
    assert found_timetables.out_of_date(made) == []
    by_hand.decide_request(request=agreed["Ada", "Ben"], state="declined", by=people.manager, at=AT)
    assert any("no longer agreed" in line for line in found_timetables.out_of_date(made))
    with pytest.raises(BadInput, match="no longer agreed"):
        timetables.publish_timetable(timetable=made, by=people.manager, at=AT)
    assert not letters()


def test_what_changed_since_is_said(people, plan, four, agreed):
    made = computed(plan, people)
    Unavailable.objects.create(participant=four["Ada"], slot=plan.slots.first())
    assert len(found_timetables.out_of_date(made)) == 1
    make.request(make.participant(plan, "Eve"), four["Ada"])
    assert found_timetables.out_of_date(made) == ["Meetings agreed since: 1."]


def test_the_verdict_in_words():
    made = Timetable(
        breaks=7, bound=5, placed=90, placed_bound=100, spread=3, fairness=2, status=Status.FEASIBLE
    )
    assert search_curve.verdict(made, unplaced=2) == [
        "At most 10.0 % more could be placed, counted by priority.",
        "At most 2 breaks could still be saved: at least 5 are proved to be needed.",
        "Breaks differ by 3 between people, more than the 2 asked for: less was not reached.",
    ]
    made.placed, made.bound, made.spread, made.status = 100, 7, 1, Status.OPTIMAL
    assert len(search_curve.verdict(made, unplaced=0)) == 2 and search_curve.verdict(made, unplaced=0)[
        1
    ].startswith("Proved optimal")
