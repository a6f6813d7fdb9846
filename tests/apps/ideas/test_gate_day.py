"""Does My day name the reviews that are due and the gates that somebody may decide?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import ideas
from grappe.apps.ideas.queries.own_reviews import gates_to_decide, reviews_due
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(people, clusters):
    return ideas.assessment(ideas.idea(people.manager, clusters=[clusters["healthtech"]]), at=clock.now())


def deciders(people, today=None, everybody=False):
    day = today or clock.today()
    return {
        role
        for role, user in people.by_role().items()
        if gates_to_decide(for_user=user, today=day, of_everybody=everybody)
    }


def test_a_review_is_due_until_it_is_given_declined_or_in_conflict(assessment, people):
    open_one = ideas.reviewer(assessment, ideas.colleague(people.analyst))
    assert list(reviews_due(for_user=people.analyst)) == [open_one]
    assert not reviews_due(for_user=people.manager)
    review = ideas.review(open_one, given=False)
    assert list(reviews_due(for_user=people.analyst)) == [open_one]
    review.given_at = clock.now()
    review.save()
    assert not reviews_due(for_user=people.analyst)
    review.delete()
    for change in ({"declined_at": clock.now()}, {"conflict": "Shares", "conflict_at": clock.now()}):
        type(open_one).objects.filter(pk=open_one.pk).update(declined_at=None, conflict="", conflict_at=None)
        type(open_one).objects.filter(pk=open_one.pk).update(**change)
        assert not reviews_due(for_user=people.analyst)


def test_a_gate_waits_for_its_decision_once_the_reviews_are_there_or_its_day_is_over(assessment, people):
    waiting = ideas.reviewer(assessment)
    assert deciders(people) == set()
    assert deciders(people, clock.today() + timedelta(days=15), everybody=True) == {
        "administrator",
        "manager",
    }
    waiting.declined_at = clock.now()
    waiting.save()
    (stuck,) = gates_to_decide(for_user=people.manager, today=clock.today(), of_everybody=False)
    assert not stuck.enough  # nobody is awaited, and nothing can be decided: somebody else has to be asked
    for _each in range(2):
        ideas.review(ideas.reviewer(assessment))
    assert deciders(people) == {"manager"}  # who looks after it
    assert deciders(people, everybody=True) == {"administrator", "manager"}
    late = ideas.reviewer(assessment)
    assert deciders(people, everybody=True) == set()  # somebody is still at work
    ideas.review(late)
    ideas.reviewer(assessment, ideas.colleague(people.manager), conflict="My sister’s company")
    assert deciders(people, everybody=True) == {"administrator"}


def test_both_stand_on_my_day(client, people, assessment):
    ideas.reviewer(assessment, ideas.colleague(people.analyst))
    client.force_login(people.analyst)
    assert "Ideas to review" in client.get("/").content.decode()
    assessment.reviewers.all().delete()
    for _each in range(2):
        ideas.review(ideas.reviewer(assessment))
    client.force_login(people.manager)
    shown = client.get("/").content.decode()
    assert "Reviews are missing" not in shown
    assert "Gates to decide" in shown
    assert f"/ideas/assessments/{assessment.pk}/decide/" in shown


def test_a_gate_that_lacks_reviews_leads_to_its_page_and_not_to_a_decision_that_is_refused(
    client, people, assessment
):
    ideas.reviewer(assessment, declined_at=clock.now())
    client.force_login(people.manager)
    shown = client.get("/").content.decode()
    assert "Reviews are missing" in shown
    assert f"/ideas/assessments/{assessment.pk}/decide/" not in shown
