"""How does an idea come to its gate, who may be asked to review it, and are they reminded until they have answered?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from factories import ideas
from factories.companies import CompanyFactory
from factories.ideas import AT
from grappe.apps.ideas.enums import AssessmentState, LetterKind
from grappe.apps.ideas.models import Letter, Reviewer, Watch
from grappe.apps.ideas.operations import assessments
from grappe.apps.ideas.queries import letters
from grappe.apps.ideas.queries.way import way_of
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
DUE = AT.date() + timedelta(days=14)
WHY = {"fr": "Elle est reprise ailleurs."}


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
    assessments.call_off(assessment=first, why=WHY, by=people.manager, at=AT)
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
            lambda said=said: assessments.call_off(assessment=made, why=WHY, **said),
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
    draft = ideas.review(waiting, given=False)
    with pytest.raises(BadInput, match="Robin has begun to write"):
        assessments.take_out(reviewer=waiting, by=people.manager, at=AT)
    draft.delete()
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
    assessments.call_off(assessment=made, why=WHY, by=people.manager, at=AT)
    assert letters.overtaken(fresh, at=AT) == "The gate is closed."
    Reviewer.objects.all().delete()
    assert letters.overtaken(fresh, at=AT) == "They are no longer asked."


@pytest.mark.parametrize("days", [-4, 2, 3])
def test_three_reminders_remain_however_little_the_day_moves(idea, people, days):
    """On the days of the new last day; two that fall on one day are one letter."""
    made = opened(idea, people.manager)
    due = DUE + timedelta(days=days)
    assessments.postpone(assessment=made, due_on=due, by=people.manager, at=AT)
    rows = Letter.objects.filter(kind=LetterKind.REVIEW_DUE).order_by("try_at")
    sent = [each.try_at.date() for each in rows if not letters.overtaken(each, at=each.try_at)]
    assert sent == [due - timedelta(days=3), due, due + timedelta(days=7)]


def test_a_gate_is_called_off_with_a_reason_in_the_language_of_each_author(idea, people):
    made = opened(idea, people.manager)
    for why in ({}, {"en": "It goes on elsewhere."}, {"fr": "  "}):
        with pytest.raises(BadInput, match="Français"):
            assessments.call_off(assessment=made, why=why, by=people.manager, at=AT)
    with pytest.raises(BadInput, match="too long"):
        assessments.call_off(assessment=made, why={"fr": "x" * 2_001}, by=people.manager, at=AT)
    assessments.call_off(assessment=made, why=WHY | {"de": " Anderswo. "}, by=people.manager, at=AT)
    made.refresh_from_db()
    assert (made.state, made.closed_at, made.closed_by) == ("withdrawn", AT, people.manager)
    assert made.called_off_why == {"fr": "Elle est reprise ailleurs.", "de": "Anderswo."}
    idea.refresh_from_db()
    assert idea.stage == "captured"
    with pytest.raises(BadInput, match="closed"):
        assessments.call_off(assessment=made, why=WHY, by=people.manager, at=AT)


def test_the_database_keeps_no_gate_that_was_called_off_without_a_reason(idea, people):
    made = opened(idea, people.manager)
    made.state = "withdrawn"
    with pytest.raises(IntegrityError, match="ideas_called_off_with_reasons"), transaction.atomic():
        made.save()


def test_calling_off_stands_in_the_way_of_the_idea_with_who_when_and_why(idea, people):
    made = opened(idea, people.manager)
    assessments.call_off(assessment=made, why=WHY, by=people.manager, at=AT + timedelta(days=1))
    latest = way_of(idea, reader=people.manager).happened[0]
    assert (latest.label, latest.at, latest.why, latest.by) == (
        "Gate “Screening” called off", AT + timedelta(days=1), WHY, people.manager.name,
    )  # fmt: skip


def test_authors_watchers_and_reviewers_hear_in_their_language_that_a_gate_was_called_off(idea, people):
    author = idea.authors.get().contributor
    wanda = ideas.contributor("Wanda", language="de")
    Watch.objects.create(idea=idea, contributor=wanda, since=AT)
    Watch.objects.create(idea=idea, contributor=ideas.colleague(people.manager), since=AT)
    names = ("Given", "Waiting", "Declined", "Conflict")
    asked = {name: ideas.contributor(name, language="en") for name in names}
    made = opened(idea, people.manager, *asked.values(), wanda)
    Letter.objects.filter(kind=LetterKind.REVIEW).update(state="sent")
    seats = {each.contributor.name: each for each in made.reviewers.all()}
    ideas.review(seats["Given"])
    for name, change in (
        ("Declined", {"declined_at": AT}),
        ("Conflict", {"conflict": "Shares", "conflict_at": AT}),
    ):
        Reviewer.objects.filter(pk=seats[name].pk).update(**change)
    assessments.call_off(assessment=made, why=WHY, by=people.manager, at=AT)
    told = {
        kind: {each.contributor.name: each for each in Letter.objects.filter(kind=kind)}
        for kind in ("called_off", "released")
    }
    assert set(told["called_off"]) == {author.name, "Wanda"}  # who called it off knows
    assert set(told["released"]) == {"Given", "Waiting"}  # Wanda hears of it once
    for letter in (*told["called_off"].values(), *told["released"].values()):
        written = letters.written(letter, at=AT)
        assert not letters.overtaken(letter, at=AT)
        assert idea.title in written.subject
        assert WHY["fr"] in written.body
        assert people.manager.name in written.body
    assert "retirée de son jalon" in letters.written(told["called_off"][author.name], at=AT).body
    assert "ohne Entscheidung" in letters.written(told["called_off"]["Wanda"], at=AT).body
    assert "no review is needed any more" in letters.written(told["released"]["Given"], at=AT).body


def test_who_is_asked_no_longer_hears_of_it_once_they_were_written_to(idea, people):
    made = opened(
        idea, people.manager, ideas.contributor("Robin", language="en"), ideas.contributor("Sascha")
    )
    robin, sascha = made.reviewers.all()
    Letter.objects.filter(kind=LetterKind.REVIEW, contributor=robin.contributor).update(state="sent")
    for each in (robin, sascha):
        assessments.take_out(reviewer=each, by=people.manager, at=AT)
    to_robin, to_sascha = Letter.objects.filter(kind=LetterKind.RELEASED).order_by("pk")
    assert "no longer asked to review" in letters.written(to_robin, at=AT).body
    assert not letters.overtaken(to_robin, at=AT)
    assert letters.overtaken(to_sascha, at=AT) == "They were not written to before."
    assessments.ask(assessment=made, contributor=to_robin.contributor, by=people.manager, at=AT)
    assert letters.overtaken(to_robin, at=AT) == "They are asked once more."


def test_who_works_for_the_company_of_an_idea_that_was_taken_up_does_not_review_it(idea, people):
    company = CompanyFactory()
    ideas.idea(people.manager, merged_into=idea, company=company)
    with pytest.raises(BadInput, match="works for the company"):
        opened(idea, people.manager, ideas.contributor("Colleague", company=company))
