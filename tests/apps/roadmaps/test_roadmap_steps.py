"""Does a step move with what depends on it, and is nobody's change lost?"""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from factories import matches, roadmaps
from factories.roadmaps import AT, TODAY, day, version
from grappe.apps.roadmaps import operations, queries
from grappe.apps.roadmaps.models import AidRequest, Roadmap, Step
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db


def dates(*steps):
    found = {step.pk: (step.start, step.end) for step in Step.objects.filter(pk__in=[s.pk for s in steps])}
    return [found[step.pk] for step in steps]


def move(step, people, start, end=None, seen=None):
    return operations.move_step(
        step=step,
        version=version(step.roadmap) if seen is None else seen,
        start=day(start),
        end=None if end is None else day(end),
        by=people.manager,
        at=AT,
    )


def test_what_depends_on_a_step_moves_with_it_and_says_why(steps, people):
    first, second, third = steps
    moved = move(first, people, 4)
    assert dates(*steps) == [(day(4), day(8)), (day(9), day(11)), (day(12), day(13))]
    assert [change.reason.code for change in moved.changes] == [
        "moved_by_hand",
        "moved_because",
        "moved_because",
    ]
    assert "“Audit”" in moved.changes[1].reason.text.en


def test_room_is_used_up_before_anything_else_moves(steps, people):
    move(steps[0], people, 2)
    assert dates(*steps)[1:] == [(day(7), day(9)), (day(10), day(11))]


def test_a_new_end_alone_makes_a_step_longer(steps, people):
    move(steps[0], people, 0, 9)
    assert dates(*steps) == [(day(0), day(9)), (day(10), day(12)), (day(13), day(14))]


def test_a_step_cannot_be_put_before_what_it_waits_for(steps, people):
    moved = move(steps[1], people, -30)
    assert dates(steps[1]) == [(day(5), day(7))]
    assert moved.changes[0].reason.code == "not_before"


def test_finished_and_started_steps_stay(steps, people):
    first, second, third = steps
    operations.mark_started(step=second, version=version(first.roadmap), on=TODAY, by=people.manager, at=AT)
    move(first, people, 20)
    assert dates(second) == [(day(7), day(9))]
    operations.mark_done(step=first, version=version(first.roadmap), on=TODAY, by=people.manager, at=AT)
    with pytest.raises(BadInput, match="keeps its dates"):
        move(first, people, 30)


def test_the_second_of_two_who_saw_the_same_version_is_told_and_nothing_is_written(steps, people):
    seen = version(steps[0].roadmap)
    move(steps[0], people, 1, seen=seen)
    before = dates(*steps)
    with pytest.raises(Stale, match="Somebody else changed this roadmap"):
        move(steps[2], people, 40, seen=seen)
    assert dates(*steps) == before


def test_dates_that_cannot_be_write_nothing(steps, people):
    before, was = dates(*steps), version(steps[0].roadmap)
    with pytest.raises(BadInput):
        move(steps[0], people, 5, 3)
    assert (dates(*steps), version(steps[0].roadmap)) == (before, was)


def test_done_later_than_planned_moves_what_waits(steps, people):
    first, second, third = steps
    late = AT.replace(day=12)
    operations.mark_done(
        step=first, version=version(first.roadmap), on=late.date(), by=people.manager, at=late
    )
    assert dates(*steps) == [(day(0), day(4)), (day(11), day(13)), (day(14), day(15))]


def test_nothing_is_done_in_the_future_or_before_it_started(steps, people):
    roadmap = steps[0].roadmap
    with pytest.raises(BadInput, match="has not come yet"):
        operations.mark_done(step=steps[0], version=version(roadmap), on=day(1), by=people.manager, at=AT)
    operations.mark_started(step=steps[0], version=version(roadmap), on=TODAY, by=people.manager, at=AT)
    with pytest.raises(BadInput, match="before it started"):
        operations.mark_done(step=steps[0], version=version(roadmap), on=day(-1), by=people.manager, at=AT)


