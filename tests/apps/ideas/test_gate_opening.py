"""How does an idea come to its gate, who may be asked to review it, and are they reminded until they have answered?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import ideas
from factories.ideas import AT
from grappe.apps.ideas.enums import AssessmentState, LetterKind
from grappe.apps.ideas.models import Letter, Reviewer
from grappe.apps.ideas.operations import assessments
from grappe.apps.ideas.queries import letters
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
DUE = AT.date() + timedelta(days=14)


@pytest.fixture
def idea(people, clusters):
    ideas.gate()
    return ideas.idea(people.manager, "A shared test bench", clusters=[clusters["healthtech"]])


def opened(idea, by, *reviewers, due_on=DUE):
    return assessments.open_gate(
        idea=idea, reviewers=reviewers or [ideas.contributor("Robin")], due_on=due_on, by=by, at=AT
    )


def about(kind):
    return list(Letter.objects.filter(kind=kind).order_by("try_at").values_list("about", flat=True))


def test_a_gate_keeps_its_criteria_of_the_day_and_writes_to_each_reviewer(idea, people):
    one, other = ideas.contributor("Robin"), ideas.contributor("Sascha")
    made = opened(idea, people.manager, one, other, one)
    assert (made.state, made.number, made.due_on, made.opened_by) == ("open", 1, DUE, people.manager)
    assert made.criteria == made.gate.criteria
    assert [each.contributor for each in made.reviewers.all()] == [one, other]
    assert Letter.objects.filter(kind=LetterKind.REVIEW).count() == 2
    days = [DUE - timedelta(days=3), DUE, DUE + timedelta(days=7)]
    reminders = Letter.objects.filter(kind=LetterKind.REVIEW_DUE, contributor=one).order_by("try_at")
    assert [each.try_at.date() for each in reminders] == days


def test_a_second_time_at_a_gate_is_counted(idea, people):
    first = opened(idea, people.manager)
    with pytest.raises(BadInput, match="at a gate already"):
        opened(idea, people.manager)
    assessments.call_off(assessment=first, by=people.manager, at=AT)
    assert opened(idea, people.manager).number == 2
    first.refresh_from_db()
    assert (first.state, first.closed_at) == (AssessmentState.WITHDRAWN, AT)


@pytest.mark.parametrize("day", [AT.date(), AT.date() - timedelta(days=1), AT.date() + timedelta(days=181)])
def test_the_last_day_lies_ahead_and_within_half_a_year(idea, people, day):
    with pytest.raises(BadInput, match="a day after today"):
        opened(idea, people.manager, due_on=day)


def test_an_idea_that_rests_or_is_at_its_end_has_no_gate(people, clusters):
    ideas.gate()
    for stage in ("parked", "flagship"):
        found = ideas.idea(people.manager, stage=stage, clusters=[clusters["healthtech"]])
        with pytest.raises(BadInput, match="No gate follows"):
            opened(found, people.manager)
    with pytest.raises(BadInput, match="at least one person"):
        assessments.open_gate(
            idea=ideas.idea(people.manager), reviewers=[], due_on=DUE, by=people.manager, at=AT
        )


def test_nobody_reviews_their_own_idea_nor_one_that_it_took_up(idea, people):
    own = idea.authors.get().contributor
    absorbed = ideas.idea(people.manager, merged_into=idea)
    theirs = absorbed.authors.get().contributor
    for author in (own, theirs):
        with pytest.raises(BadInput, match="nobody reviews their own"):
            opened(idea, people.manager, author)
    assert not Reviewer.objects.exists()


def test_who_works_for_the_company_of_the_idea_does_not_review_it(people):
    from factories.companies import CompanyFactory

    ideas.gate()
    company = CompanyFactory()
    author = ideas.contributor("Author", company=company)
    idea = ideas.idea(people.manager, authors=[author])
    with pytest.raises(BadInput, match="works for the company"):
        opened(idea, people.manager, ideas.contributor("Colleague", company=company))
    assert opened(idea, people.manager, ideas.contributor("Other", company=CompanyFactory())).pk


def test_only_who_steers_an_idea_opens_its_gate_and_asks(idea, people):
    made = opened(idea, people.manager)
    reviewer = made.reviewers.get()
    for by in (people.other_manager, people.analyst, people.ministry):
        with pytest.raises(PermissionDenied):
            opened(idea, by)
        said = {"by": by, "at": AT}
        for act in (
            lambda said=said: assessments.ask(assessment=made, contributor=ideas.contributor(), **said),
            lambda said=said: assessments.take_out(reviewer=reviewer, **said),
            lambda said=said: assessments.remind(reviewer=reviewer, **said),
            lambda said=said: assessments.postpone(assessment=made, due_on=DUE, **said),
            lambda said=said: assessments.call_off(assessment=made, **said),
        ):
            with pytest.raises(PermissionDenied):
                act()
    assert assessments.ask(
        assessment=made, contributor=ideas.contributor(), by=people.administrator, at=AT
    ).pk


def test_who_has_answered_stays_on_record(idea, people):
    made = opened(idea, people.manager, ideas.contributor("Robin"), ideas.contributor("Sascha"))
    waiting, gave = made.reviewers.all()
    ideas.review(gave)
    with pytest.raises(BadInput, match="stays on record"):
        assessments.take_out(reviewer=gave, by=people.manager, at=AT)
    with pytest.raises(BadInput, match="answered already"):
        assessments.remind(reviewer=gave, by=people.manager, at=AT)
    assessments.take_out(reviewer=waiting, by=people.manager, at=AT)
    assert list(made.reviewers.all()) == [gave]
    with pytest.raises(BadInput, match="asked already"):
        assessments.ask(assessment=made, contributor=gave.contributor, by=people.manager, at=AT)


def test_somebody_is_reminded_by_hand_at_most_once_a_day(idea, people):
    reviewer = opened(idea, people.manager).reviewers.get()
    assert assessments.remind(reviewer=reviewer, by=people.manager, at=AT)
    assert not assessments.remind(reviewer=reviewer, by=people.manager, at=AT + timedelta(hours=3))
    assert assessments.remind(reviewer=reviewer, by=people.manager, at=AT + timedelta(days=1))


def test_reminders_move_with_the_day_and_stop_with_an_answer(idea, people):
    made = opened(idea, people.manager)
    reviewer = made.reviewers.get()
    old = {each.pk for each in Letter.objects.filter(kind=LetterKind.REVIEW_DUE)}
    assessments.postpone(assessment=made, due_on=DUE + timedelta(days=30), by=people.manager, at=AT)
    for letter in Letter.objects.filter(kind=LetterKind.REVIEW_DUE):
        assert bool(letters.overtaken(letter, at=letter.try_at)) is (letter.pk in old)
    ideas.review(reviewer, given=False)
    fresh = Letter.objects.filter(kind=LetterKind.REVIEW_DUE).exclude(pk__in=old).first()
    assert letters.overtaken(fresh, at=AT) == ""
    reviewer.review.given_at = AT
    reviewer.review.save()
    assert letters.overtaken(fresh, at=AT) == "They have answered."
    reviewer.review.delete()
    assessments.call_off(assessment=made, by=people.manager, at=AT)
    assert letters.overtaken(fresh, at=AT) == "The gate is closed."
    Reviewer.objects.all().delete()
    assert letters.overtaken(fresh, at=AT) == "They are no longer asked."