def edit(step, people, **changes):
    step.refresh_from_db()
    values = {
        "title": step.title, "start": step.start, "end": step.end,
        "depends_on": list(step.depends_on.values_list("pk", flat=True)),
    } | changes  # fmt: skip
    return operations.edit_step(
        step=step,
        version=version(step.roadmap),
        values=operations.StepValues(**values),
        by=people.manager,
        at=AT,
    )


def test_a_circle_is_refused_by_name_and_leaves_everything_as_it_was(steps, people):
    with pytest.raises(BadInput, match="wait for each other.*“Renamed” for “Apply”"):
        edit(steps[0], people, depends_on=[steps[2].pk], title="Renamed")
    steps[0].refresh_from_db()
    assert steps[0].title == "Audit"
    assert not steps[0].depends_on.exists()


def test_a_step_waits_for_steps_of_its_own_roadmap_only(steps, people, company):
    other = roadmaps.step(roadmaps.roadmap(company, people.manager, "Other"), people.manager, "Elsewhere", 0)
    with pytest.raises(BadInput, match="same roadmap"):
        edit(steps[0], people, depends_on=[other.pk])
    with pytest.raises(BadInput, match="cannot wait for itself"):
        edit(steps[0], people, depends_on=[steps[0].pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.depends_on.through.objects.create(from_step=other, to_step=other)


def test_a_new_dependency_moves_the_step_that_now_waits(steps, people):
    extra = roadmaps.step(steps[0].roadmap, people.manager, "Extra", 0)
    _step, moved = edit(extra, people, depends_on=[steps[2].pk])
    assert dates(extra) == [(day(12), day(16))]
    assert [change.title for change in moved.changes] == ["Extra"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": "  "}, "needs a title"),
        ({"end": day(-1)}, "would end before it starts"),
        ({"cost_eur": Decimal(-1)}, "zero or more"),
        ({"done_on": day(3)}, "has not come yet"),
        ({"started_on": day(-1), "done_on": day(-2)}, "before it started"),
    ],
)
def test_bad_values_are_refused_in_words(steps, people, changes, message):
    with pytest.raises(BadInput, match=message):
        edit(steps[0], people, **changes)


def test_a_removed_step_lets_the_others_go_and_its_planned_aid_with_it(steps, people):
    first, second, third = steps
    roadmaps.aid(first.roadmap, people.manager, step=second)
    operations.remove_step(step=second, version=version(first.roadmap), by=people.manager, at=AT)
    assert not third.depends_on.exists()
    assert not AidRequest.objects.exists()
    assert queries.plan_of(first.roadmap).end == day(11)


def test_a_closed_roadmap_is_not_changed_until_it_is_reopened(steps, people):
    roadmap = steps[0].roadmap
    with pytest.raises(BadInput, match="closes with its outcome"):
        operations.close_roadmap(
            roadmap=roadmap, version=version(roadmap), outcome=" ", by=people.manager, at=AT
        )
    operations.close_roadmap(
        roadmap=roadmap, version=version(roadmap), outcome="Two jobs made.", by=people.manager, at=AT
    )
    with pytest.raises(BadInput, match="is closed"):
        move(steps[0], people, 4)
    with pytest.raises(BadInput, match="is closed"):
        roadmaps.aid(roadmap, people.manager)
    operations.reopen_roadmap(roadmap=roadmap, version=version(roadmap), by=people.manager, at=AT)
    move(steps[0], people, 4)
    with pytest.raises(IntegrityError), transaction.atomic():
        Roadmap.objects.filter(pk=roadmap.pk).update(closed_on=TODAY, outcome="")


def test_only_whoever_edits_the_company_plans_for_it(steps, people, company):
    for role, may in {
        "administrator": True, "manager": True, "other_manager": False, "analyst": False, "ministry": False,
    }.items():  # fmt: skip
        user = people.by_role()[role]

        def tries(user=user):
            roadmap = steps[0].roadmap
            yield lambda: roadmaps.roadmap(company, user)
            yield lambda: operations.move_step(
                step=steps[0], version=version(roadmap), start=day(0), by=user, at=AT
            )
            yield lambda: roadmaps.aid(roadmap, user)
            yield lambda: operations.set_follow_up(company=company, every=3, by=user, at=AT)
            yield lambda: operations.renew_feed(roadmap=roadmap, by=user, at=AT)

        for attempt in tries():
            if may:
                attempt()
            else:
                with pytest.raises(PermissionDenied):
                    attempt()


@pytest.fixture
def match(clusters, people):
    matches.catalogue(vectors=False)
    company = matches.company(clusters, slugs=("digital",))
    return matches.accepted(matches.need(company, "Sécurité"), people.manager)


def test_an_accepted_solution_becomes_a_step_once(match, people):
    step = operations.add_step_from_match(match=match, by=people.manager, at=AT)
    again = operations.add_step_from_match(match=match, by=people.manager, at=AT)
    assert step.pk == again.pk
    assert (step.roadmap.title, step.start, step.owner) == ("Feuille de route 2026", TODAY, people.manager)
    assert step.title == match.solution.title["fr"]
    assert queries.accepted_waiting(match.need.company_id, for_user=people.manager, language="fr") == []


def test_an_accepted_programme_brings_its_aid(clusters, people):
    from grappe.apps.aids.models import Programme
    from grappe.apps.matches import operations as match_operations

    matches.catalogue(vectors=False)
    company = matches.company(clusters, slugs=("digital",))
    need = matches.need(company, "Sécurité")
    programme = Programme.objects.get(slug="fit4-digital")
    match = match_operations.decide(
        need_id=need.pk,
        kind="programme",
        pk=programme.pk,
        state="accepted",
        as_of=TODAY,
        by=people.manager,
        at=AT,
    )
    waiting = queries.accepted_waiting(company.pk, for_user=people.manager, language="de")
    assert [(each.match, each.need) for each in waiting] == [(match, "Sécurité")]
    step = operations.add_step_from_match(match=match, by=people.manager, at=AT)
    aid = AidRequest.objects.get(step=step)
    assert (aid.programme, aid.state) == (programme, "planned")


def test_a_dismissed_solution_does_not_become_a_step(match, people):
    match.state = "dismissed"
    match.save()
    with pytest.raises(BadInput, match="Only an accepted"):
        operations.add_step_from_match(match=match, by=people.manager, at=AT)


def test_every_change_and_removal_of_a_step_is_kept(steps, people):
    move(steps[0], people, 4)
    operations.remove_step(step=steps[0], version=version(steps[0].roadmap), by=people.manager, at=AT)
    events = list(Step.pgh_event_model.objects.filter(pgh_obj_id=steps[0].pk).order_by("pgh_id"))
    assert [event.pgh_label for event in events] == ["insert", "update", "delete"]
    assert [event.start for event in events[:2]] == [day(0), day(4)]


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_at_the_same_moment_one_wins_whole(clusters, people, company):
    """Two connections, one version: the row lock lets one through, the other is told."""
    roadmap = roadmaps.roadmap(company, people.manager)
    steps = roadmaps.chain(roadmap, people.manager)
    seen = version(roadmap)
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def attempt(start):
        try:
            together.wait()
            move(steps[0], people, start, seen=seen)
            outcomes.append(f"moved {start}")
        except Stale:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(start,)) for start in (20, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome.split()[0] for outcome in outcomes) == ["moved", "told"]
    won = int(next(outcome for outcome in outcomes if outcome != "told").split()[1])
    assert dates(*steps) == [
        (day(won), day(won + 4)),
        (day(won + 5), day(won + 7)),
        (day(won + 8), day(won + 9)),
    ]
